/* MariaDB's schemas from what SHOW CREATE writes: what is read, and what a change comes to, without a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/mysql/mysql_int.h"

static const struct gw_schema_read_options options = {.no_owners = true};

/* The table t with these items, and u (id), to which it may refer. */
static void build(struct gw_arena *arena, struct gw_schema *schema, const char *items,
		  const char *after)
{
	struct gw_mysql_reader reader = {.schema = schema, .options = &options, .database = "shop"};
	const char *sql = gw_format(arena,
				    "CREATE TABLE `t` (\n  %s\n) ENGINE=InnoDB AUTO_INCREMENT=7 "
				    "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin%s",
				    items, after);

	gw_schema_init(schema, arena, &gw_schema_mysql);
	gw_mysql_build_table(&reader, "u",
			     GW_VIEW("CREATE TABLE `u` (`id` int(11) NOT NULL, PRIMARY KEY (`id`)) "
				     "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"));
	gw_mysql_build_table(&reader, "t", gw_view_of(sql));
	gw_mysql_find_needs(schema);
}

static const struct gw_schema_object *column_of(struct gw_arena *arena, struct gw_schema *schema,
						const char *definition)
{
	build(arena, schema, gw_format(arena, "`c` %s", definition), "");
	return gw_schema_find(schema, "table t/column c");
}

