/* The configuration: precedence, places, refusals, the target; and no password anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "canary.h"
#include "config/config.h"
#include "scratch.h"

#define CANARY "k4n4ry"

/* One world to load from. */
struct world {
	const char *yaml;
	const char *dotenv;
	const char *variables[6];
	struct gw_config_request request;
};

static struct gw_system sys;

static bool load(struct gw_arena *arena, const struct world *world, struct gw_config **ret_config,
		 struct gw_error **err)
{
	sys = scratch_system();
	write_file("godwit.yaml", world->yaml);
	write_file(".env", world->dotenv);
	set_variables(world->variables);
	return gw_config_load(arena, &sys, &world->request, ret_config, err);
}

static struct gw_config *loaded(struct gw_arena *arena, const struct world *world)
{
	struct gw_error *error = NULL;
	struct gw_config *config = NULL;

	if (!load(arena, world, &config, &error))
		fail_msg("%s", all_text(arena, error));
	return config;
}

static int leave_scratch(void **state GW_UNUSED)
{
	const char *const files[] = {"godwit.yaml", ".env", "conf/godwit.yaml", "conf/pw", "other"};

	for (size_t i = 0; i < GW_COUNT(files); i++)
		unlink(files[i]);
	rmdir("conf");
	return chdir("/") != 0 || rmdir(scratch_folder) != 0;
}

static const char *or_none(const char *text)
{
	return text != NULL ? text : "none";
}

static void test_defaults(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct world world = {0};
	const struct gw_config *config = loaded(&arena, &world);
	const char **items;

	assert_null(config->path);
	assert_null(config->environment);
	assert_string_equal(gw_config_text(config, GW_KEY_DIR), "migrations");
	assert_string_equal(gw_config_text(config, GW_KEY_TRANSACTION), "migration");
	assert_string_equal(config->settings[GW_KEY_DIR].place, "default");
	assert_int_equal(gw_config_ms(config, GW_KEY_LOCK_WAIT), 60000);
	assert_int_equal(gw_config_ms(config, GW_KEY_LOCK_TIMEOUT), 0);
	assert_int_equal(gw_config_size(config, GW_KEY_STORE_SQL_LIMIT), 1024 * 1024);
	assert_false(gw_config_bool(config, GW_KEY_PROTECTED));
	assert_null(gw_config_text(config, GW_KEY_URL));
	assert_null(gw_config_display(config, &arena, GW_KEY_URL));
	assert_int_equal(gw_config_list(config, GW_KEY_PRELUDE, &items), 0);
	assert_int_equal(gw_config_map(config, GW_KEY_PLACEHOLDERS).n, 0);
}

/* Each layer is put on top of the ones before; the last one wins. */
static void test_precedence(void **state GW_UNUSED)
{
	struct world world = {0};
	static const struct {
		const char *value;
		const char *place;
		enum gw_origin_kind origin;
	} steps[] = {
		{"60s", "default", GW_FROM_DEFAULT},
		{"1s", "godwit.yaml:1:1", GW_FROM_FILE},
		{"2s", "godwit.yaml:4:5", GW_FROM_ENVIRONMENT_SECTION},
		{"3s", "GODWIT_LOCK_WAIT in .env:2", GW_FROM_DOTENV},
		{"4s", "GODWIT_LOCK_WAIT", GW_FROM_VARIABLE},
		{"5s", "--lock-wait", GW_FROM_OPTION},
	};

	for (size_t i = 0; i < GW_COUNT(steps); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct gw_config *config;

		if (i >= 1)
			world.yaml = "lock_wait: 1s\nenvironments:\n  dev:\n    lock_wait: 2s\n";
		if (i >= 2)
			world.request.environment = "dev";
		if (i >= 3)
			world.dotenv = "\nGODWIT_LOCK_WAIT=3s\n";
		if (i >= 4)
			world.variables[0] = "GODWIT_LOCK_WAIT=4s";
		if (i >= 5) {
			world.request.overrides[0].key = GW_KEY_LOCK_WAIT;
			world.request.overrides[0].value = "5s";
			world.request.noverrides = 1;
		}
		config = loaded(&arena, &world);
		assert_string_equal(gw_config_text(config, GW_KEY_LOCK_WAIT), steps[i].value);
		assert_string_equal(config->settings[GW_KEY_LOCK_WAIT].place, steps[i].place);
		assert_int_equal(config->settings[GW_KEY_LOCK_WAIT].origin, steps[i].origin);
	}
}

