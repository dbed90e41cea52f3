/*
 * Shared by the files that load the configuration.
 */
#ifndef GW_CONFIG_CONFIG_INT_H
#define GW_CONFIG_CONFIG_INT_H

#include "base/fs.h"
#include "config/config.h"

/* What names an environment where the command line does not. */
#define GW_ENVIRONMENT_VARIABLE "GODWIT_ENV"

/* Every setting as it is where nothing is said. */
void gw_config_load_defaults(struct gw_config *config);

/* Puts setting over what is there; maps are merged. */
void gw_config_assign(struct gw_config *config, enum gw_key key, const struct gw_setting *setting);

/* Whether the settings of a section are taken over, or checked only. */
enum gw_section_use { GW_SECTION_CHECK, GW_SECTION_ASSIGN };

/* gw_file_read(), whose failure is GW_E_CONFIG. */
GW_MUST_USE bool gw_config_read_text(const char *path, size_t max_bytes, struct gw_text *ret_text,
				     struct gw_error **err);
/*
 * Reads godwit.yaml, checks all of it and takes its top level over. file NULL: the one in the
 * working folder, if there.
 */
GW_MUST_USE bool gw_config_read_file(struct gw_config *config, const char *file,
				     struct gw_error **err);
/* The section of an environment, or NULL. */
const struct gw_node *gw_config_section(const struct gw_config *config, const char *environment);
/* Checks a section: the top level of the file, or an environment. */
GW_MUST_USE bool gw_config_read_section(struct gw_config *config, const struct gw_node *section,
					enum gw_section_use use, struct gw_error **err);
/* Takes url and password of an environment over, when it has an url. */
GW_MUST_USE bool gw_config_read_target(struct gw_config *config, const struct gw_node *section,
				       struct gw_error **err);
/* GW_E_CONFIG for an environment that is not there; place says who asked for it. */
bool gw_config_fail_environment(const struct gw_config *config, const char *name, const char *place,
				struct gw_error **err);

#endif