static void test_columns(void **state GW_UNUSED)
{
	static const struct {
		const char *definition;
		size_t property;
		const char *value; /* NULL: not set */
	} cases[] = {
		{"int(11) DEFAULT NULL", COLUMN_TYPE, "int(11)"},
		{"int(10) unsigned zerofill NOT NULL", COLUMN_TYPE, "int(10) unsigned zerofill"},
		{"int(10) unsigned zerofill NOT NULL", COLUMN_NOT_NULL, "NOT NULL"},
		{"int(11) DEFAULT NULL", COLUMN_DEFAULT, "NULL"},
		{"int(11) DEFAULT NULL", COLUMN_NOT_NULL, NULL},
		{"timestamp NULL DEFAULT NULL", COLUMN_TYPE, "timestamp"},
		{"text /*M!100301 COMPRESSED*/ DEFAULT 'x'", COLUMN_TYPE, "text COMPRESSED"},
		{"enum('a','NOT NULL','b'',') DEFAULT 'a'", COLUMN_TYPE,
		 "enum('a','NOT NULL','b'',')"},
		{"varchar(9) DEFAULT 'it''s \\\\ DEFAULT'", COLUMN_DEFAULT, "'it''s \\\\ DEFAULT'"},
		{"varchar(9) DEFAULT NULL", COLUMN_COLLATION, "utf8mb4_bin"},
		{"int(11) DEFAULT NULL", COLUMN_COLLATION, NULL},
		{"varchar(9) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL", COLUMN_CHARSET,
		 "latin1"},
		{"datetime(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3)",
		 COLUMN_DEFAULT, "current_timestamp(3)"},
		{"datetime(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3)",
		 COLUMN_ON_UPDATE, "ON UPDATE current_timestamp(3)"},
		{"int(11) GENERATED ALWAYS AS (`a` + (1)) STORED COMMENT 'x'", COLUMN_GENERATED,
		 "GENERATED ALWAYS AS (`a` + (1)) STORED"},
		{"int(11) NOT NULL COMMENT 'a; CHECK (1)' CHECK (`c` > 0)", COLUMN_COMMENT,
		 "'a; CHECK (1)'"},
		{"int(11) NOT NULL COMMENT 'a; CHECK (1)' CHECK (`c` > 0)", COLUMN_CHECK,
		 "CHECK (`c` > 0)"},
		{"int(11) NOT NULL INVISIBLE DEFAULT 4", COLUMN_INVISIBLE, "INVISIBLE"},
		{"int(11) DEFAULT NULL WITHOUT SYSTEM VERSIONING", COLUMN_VERSIONING,
		 "WITHOUT SYSTEM VERSIONING"},
		{"bigint(20) DEFAULT nextval(`shop`.`s`)", COLUMN_DEFAULT, "nextval(`s`)"},
		{"bigint(20) DEFAULT nextval(`other`.`s`)", COLUMN_DEFAULT, "nextval(`other`.`s`)"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_schema schema;
		const struct gw_schema_object *column = column_of(&arena, &schema,
								  cases[i].definition);
		struct gw_view value = gw_schema_value(column, cases[i].property);

		if (cases[i].value == NULL)
			assert_null(value.p);
		else
			assert_string_equal(gw_view_dup(&arena, value), cases[i].value);
	}
}

static void test_table(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_schema_object *table;
	struct gw_schema schema;

	build(&arena, &schema,
	      "`Id` int(11) NOT NULL,\n  PRIMARY KEY (`Id`),\n  UNIQUE KEY `k,(` (`Id`,`b`(3) "
	      "DESC),\n"
	      "  CONSTRAINT `f` FOREIGN KEY (`Id`) REFERENCES `u` (`id`)",
	      " ROW_FORMAT=DYNAMIC DATA DIRECTORY='/a b' COMMENT='a PARTITION'\n/*!50100 PARTITION "
	      "BY HASH (`Id`)\n"
	      "PARTITIONS 2*/");
	table = gw_schema_find(&schema, "table t");
	assert_string_equal(gw_view_dup(&arena, gw_schema_value(table, TABLE_OPTIONS)),
			    "ENGINE=InnoDB ROW_FORMAT=DYNAMIC DATA DIRECTORY='/a b'");
	assert_string_equal(gw_view_dup(&arena, gw_schema_value(table, TABLE_COMMENT)),
			    "'a PARTITION'");
	assert_string_equal(gw_view_dup(&arena, gw_schema_value(table, TABLE_PARTITIONS)),
			    "PARTITION BY HASH (`Id`)\nPARTITIONS 2");
	assert_non_null(gw_schema_find(&schema, "table t/column id"));
	assert_string_equal(
		gw_view_dup(&arena, gw_schema_value(gw_schema_find(&schema, "table t/index k,("),
						    KEY_COLUMNS)),
		"Id\x1f"
		"b");
	assert_string_equal(
		gw_schema_value(gw_schema_find(&schema, "table t/foreign key f"), KEY_TARGET).p,
		"table u");
}

/* The statements after the first, which sets the mode. */
static const char *script_of(struct gw_arena *arena, const struct gw_schema *old,
			     const struct gw_schema *new, unsigned *ret_hazards)
{
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	gw_schema_diff(arena, old, new, &changes);
	gw_schema_write(arena, &changes, &script);
	*ret_hazards = gw_schema_hazards(&script);
	for (size_t i = 1; i < script.statements.n; i++) {
		gw_str_puts(&text, i != 1 ? "; " : "");
		gw_str_add(&text, script.statements.items[i].sql);
	}
	return gw_str_take(&text, arena);
}

static const char *difference(struct gw_arena *arena, const char *old, const char *new,
			      unsigned *ret_hazards)
{
	struct gw_schema one, two;

	build(arena, &one, old, "");
	build(arena, &two, new, "");
	return script_of(arena, &one, &two, ret_hazards);
}

#define KEYED   "`a` int(11) NOT NULL,\n  PRIMARY KEY (`a`),\n  KEY `k` (`a`)"
#define ONLINE  ",\n\tALGORITHM=INPLACE, LOCK=NONE"
#define REFERS  ",\n  CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `u` (`id`)"
#define RETYPED (GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT)

static void test_differences(void **state GW_UNUSED)
{
	static const struct {
		const char *old, *new, *sql;
		unsigned hazards;
	} cases[] = {
		{"`a` int(11) NOT NULL", "`A` int(11) NOT NULL",
		 "ALTER TABLE `t` CHANGE COLUMN `a` `A` int(11) NOT NULL", 0},
		{KEYED, "`A` int(11) NOT NULL,\n  PRIMARY KEY (`A`),\n  KEY `K` (`A`)",
		 "ALTER TABLE `t` CHANGE COLUMN `a` `A` int(11) NOT NULL,\n\t"
		 "RENAME KEY `k` TO `K`",
		 0},
		{KEYED, KEYED " IGNORED", "ALTER TABLE `t` ALTER INDEX `k` IGNORED" ONLINE, 0},
		{KEYED " COMMENT 'x' INVISIBLE", KEYED " COMMENT 'x'",
		 "ALTER TABLE `t` ALTER INDEX `k` VISIBLE" ONLINE, 0},
		{"`a` int(11) NOT NULL", "`a` bigint(20) NOT NULL",
		 "ALTER TABLE `t` MODIFY COLUMN `a` bigint(20) NOT NULL", RETYPED},
		{"`a` varchar(9) NOT NULL", "`a` varchar(10) NOT NULL",
		 "ALTER TABLE `t` MODIFY COLUMN `a` varchar(10) CHARACTER SET utf8mb4 COLLATE "
		 "utf8mb4_bin NOT NULL",
		 0},
		{"`a` decimal(9,3) NOT NULL", "`a` decimal(9,2) NOT NULL",
		 "ALTER TABLE `t` MODIFY COLUMN `a` decimal(9,2) NOT NULL",
		 RETYPED | GW_HAZARD_DATA_LOSS},
		{"`a` datetime NOT NULL", "`a` date NOT NULL",
		 "ALTER TABLE `t` MODIFY COLUMN `a` date NOT NULL", RETYPED | GW_HAZARD_DATA_LOSS},
		{"`a` enum('x') NOT NULL", "`a` enum('x','y') NOT NULL",
		 "ALTER TABLE `t` MODIFY COLUMN `a` enum('x','y') CHARACTER SET utf8mb4 COLLATE "
		 "utf8mb4_bin NOT NULL",
		 0},
		{"`a` int(11) DEFAULT 1", "`a` int(11) DEFAULT 2,\n  `b` int(11) DEFAULT NULL",
		 "ALTER TABLE `t` MODIFY COLUMN `a` int(11) DEFAULT 2,\n\t"
		 "ADD COLUMN `b` int(11) DEFAULT NULL",
		 0},
		{"`a` int(11) DEFAULT 1,\n  `b` int(11) DEFAULT 1,\n  `c` int(11) DEFAULT 1",
		 "`c` int(11) DEFAULT 1,\n  `a` int(11) DEFAULT 1,\n  `x` int(11) DEFAULT 1,\n  "
		 "`b` int(11) DEFAULT 1",
		 "ALTER TABLE `t` MODIFY COLUMN `c` int(11) DEFAULT 1 FIRST,\n\t"
		 "ADD COLUMN `x` int(11) DEFAULT 1 AFTER `a`",
		 0},
		{KEYED, "`b` int(11) NOT NULL AUTO_INCREMENT,\n  PRIMARY KEY (`b`)",
		 "ALTER TABLE `t` DROP PRIMARY KEY,\n\tDROP KEY `k`,\n\tDROP COLUMN `a`,\n\t"
		 "ADD COLUMN `b` int(11) NOT NULL AUTO_INCREMENT,\n\tADD PRIMARY KEY (`b`)",
		 GW_HAZARD_DATA_LOSS | RETYPED},
		{KEYED, KEYED REFERS,
		 "ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `u` (`id`)",
		 RETYPED},
		{KEYED, KEYED ",\n  UNIQUE KEY `l` (`a`)",
		 "ALTER TABLE `t` ADD UNIQUE KEY `l` (`a`)" ONLINE,
		 GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT},
		{"`a` int(11) NOT NULL", "`a` int(11) NOT NULL,\n  UNIQUE KEY `k` (`a`)",
		 "ALTER TABLE `t` ADD UNIQUE KEY `k` (`a`)",
		 GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT},
		{"`a` int(11) NOT NULL", "`a` int(11) NOT NULL,\n  FULLTEXT KEY `k` (`a`)",
		 "ALTER TABLE `t` ADD FULLTEXT KEY `k` (`a`)", GW_HAZARD_SCAN},
		{"`a` int(11) GENERATED ALWAYS AS (1) VIRTUAL,\n  KEY `k` (`a`)",
		 "`a` int(11) GENERATED ALWAYS AS (1) STORED,\n  KEY `k` (`a`)",
		 "ALTER TABLE `t` DROP KEY `k`,\n\tDROP COLUMN `a`,\n\t"
		 "ADD COLUMN `a` int(11) GENERATED ALWAYS AS (1) STORED,\n\tADD KEY `k` (`a`)",
		 GW_HAZARD_REWRITE | GW_HAZARD_SCAN},
		{"`a` int(11) GENERATED ALWAYS AS (1) VIRTUAL,\n  CONSTRAINT `c` CHECK (`A` > 0)",
		 "`a` int(11) GENERATED ALWAYS AS (1) STORED,\n  CONSTRAINT `c` CHECK (`A` > 0)",
		 "ALTER TABLE `t` DROP CONSTRAINT `c`,\n\tDROP COLUMN `a`,\n\t"
		 "ADD COLUMN `a` int(11) GENERATED ALWAYS AS (1) STORED,\n\t"
		 "ADD CONSTRAINT `c` CHECK (`A` > 0)",
		 GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT},
		{"`a` int(11) DEFAULT 1,\n  CONSTRAINT `c` CHECK (`a` > 1)",
		 "`a` int(11) DEFAULT 1,\n  CONSTRAINT `c` CHECK (`a` > 2)",
		 "ALTER TABLE `t` DROP CONSTRAINT `c`,\n\tADD CONSTRAINT `c` CHECK (`a` > 2)",
		 RETYPED},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		unsigned hazards;

		assert_string_equal(difference(&arena, cases[i].old, cases[i].new, &hazards),
				    cases[i].sql);
		assert_int_equal(hazards, cases[i].hazards);
	}
}

#define RANGES "\nPARTITION BY RANGE (`a`)\n(PARTITION `p` VALUES LESS THAN (1) ENGINE = InnoDB"

static void test_partitions(void **state GW_UNUSED)
{
	static const struct {
		const char *old, *new, *sql;
		unsigned hazards;
	} cases[] = {
		{RANGES ")", RANGES ",\n PARTITION `q` VALUES LESS THAN (2) ENGINE = InnoDB)",
		 "ALTER TABLE `t` ADD PARTITION (PARTITION `q` VALUES LESS THAN (2) ENGINE = "
		 "InnoDB)",
		 0},
		{RANGES ",\n PARTITION `q` VALUES LESS THAN (2) ENGINE = InnoDB)", RANGES ")",
		 "ALTER TABLE `t` PARTITION BY RANGE (`a`)\n"
		 "(PARTITION `p` VALUES LESS THAN (1) ENGINE = InnoDB)",
		 RETYPED},
		{RANGES ")", "", "ALTER TABLE `t` REMOVE PARTITIONING", RETYPED},
		{"", "\nPARTITION BY HASH (`a`)", "ALTER TABLE `t` PARTITION BY HASH (`a`)",
		 RETYPED},
		{"", " COMMENT='x'\nPARTITION BY HASH (`a`)",
		 "ALTER TABLE `t` COMMENT='x'\nPARTITION BY HASH (`a`)", RETYPED},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_schema one, two;
		unsigned hazards;

		build(&arena, &one, "`a` int(11) NOT NULL", cases[i].old);
		build(&arena, &two, "`a` int(11) NOT NULL", cases[i].new);
		assert_string_equal(script_of(&arena, &one, &two, &hazards), cases[i].sql);
		assert_int_equal(hazards, cases[i].hazards);
	}
}

/* The type under a foreign key, and the key that serves it: it stands aside, and its key keeps its name. */
static void test_aside(void **state GW_UNUSED)
{
	static const char drop[] = "ALTER TABLE `t` DROP FOREIGN KEY `f`; ";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *text;
	unsigned hazards;

	text = difference(
		&arena,
		"`a` int(11) DEFAULT NULL,\n  `b` int(11) NOT NULL,\n  KEY `k` (`b`)" REFERS,
		"`a` int(11) NOT NULL,\n  `b` int(11) NOT NULL,\n  KEY `k` (`b`)" REFERS, &hazards);
	assert_string_equal(text, gw_format(&arena,
					    "%sALTER TABLE `t` MODIFY COLUMN `a` int(11) NOT NULL; "
					    "ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`a`) "
					    "REFERENCES `u` (`id`)",
					    drop));
	text = difference(&arena, "`a` int(11) DEFAULT NULL,\n  KEY `k` (`a`)" REFERS,
			  "`a` int(11) NOT NULL,\n  KEY `k` (`a`)" REFERS, &hazards);
	assert_non_null(strstr(text, ", DROP KEY `k`, ADD KEY `k` (`a`)"));
	text = difference(&arena, "`a` int(11) NOT NULL,\n  KEY `k` (`a`)" REFERS,
			  "`a` int(11) NOT NULL,\n  KEY `l` (`a`)" REFERS, &hazards);
	assert_string_equal(gw_view_dup(&arena, gw_view_slice(gw_view_of(text), 0, strlen(drop))),
			    drop);
}

static const char *view_of(struct gw_arena *arena, const char *sql, const char **ret_definer)
{
	struct gw_schema schema;
	struct gw_mysql_reader reader = {
		.schema = &schema, .options = &options, .database = "shop"};
	const struct gw_schema_object *view;
	const struct gw_mysql_hidden *hidden;

	gw_schema_init(&schema, arena, &gw_schema_mysql);
	gw_mysql_build_view(&reader, "v", gw_view_of(sql), false);
	view = gw_schema_find(&schema, "view v");
	hidden = view->extra;
	*ret_definer = hidden->definer;
	assert_null(gw_schema_value(view, CODE_DEFINER).p);
	assert_null(gw_schema_value(view, VIEW_ALGORITHM).p);
	assert_string_equal(gw_view_dup(arena, gw_schema_value(view, VIEW_SECURITY)), "INVOKER");
	return gw_view_dup(arena, gw_schema_value(view, CODE_DEFINITION));
}

static void test_view(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *definer;

	assert_string_equal(view_of(&arena,
				    "CREATE ALGORITHM=UNDEFINED DEFINER=`a b`@`local host` SQL "
				    "SECURITY INVOKER VIEW `v` AS select 1 AS `1`",
				    &definer),
			    "AS select 1 AS `1`");
	assert_string_equal(definer, "`a b`@`local host`");
	assert_string_equal(view_of(&arena,
				    "CREATE ALGORITHM=UNDEFINED DEFINER=`role` SQL SECURITY "
				    "INVOKER VIEW `v` AS select `shop`.`t`.`gone` AS `g`",
				    &definer),
			    "AS select `t`.`gone` AS `g`");
	assert_string_equal(definer, "`role`");
}

static void test_engine(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	static const char aria[] = "CREATE TABLE `a` (`i` int(11)) ENGINE=Aria PAGE_CHECKSUM=1";
	static const char inno[] = "CREATE TABLE `a` (`i` int(11)) ENGINE=InnoDB";
	struct gw_schema one, two;
	struct gw_mysql_reader reader = {.options = &options, .database = "shop"};
	unsigned hazards;

	gw_schema_init(&one, &arena, &gw_schema_mysql);
	gw_schema_init(&two, &arena, &gw_schema_mysql);
	reader.schema = &one;
	gw_mysql_build_table(&reader, "a", gw_view_of(aria));
	reader.schema = &two;
	gw_mysql_build_table(&reader, "a", gw_view_of(inno));
	assert_string_equal(script_of(&arena, &one, &two, &hazards),
			    "ALTER TABLE `a` PAGE_CHECKSUM=DEFAULT,\n\tENGINE=InnoDB; "
			    "ALTER TABLE `a` PAGE_CHECKSUM=DEFAULT");
	assert_string_equal(script_of(&arena, &two, &one, &hazards),
			    "ALTER TABLE `a` ENGINE=Aria,\n\tPAGE_CHECKSUM=1");
}

#define VERSIONED " WITH SYSTEM VERSIONING"
#define ROWS(from, to)                                                                   \
	"`a` int(11),\n  `" from "` timestamp(6) GENERATED ALWAYS AS ROW START,\n  `" to \
	"` timestamp(6) GENERATED ALWAYS AS ROW END,\n  "                                \
	"PERIOD FOR SYSTEM_TIME (`" from "`, `" to "`)"

static void test_history(void **state GW_UNUSED)
{
	static const struct {
		const char *old, *new, *sql;
		unsigned hazards;
	} cases[] = {
		/* A generated column that only looks like one of the two. */
		{"`a` int(11)", "`a` int(11),\n  `g` text GENERATED ALWAYS AS (' AS ROW ') STORED",
		 "SET system_versioning_alter_history = KEEP; ALTER TABLE `t` ADD COLUMN `g` text "
		 "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin GENERATED ALWAYS AS (' AS ROW ') "
		 "STORED",
		 GW_HAZARD_REWRITE},
		/* They have each other's names. */
		{ROWS("x", "y"), ROWS("y", "x"),
		 "SET system_versioning_alter_history = KEEP; ALTER TABLE `t` "
		 "RENAME COLUMN `x` TO `y`,\n\tRENAME COLUMN `y` TO `x`",
		 GW_HAZARD_BREAKS_USERS},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_schema one, two;
		unsigned hazards;

		build(&arena, &one, cases[i].old, VERSIONED);
		build(&arena, &two, cases[i].new, VERSIONED);
		assert_string_equal(script_of(&arena, &one, &two, &hazards), cases[i].sql);
		assert_int_equal(hazards, cases[i].hazards);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),     cmocka_unit_test(test_table),
		cmocka_unit_test(test_differences), cmocka_unit_test(test_aside),
		cmocka_unit_test(test_view),        cmocka_unit_test(test_partitions),
		cmocka_unit_test(test_engine),      cmocka_unit_test(test_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
