/*
 * The configuration: every setting with the place it came from.
 *
 * Order, later wins: default, godwit.yaml (top level), godwit.yaml (environment), .env,
 * environment variable, command line. One exception: `-e prod` names a target as --url does, so the
 * url and password of an environment that was asked for on the command line win over variables. An
 * empty variable counts as unset. Maps of several places are merged by name; lists are replaced.
 *
 * keys.def is the one list of settings: type, variable, default and help. An unknown key is an
 * error with file:line:column and the nearest known one. Paths in godwit.yaml (dir, repository, keys, secret
 * files, a SQLite file) are relative to its folder.
 *
 *	dir: db/migrations
 *	environments:
 *	  prod:
 *	    url: {env: PROD_URL}
 *	    protected: true
 */
#ifndef GW_CONFIG_CONFIG_H
#define GW_CONFIG_CONFIG_H

#include "base/error.h"
#include "base/map.h"
#include "base/system.h"
#include "base/vec.h"
#include "config/url.h"
#include "config/yaml.h"

enum gw_key {
#define GW_KEY(id, name, type, fallback, variable, help) GW_KEY_##id,
#include "config/keys.def"
#undef GW_KEY
	GW_KEY_COUNT
};

enum gw_key_type {
	GW_KEY_TEXT,
	GW_KEY_SECRET, /* text, or {env: X}, {file: X}, {command: [..]}; shown as *** */
	GW_KEY_BOOL,
	GW_KEY_DURATION, /* "2s"; read with gw_config_ms() */
	GW_KEY_SIZE,
	GW_KEY_NUMBER, /* "2"; read with gw_config_number() */
	GW_KEY_LIST, /* of lines: a YAML list; elsewhere each line is one */
	GW_KEY_MAP, /* text to line: a YAML map; elsewhere name=value lines, options */
	GW_KEY_CHOICE, /* fallback is "default|other|other" */
};

struct gw_key_info {
	const char *name; /* as in godwit.yaml: "lock_timeout"; the option is --lock-timeout */
	enum gw_key_type type;
	const char *fallback; /* default as text, or NULL */
	const char *variable; /* environment variable, or NULL */
	const char *help;
};
extern const struct gw_key_info gw_keys[GW_KEY_COUNT];
/* What is wrong with text as a value of key, as a phrase; NULL: nothing. */
const char *gw_key_problem(struct gw_arena *arena, enum gw_key key, struct gw_view text);

enum gw_origin_kind {
	GW_FROM_DEFAULT,
	GW_FROM_FILE,
	GW_FROM_ENVIRONMENT_SECTION,
	GW_FROM_DOTENV,
	GW_FROM_VARIABLE,
	GW_FROM_OPTION,
};

struct gw_secret;

struct gw_setting {
	const char *text; /* NULL: not set. Lists and maps: elements joined by newlines */
	/* {env: X} and the like, not read yet; text is then what to show. NULL: none. */
	const struct gw_secret *secret;
	enum gw_origin_kind origin;
	const char *place; /* "godwit.yaml:12:5", "DATABASE_URL", "GODWIT_URL in .env:3", "--url" */
	size_t offset; /* of the key in godwit.yaml, or GW_NOWHERE */
};

/* What the command line says; values win over everything else. */
struct gw_config_request {
	const char *file; /* --config; NULL: godwit.yaml in the working folder, if there */
	const char *environment; /* -e; NULL: GODWIT_ENV, or `default:` of the file */
	const char *dotenv; /* NULL: .env in the working folder, if there */
	bool alone; /* what is not named here is not read: no files, no variables */
	struct {
		enum gw_key key;
		const char *value;
	} overrides[GW_KEY_COUNT];
	size_t noverrides;
};