#define FILE_URL "url: sqlite:top.db\n"
#define TWO_ENVIRONMENTS                                                    \
	"environments:\n  dev:\n    url: sqlite:dev.db\n  prod:\n    url: " \
	"{env: PROD_URL}\n    protected: yes\n  bare: {lock_wait: 9s}\n  none:\n"

static void test_target(void **state GW_UNUSED)
{
	static const struct {
		struct world world;
		const char *shown; /* of the target */
		const char *place;
	} cases[] = {
		{{.yaml = FILE_URL}, "sqlite:top.db", "godwit.yaml:1:1"},
		{{.yaml = FILE_URL TWO_ENVIRONMENTS "default: dev\n"},
		 "sqlite:dev.db",
		 "godwit.yaml:4:5"},
		{{.yaml = FILE_URL TWO_ENVIRONMENTS, .variables = {"GODWIT_ENV=dev"}},
		 "sqlite:dev.db",
		 "godwit.yaml:4:5"},
		{{.yaml = FILE_URL TWO_ENVIRONMENTS, .dotenv = "GODWIT_ENV=dev"},
		 "sqlite:dev.db",
		 "godwit.yaml:4:5"},
		{{.yaml = FILE_URL TWO_ENVIRONMENTS,
		  .variables = {"GODWIT_ENV=dev", "PROD_URL=mysql://u:" CANARY "@h/d"},
		  .request = {.environment = "prod"}},
		 "mysql://u@h/d",
		 "godwit.yaml:6:5"},
		{{.yaml = FILE_URL TWO_ENVIRONMENTS,
		  .dotenv = "PROD_URL=mysql://u:" CANARY "@h/d",
		  .request = {.environment = "prod"}},
		 "mysql://u@h/d",
		 "godwit.yaml:6:5"},
		{{.yaml = FILE_URL, .variables = {"DATABASE_URL=sqlite:d.db"}},
		 "sqlite:d.db",
		 "DATABASE_URL"},
		{{.dotenv = "DATABASE_URL=sqlite:d.db"}, "sqlite:d.db", "DATABASE_URL in .env:1"},
		{{.variables = {"DATABASE_URL=sqlite:d.db", "GODWIT_URL=sqlite:g.db"}},
		 "sqlite:g.db",
		 "GODWIT_URL"},
		{{.variables = {"DATABASE_URL=sqlite:d.db", "GODWIT_URL="}},
		 "sqlite:d.db",
		 "DATABASE_URL"},
		{{.dotenv = "GODWIT_URL=sqlite:g.db", .variables = {"DATABASE_URL=sqlite:d.db"}},
		 "sqlite:d.db",
		 "DATABASE_URL"},
		/* -e names a target, as --url does; a default environment does not. */
		{{.yaml = TWO_ENVIRONMENTS,
		  .variables = {"DATABASE_URL=sqlite:d.db"},
		  .request = {.environment = "dev"}},
		 "sqlite:dev.db",
		 "godwit.yaml:3:5"},
		{{.yaml = TWO_ENVIRONMENTS,
		  .variables = {"DATABASE_URL=sqlite:d.db", "GODWIT_ENV=dev"}},
		 "sqlite:d.db",
		 "DATABASE_URL"},
		{{.yaml = TWO_ENVIRONMENTS,
		  .variables = {"DATABASE_URL=sqlite:d.db"},
		  .request = {.environment = "bare"}},
		 "sqlite:d.db",
		 "DATABASE_URL"},
		{{.yaml = "environments: {prod: {url: 'sqlite:prod.db', provision: {}}}\n",
		  .request = {.environment = "prod"}},
		 "sqlite:prod.db",
		 "godwit.yaml:1:23"},
		{{.yaml = FILE_URL TWO_ENVIRONMENTS, .request = {.environment = "none"}},
		 "sqlite:top.db",
		 "godwit.yaml:1:1"},
		{{.yaml = TWO_ENVIRONMENTS,
		  .request = {.environment = "dev",
			      .overrides = {{GW_KEY_URL, "app.db"}},
			      .noverrides = 1}},
		 "sqlite:app.db",
		 "--url"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_config *config = loaded(&arena, &cases[i].world);
		struct gw_url url;

		assert_true(gw_config_target(config, &arena, &url, &error));
		assert_string_equal(gw_url_display(&arena, &url), cases[i].shown);
		assert_string_equal(config->settings[GW_KEY_URL].place, cases[i].place);
	}
}

static void test_password(void **state GW_UNUSED)
{
	static const struct {
		struct world world;
		const char *password;
	} cases[] = {
		{{.yaml = "url: mysql://u@h/d\npassword: {file: pw}\n"}, "from file"},
		{{.yaml = "url: mysql://u@h/d\npassword: {command: [cat, pw]}\n"}, "from file"},
		{{.yaml = "url: mysql://u:own@h/d\npassword: {file: absent}\n"}, "own"},
		{{.yaml = "url: mysql://u@h/d\n", .variables = {"GODWIT_PASSWORD=p@:/#%"}},
		 "p@:/#%"},
		{{.yaml = "url: sqlite:x\npassword: {file: absent}\n"}, NULL},
		{{.yaml = "url: mysql://u@h/d\n"}, NULL},
	};

	assert_int_equal(mkdir("conf", 0700), 0);
	write_file("conf/pw", "from file\n");
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct world world = cases[i].world;
		struct gw_url url;

		write_file("conf/godwit.yaml", world.yaml);
		world.yaml = NULL;
		world.request.file = "conf/godwit.yaml";
		if (!gw_config_target(loaded(&arena, &world), &arena, &url, &error))
			fail_msg("%s", all_text(&arena, error));
		if (cases[i].password == NULL)
			assert_null(url.password);
		else
			assert_string_equal(url.password, cases[i].password);
	}
}

