/*
 * Secrets that godwit.yaml refers to instead of holding them:
 *
 *	{env: NAME}            an environment variable, or a line of .env
 *	{file: path}           a file that only its owner may read; relative to godwit.yaml
 *	{command: [pass, x]}   what a program prints; run without a shell, beside godwit.yaml
 *
 * One newline at the end is not part of the secret.
 */
#ifndef GW_CONFIG_SECRET_H
#define GW_CONFIG_SECRET_H

#include "base/error.h"
#include "base/map.h"
#include "base/system.h"
#include "config/yaml.h"

struct gw_secret {
	const struct gw_secret_kind *kind;
	const char *name; /* of the variable, the file or the program */
	const char *const *argv; /* of a command, NULL at the end */
};

/* Where secrets are looked for. */
struct gw_secret_context {
	const struct gw_system *sys;
	const struct gw_map *dotenv; /* name -> struct gw_dotenv_value * */
	const char *folder; /* "" for the working folder */
	int64_t timeout_ms; /* of a command */
};

/* The reference that a member of a map holds; reads nothing. GW_E_CONFIG at its place. */
GW_MUST_USE bool gw_secret_parse(struct gw_arena *arena, const struct gw_yaml *yaml,
				 const struct gw_member *member,
				 const struct gw_secret **ret_secret, struct gw_error **err);
/* GW_E_SECRET when there is none, it is empty, or it cannot be had. */
GW_MUST_USE bool gw_secret_read(struct gw_arena *arena, const struct gw_secret *secret,
				const struct gw_secret_context *context, const char **ret_text,
				struct gw_error **err);
/* "{env: PROD_URL}"; of a command only the program. */
const char *gw_secret_describe(struct gw_arena *arena, const struct gw_secret *secret);

/* path, seen from folder when it is relative. */
const char *gw_path_from(struct gw_arena *arena, const char *folder, const char *path);

/* What a program prints, see gw_program_run(): GW_E_SECRET. */
GW_MUST_USE bool gw_secret_run(struct gw_arena *arena, const struct gw_system *sys,
			       const char *const *argv, const char *folder, int64_t timeout_ms,
			       struct gw_view *ret_output, struct gw_error **err);

#endif