struct gw_config {
	struct gw_arena *arena;
	const struct gw_system *sys;
	const char *path; /* of godwit.yaml; NULL: none */
	const char *folder; /* of godwit.yaml; "": the working folder */
	const char *environment; /* NULL: none chosen */
	const char *environment_place; /* what chose it: "-e", "GODWIT_ENV in .env:3" */
	bool environment_asked; /* by -e, not by a variable or a default */
	struct gw_yaml yaml;
	struct gw_map dotenv; /* name -> struct gw_dotenv_value * */
	struct gw_setting settings[GW_KEY_COUNT];
	GW_VEC(const char *) environments; /* names in the file */
};

GW_MUST_USE bool gw_config_load(struct gw_arena *arena, const struct gw_system *sys,
				const struct gw_config_request *request,
				struct gw_config **ret_config, struct gw_error **err);

/* Typed readers. The text was checked when it was loaded, so they cannot fail. */
const char *gw_config_text(const struct gw_config *config, enum gw_key key); /* or NULL */
bool gw_config_bool(const struct gw_config *config, enum gw_key key);
int64_t gw_config_ms(const struct gw_config *config, enum gw_key key); /* 0: none */
uint64_t gw_config_size(const struct gw_config *config, enum gw_key key);
uint64_t gw_config_number(const struct gw_config *config, enum gw_key key); /* 0: none */
/* Elements; n is 0 when not set. */
size_t gw_config_list(const struct gw_config *config, enum gw_key key, const char ***ret_items);
/* name -> const char *value */
struct gw_map gw_config_map(const struct gw_config *config, enum gw_key key);
/* What the environment has, and .env of what that has not; lives as long as the configuration. */
struct gw_variables gw_config_variables(const struct gw_config *config);
/* Whether godwit.yaml has an environment of this name. */
bool gw_config_has_environment(const struct gw_config *config, struct gw_view name);

/* How a value may be shown: secrets and passwords in URLs masked. */
const char *gw_config_display(const struct gw_config *config, struct gw_arena *arena,
			      enum gw_key key);

/*
 * The target database: `url`, with password from its own setting when the URL has none.
 * GW_E_NO_TARGET when none is set. Secrets are read here, when they are needed, not at load.
 */
GW_MUST_USE bool gw_config_target(const struct gw_config *config, struct gw_arena *arena,
				  struct gw_url *ret_url, struct gw_error **err);

/*
 * `shadow_url`, or the target when it is not set: the database beside which shadows are made.
 */
GW_MUST_USE bool gw_config_shadow(const struct gw_config *config, struct gw_arena *arena,
				  struct gw_url *ret_url, struct gw_error **err);

/*
 * The protected environment of godwit.yaml whose own url leads to the database at url; NULL: none does. It
 * reads their secrets, but runs no program; a URL that cannot be had here leads nowhere.
 */
const char *gw_config_protector(const struct gw_config *config, struct gw_arena *arena,
				const struct gw_url *url);

/* A secret setting, read from where it is kept; NULL when not set. GW_E_SECRET. */
GW_MUST_USE bool gw_config_secret(const struct gw_config *config, struct gw_arena *arena,
				  enum gw_key key, const char **ret_text, struct gw_error **err);

/*
 * What `provision` holds: of the file, when one is named, or of the environment, or of godwit.yaml; a
 * text there names a file. GW_E_CONFIG when there is none.
 */
struct gw_declarations {
	struct gw_yaml yaml; /* the file that it is in */
	const struct gw_node *node;
	const char *folder; /* that its paths are relative to */
};
GW_MUST_USE bool gw_config_declarations(const struct gw_config *config, struct gw_arena *arena,
					const char *file, struct gw_declarations *ret_declarations,
					struct gw_error **err);
/* Where the secrets of a file in folder are looked for. */
struct gw_secret_context;
struct gw_secret_context gw_config_secrets(const struct gw_config *config, const char *folder);

/* The nearest name in a list, for "did you mean"; NULL when none is near. */
const char *gw_nearest(struct gw_view word, const char *const *names, size_t n);

#endif