/* The protected environment that names the database itself, wherever its URL is kept. */
static void test_protector(void **state GW_UNUSED)
{
	static const struct {
		struct world world;
		const char *url;
		const char *name;
	} cases[] = {
		{{.yaml = "environments:\n  prod: {url: 'mysql://h/shop', protected: true}\n"},
		 "mysql://u@h:3306/shop",
		 "prod"},
		{{.yaml = "environments:\n  prod: {url: 'mysql://h/shop', protected: true}\n"},
		 "mysql://h/other",
		 NULL},
		{{.yaml = "environments:\n  prod: {url: 'mysql://h/shop'}\n"},
		 "mysql://h/shop",
		 NULL},
		{{.yaml = "protected: true\nenvironments:\n  dev: {url: 'mysql://h/dev', "
			  "protected: false}"
			  "\n  prod: {url: 'mysql://h/shop'}\n",
		  .request = {.environment = "dev"}},
		 "mysql://h/shop",
		 "prod"},
		{{.yaml = "environments:\n  prod: {url: {env: PROD}, protected: true}\n",
		  .variables = {"PROD=mysql://h/shop"}},
		 "mysql://h/shop",
		 "prod"},
		{{.yaml = "environments:\n  prod: {url: {env: PROD}, protected: true}\n"},
		 "mysql://h/shop",
		 NULL},
		{{.yaml = "environments:\n  prod: {url: {file: pw}, protected: true}\n"},
		 "mysql://h/shop",
		 NULL},
		/* It names no database: it is for the one of the surroundings. */
		{{.yaml = "url: mysql://h/shop\nenvironments:\n  prod: {protected: true}\n",
		  .variables = {"GODWIT_URL=mysql://h/shop"}},
		 "mysql://h/shop",
		 NULL},
		{{.yaml = NULL}, "mysql://h/shop", NULL},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_config *config = loaded(&arena, &cases[i].world);
		struct gw_url url;

		assert_true(gw_url_parse(&arena, gw_view_of(cases[i].url), &url, &error));
		assert_string_equal(or_none(gw_config_protector(config, &arena, &url)),
				    or_none(cases[i].name));
	}
}

/* Where shadows are made: beside the target, unless it is said. */
static void test_shadow(void **state GW_UNUSED)
{
	static const struct {
		struct world world;
		const char *shown;
	} cases[] = {
		{{.yaml = "url: sqlite:a.db\n"}, "sqlite:a.db"},
		{{.yaml = "url: sqlite:a.db\nshadow_url: postgres://h/d\n"}, "postgres://h/d"},
		{{.yaml = "shadow_url: sqlite:s.db\n"}, "sqlite:s.db"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_config *config = loaded(&arena, &cases[i].world);
		struct gw_url url;

		assert_true(gw_config_shadow(config, &arena, &url, &error));
		assert_string_equal(gw_url_display(&arena, &url), cases[i].shown);
	}
}

/* Paths of the file are relative to it, those of variables and options are not. */
static void test_paths(void **state GW_UNUSED)
{
	static const char *const yaml[] = {"", "dir: db/m\nurl: sqlite:///a.db\n",
					   "dir: /abs\nurl: sqlite:/a.db\n", "url: ':memory:'\n"};
	static const char *const dirs[] = {"conf/migrations", "conf/db/m", "/abs",
					   "conf/migrations"};
	static const char *const files[] = {NULL, "conf/a.db", "/a.db", ":memory:"};
	struct world world = {.request = {.file = "conf/godwit.yaml"}};
	struct gw_url url;

	for (size_t i = 0; i < GW_COUNT(yaml); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_config *config;

		write_file("conf/godwit.yaml", yaml[i]);
		config = loaded(&arena, &world);
		assert_string_equal(gw_config_text(config, GW_KEY_DIR), dirs[i]);
		if (files[i] == NULL)
			continue;
		assert_true(gw_config_target(config, &arena, &url, &error));
		assert_string_equal(url.database, files[i]);
	}
	world.variables[0] = "GODWIT_DIR=here";
	world.variables[1] = "DATABASE_URL=sqlite:a.db";
	{
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_config *config = loaded(&arena, &world);

		assert_string_equal(gw_config_text(config, GW_KEY_DIR), "here");
		assert_true(gw_config_target(config, &arena, &url, &error));
		assert_string_equal(url.database, "a.db");
	}
}

static void test_types(void **state GW_UNUSED)
{
	static const struct world world = {
		.yaml = "lock_timeout: 250ms\nstatement_timeout: 0\nstore_sql_limit: 2kB\n"
			"protected: On\ntransaction: run\nschema: no\n"
			"prelude:\n  - SET a TO b, c\n  - |\n    SET d\n",
	};
	static const struct world one = {.yaml = "prelude: SET a TO b, c\n"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_config *config = loaded(&arena, &world);
	const char **items;

	assert_int_equal(gw_config_ms(config, GW_KEY_LOCK_TIMEOUT), 250);
	assert_int_equal(gw_config_ms(config, GW_KEY_STATEMENT_TIMEOUT), 0);
	assert_int_equal(gw_config_size(config, GW_KEY_STORE_SQL_LIMIT), 2048);
	assert_true(gw_config_bool(config, GW_KEY_PROTECTED));
	assert_string_equal(gw_config_text(config, GW_KEY_TRANSACTION), "run");
	assert_string_equal(gw_config_text(config, GW_KEY_SCHEMA), "no");
	assert_int_equal(gw_config_list(config, GW_KEY_PRELUDE, &items), 2);
	assert_string_equal(items[0], "SET a TO b, c");
	assert_string_equal(items[1], "SET d");
	assert_int_equal(gw_config_list(loaded(&arena, &one), GW_KEY_PRELUDE, &items), 1);
	assert_string_equal(items[0], "SET a TO b, c");
}

static void test_maps_are_merged(void **state GW_UNUSED)
{
	static const struct world world = {
		.yaml = "placeholders: {a: file, b: ' x=y ', e: ''}\n"
			"environments: {dev: {placeholders: {b: dev, c: dev}}}\n",
		.request = {.environment = "dev",
			    .overrides = {{GW_KEY_PLACEHOLDERS, "c=option\nd=1"},
					  {GW_KEY_PLACEHOLDERS, "d=2=3"}},
			    .noverrides = 2},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_config *config = loaded(&arena, &world);
	struct gw_map map = gw_config_map(config, GW_KEY_PLACEHOLDERS);

	assert_int_equal(map.n, 5);
	assert_string_equal(gw_map_get(&map, GW_VIEW("a")), "file");
	assert_string_equal(gw_map_get(&map, GW_VIEW("b")), "dev");
	assert_string_equal(gw_map_get(&map, GW_VIEW("c")), "option");
	assert_string_equal(gw_map_get(&map, GW_VIEW("d")), "2=3");
	assert_string_equal(gw_map_get(&map, GW_VIEW("e")), "");
	assert_string_equal(config->settings[GW_KEY_PLACEHOLDERS].place, "--placeholders");
}

static void test_file_refusals(void **state GW_UNUSED)
{
	static const struct {
		const char *yaml;
		unsigned line, column;
		const char *shown;
		const char *excerpt;
	} cases[] = {
		{"lock_wiat: " CANARY, 1, 1, "Did you mean `lock_wait`?", "lock_wiat: ***"},
		{"pasword: " CANARY, 1, 1, "Did you mean `password`?", "pasword: ***"},
		{"a: 1\n", 1, 1, "known keys: url, password", "a: ***"},
		{"enviroments: {}\n", 1, 1, "Did you mean `environments`?", "enviroments: ***"},
		{"environments:\n  dev:\n    default: x\n", 3, 5, "in an environment",
		 "    default: ***"},
		{"environments:\n  dev:\n    ulr: " CANARY, 3, 5, "Did you mean `url`?",
		 "    ulr: ***"},
		{"fleet: {}\n", 1, 1, "unknown key 'fleet'", "fleet: ***"},
		{"audit: {}\n", 1, 1, "unknown key", "audit: ***"},
		{"lock_wait: 5 parsecs\n", 1, 12, "'5 parsecs' is no duration",
		 "lock_wait: 5 parsecs"},
		{"{password: " CANARY ", lock_wait: 5x}", 1, 31, "'5x' is no duration",
		 "{password: ***, lock_wait: 5x***"},
		{"store_sql_limit: 1XB\n", 1, 18, "is no size", "store_sql_limit: 1XB"},
		{"protected: maybe\n", 1, 12, "neither true nor false", "protected: maybe"},
		{"transaction: never\n", 1, 14, "none of migration, run, off",
		 "transaction: never"},
		{"dir:\n", 1, 1, "missing", "dir:"},
		{"dir: ''\n", 1, 6, "empty", "dir: ''"},
		{"dir: [" CANARY "]\n", 1, 1, "one text", "dir: ***"},
		{"password: ''\n", 1, 1, "empty", "password: ***"},
		{"password: [" CANARY "]\n", 1, 1, "{command:", "password: ***"},
		{"url: {environment: " CANARY "}\n", 1, 7, "env, file or command",
		 "url: {environment: ***"},
		{"prelude: {a: b}\n", 1, 1, "write a list", "prelude: {a: ***"},
		{"prelude: [[" CANARY "]]\n", 1, 1, "must be texts", "prelude: ***"},
		{"prelude: [\"a\\nb\"]\n", 1, 1, "one line", "prelude: ***"},
		{"placeholders: [" CANARY "]\n", 1, 1, "write a map", "placeholders: ***"},
		{"placeholders: {a: [" CANARY "]}\n", 1, 16, "must be texts",
		 "placeholders: {a: ***"},
		{"placeholders: {a=b: " CANARY "}\n", 1, 16, "cannot hold",
		 "placeholders: {a=b: ***"},
		{"- " CANARY "\n", 1, 1, "map of settings", NULL},
		{CANARY, 1, 1, "map of settings", NULL},
		{"environments: [dev]\n", 1, 15, "map of names", "environments: ***"},
		{"environments: {dev: " CANARY "}\n", 1, 16, "map of settings",
		 "environments: {dev: ***"},
		{"default: prd\nenvironments: {prod: {}}\n", 1, 10, "Did you mean `prod`?",
		 "default: prd"},
		{"default: [a]\n", 1, 10, "name of an environment", "default: ***"},
		{"password: \"" CANARY "\n", 2, 1, "not valid YAML", NULL},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct world world = {.yaml = cases[i].yaml};
		struct gw_config *config = NULL;

		if (load(&arena, &world, &config, &error))
			fail_msg("accepted: %s", cases[i].yaml);
		assert_null(config);
		assert_int_equal(error->code, GW_E_CONFIG);
		assert_string_equal(error->location.path, "godwit.yaml");
		if (shows(&arena, error, CANARY) || !shows(&arena, error, cases[i].shown))
			fail_msg("%s: %s", cases[i].yaml, all_text(&arena, error));
		if (error->location.line != cases[i].line ||
		    error->location.column != cases[i].column)
			fail_msg("%s: at %u:%u", cases[i].yaml, error->location.line,
				 error->location.column);
		if (cases[i].excerpt == NULL)
			assert_null(error->location.excerpt);
		else
			assert_string_equal(error->location.excerpt, cases[i].excerpt);
	}
}

static void test_other_refusals(void **state GW_UNUSED)
{
	static const struct {
		struct world world;
		enum gw_code code;
		const char *shown;
	} cases[] = {
		{{.request = {.file = "absent.yaml"}}, GW_E_CONFIG, "absent.yaml"},
		{{.request = {.dotenv = "absent.env"}}, GW_E_CONFIG, "absent.env"},
		{{.request = {.environment = "dev"}}, GW_E_CONFIG, "there is no godwit.yaml"},
		{{.variables = {"GODWIT_ENV=dev"}}, GW_E_CONFIG, "GODWIT_ENV asks"},
		{{.yaml = TWO_ENVIRONMENTS, .request = {.environment = "prd"}},
		 GW_E_CONFIG,
		 "Did you mean `prod`?"},
		{{.yaml = TWO_ENVIRONMENTS, .request = {.environment = ""}},
		 GW_E_CONFIG,
		 "godwit.yaml: dev, prod, bare, none"},
		{{.dotenv = "PASSWORD " CANARY}, GW_E_CONFIG, ".env"},
		{{.dotenv = "\nGODWIT_LOCK_WAIT=5x"},
		 GW_E_CONFIG,
		 "GODWIT_LOCK_WAIT in .env:2: '5x' is no duration"},
		{{.variables = {"GODWIT_EDITED=x"}},
		 GW_E_CONFIG,
		 "GODWIT_EDITED: 'x' is none of refuse, warn"},
		{{.request = {.overrides = {{GW_KEY_LOCK_WAIT, "soon"}}, .noverrides = 1}},
		 GW_E_USAGE,
		 "--lock-wait: 'soon' is no duration"},
		{{.request = {.overrides = {{GW_KEY_URL, ""}}, .noverrides = 1}},
		 GW_E_USAGE,
		 "--url: the value is empty"},
		{{.request = {.overrides = {{GW_KEY_PLACEHOLDERS, CANARY}}, .noverrides = 1}},
		 GW_E_USAGE,
		 "--placeholders: write name=value"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_config *config = NULL;

		if (load(&arena, &cases[i].world, &config, &error))
			fail_msg("accepted: %s", cases[i].shown);
		assert_int_equal(error->code, cases[i].code);
		if (shows(&arena, error, CANARY) || !shows(&arena, error, cases[i].shown))
			fail_msg("%s: %s", cases[i].shown, all_text(&arena, error));
	}
}

static void test_target_refusals(void **state GW_UNUSED)
{
	static const struct {
		struct world world;
		enum gw_code code;
		unsigned line;
		const char *shown;
	} cases[] = {
		{{0}, GW_E_NO_TARGET, 0, "DATABASE_URL"},
		{{.yaml = TWO_ENVIRONMENTS}, GW_E_NO_TARGET, 0, "dev, prod, bare, none"},
		{{.yaml = TWO_ENVIRONMENTS, .request = {.environment = "bare"}},
		 GW_E_NO_TARGET,
		 0,
		 "environment 'bare' has no url"},
		{{.yaml = TWO_ENVIRONMENTS, .request = {.environment = "prod"}},
		 GW_E_SECRET,
		 5,
		 "PROD_URL is not set"},
		{{.yaml = "a: 1\nurl: {file: /nowhere/x}"}, GW_E_CONFIG, 1, "unknown key"},
		{{.yaml = "url: {file: /nowhere/x}"}, GW_E_SECRET, 1, "/nowhere/x"},
		{{.yaml = "url: mysql://u@h/d\npassword: {command: ['false']}"},
		 GW_E_SECRET,
		 2,
		 "exit status 1"},
		{{.yaml = "url: mysql://u:" CANARY "%zz@h/d\n"}, GW_E_URL, 1, "url: ***"},
		{{.variables = {"DATABASE_URL=mysql://u:x@" CANARY "@h/d"}},
		 GW_E_URL,
		 0,
		 "the url comes from DATABASE_URL"},
		{{.dotenv = "DATABASE_URL=mysq://u:" CANARY "@h/d"},
		 GW_E_URL,
		 0,
		 "the url comes from DATABASE_URL in .env:1"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_config *config = NULL;
		struct gw_url url;

		if (load(&arena, &cases[i].world, &config, &error) &&
		    gw_config_target(config, &arena, &url, &error))
			fail_msg("accepted: %s", cases[i].shown);
		assert_int_equal(error->code, cases[i].code);
		assert_int_equal(error->location.line, cases[i].line);
		if (shows(&arena, error, CANARY) || !shows(&arena, error, cases[i].shown))
			fail_msg("%s: %s", cases[i].shown, all_text(&arena, error));
	}
}

static void test_display(void **state GW_UNUSED)
{
	static const struct world world = {
		.yaml = "url: mysql://u:" CANARY "@h/d\npassword: " CANARY "\n"
			"placeholders: {a: b, app_password: " CANARY ", api_key: " CANARY
			", u: 'x://u:" CANARY "@h'}\n"
			"prelude: [\"SET password = '" CANARY "'\"]\nreason: mysql://a:" CANARY
			"@h\n",
	};
	static const struct world references = {
		.yaml = "url: {env: A}\npassword: {command: [pass, " CANARY "]}\n",
		.variables = {"A=" CANARY},
	};
	static const struct world broken = {.variables = {"GODWIT_URL=mysq://u:" CANARY "@h"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_config *config = loaded(&arena, &world);

	assert_string_equal(gw_config_display(config, &arena, GW_KEY_URL), "mysql://u@h/d");
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_PASSWORD), "***");
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_PLACEHOLDERS),
			    "a=b, app_password=***, api_key=***, u=x://***@h");
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_PRELUDE),
			    "SET password = ***");
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_REASON), "mysql://***@h");
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_DIR), "migrations");
	config = loaded(&arena, &references);
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_URL), "{env: A}");
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_PASSWORD),
			    "{command: [pass, ...]}");
	config = loaded(&arena, &broken);
	assert_string_equal(gw_config_display(config, &arena, GW_KEY_URL), "***");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),        cmocka_unit_test(test_precedence),
		cmocka_unit_test(test_target),          cmocka_unit_test(test_password),
		cmocka_unit_test(test_protector),       cmocka_unit_test(test_shadow),
		cmocka_unit_test(test_paths),           cmocka_unit_test(test_types),
		cmocka_unit_test(test_maps_are_merged), cmocka_unit_test(test_file_refusals),
		cmocka_unit_test(test_other_refusals),  cmocka_unit_test(test_target_refusals),
		cmocka_unit_test(test_display),
	};

	return cmocka_run_group_tests(tests, enter_scratch, leave_scratch);
}
