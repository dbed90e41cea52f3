/*
 * What the tests of doubt on a live MySQL or MariaDB share: a database with objects of every kind,
 * looks as the journal takes them, and a text of all that is there.
 */
#ifndef TEST_ENGINE_MYSQL_DOUBT_H
#define TEST_ENGINE_MYSQL_DOUBT_H

#include "mysql_server.h"

/* A made-up session of this server that is over. */
static inline struct gw_lost doubt_lost(const struct live *live)
{
	return (struct gw_lost){
		.connection_id = 1000000000,
		.session_start_us = live->conn->info.session_start_us,
	};
}

static const char doubt_t[] =
	"CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT NOT NULL DEFAULT 0, "
	"b VARCHAR(20) COMMENT 'the b', c INT, d DATE, CONSTRAINT c_is_small CHECK (c < 100), "
	"KEY by_b (b))";
static const char doubt_child[] =
	"CREATE TABLE child (id INT PRIMARY KEY, t_id INT, CONSTRAINT child_t FOREIGN KEY (t_id) "
	"REFERENCES t (id))";
static const char doubt_parts[] =
	"CREATE TABLE parts (a INT, b INT) PARTITION BY RANGE (a) "
	"(PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))";

/* Everything in our database and beside it that the statements under test can be about. */
static const char *const doubt_world[] = {
	"DROP DATABASE IF EXISTS godwit_engine_live",
	"DROP DATABASE IF EXISTS godwit_engine_other",
	"DROP USER IF EXISTS gdw_a, gdw_b, gdw_c",
	"DROP ROLE IF EXISTS gdw_r, gdw_s",
	"CREATE DATABASE godwit_engine_live",
	"USE godwit_engine_live",
	"CREATE TABLE looks (look LONGTEXT) ENGINE = InnoDB",
	doubt_t,
	"INSERT INTO t (id, a, b, c) VALUES (1, 1, 'one', 1), (2, 2, 'two', 2), (3, 2, 'three', 3)",
	doubt_child,
	"CREATE TABLE `odd name-é` (a INT, `col umn` INT)",
	"CREATE TABLE twin (id INT, a INT)",
	"CREATE TABLE twin_new (id INT, a INT)",
	"INSERT INTO twin VALUES (1, 1)",
	doubt_parts,
	"INSERT INTO parts VALUES (1, 1), (2, 2), (11, 11)",
	"CREATE TABLE apart (a INT, b INT)",
	"INSERT INTO apart VALUES (3, 3)",
	"CREATE TABLE old_style (id INT PRIMARY KEY, n INT) ENGINE = MyISAM",
	"INSERT INTO old_style VALUES (1, 1)",
	"CREATE VIEW v AS SELECT id, a FROM t",
	"CREATE VIEW v2 AS SELECT id FROM t",
	"CREATE SEQUENCE seq START WITH 5",
	"CREATE PROCEDURE p() INSERT INTO twin VALUES (9, 9)",
	"CREATE FUNCTION f() RETURNS INT RETURN 1",
	"CREATE TRIGGER tr BEFORE INSERT ON child FOR EACH ROW SET @x = 1",
	"CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DISABLE DO DO 1",
	"CREATE USER gdw_a IDENTIFIED BY 'a'",
	"GRANT SELECT, INSERT ON godwit_engine_live.* TO gdw_a",
	"CREATE ROLE gdw_r",
};

/* A fresh world, and the statements of the case in it. */
static inline void doubt_reset(struct live *live, const char *const *more, size_t n)
{
	for (size_t i = 0; i < sizeof(doubt_world) / sizeof(*doubt_world); i++)
		live_must(live, doubt_world[i]);
	for (size_t i = 0; i < n && more[i] != NULL; i++)
		live_must(live, more[i]);
}

/* For the group: removes what is outside of our database. */
static inline int doubt_clean_up(void **state GW_UNUSED)
{
	struct live live = {0};
	struct gw_url url = server_url(&live);

	url.database = NULL;
	assert_true(live_connect_url(&live, &gw_module_mysql, &url, false));
	live_must(&live, "DROP DATABASE IF EXISTS godwit_engine_other");
	live_must(&live, "DROP USER IF EXISTS gdw_a, gdw_b, gdw_c, godwit_plain, godwit_alter");
	live_must(&live, "DROP ROLE IF EXISTS gdw_r, gdw_s");
	live_done(&live);
	return 0;
}

/* The value that a request puts into the table of looks. */
static inline struct gw_view doubt_value(struct live *live, const struct gw_request *request)
{
	size_t failed;

	live_must(live, "DELETE FROM looks");
	if (!live->conn->engine->run(live->conn, request, 1, &live->arena, NULL, NULL, &failed,
				     &live->err))
		fail_msg("%.*s: %s", GW_VIEW_ARG(request->sql), live->err->message);
	live_must(live, "SELECT look FROM looks");
	return gw_view_of(gw_view_dup(&live->arena, gw_cell(&live->rows, 0, 0)));
}

/*
 * The look that the journal takes before sql, in the way that it takes it; absent: none. Where there are two
 * ways, they find the same.
 */
static inline struct gw_view doubt_look(struct live *live, const char *sql)
{
	const struct gw_value empty = gw_value_text(GW_VIEW(""));
	struct gw_request request = {.params = &empty, .nparams = 1};
	struct gw_witness witness;
	struct gw_view value;

	live->conn->engine->witness(live->conn, &live->arena, gw_view_of(sql), &witness);
	if (witness.expression == NULL)
		return (struct gw_view){0};
	assert_non_null(witness.objects);
	request.sql = gw_view_of(gw_format(
		&live->arena, "INSERT INTO looks VALUES (CONCAT(?, (%s)))", witness.expression));
	value = doubt_value(live, &request);
	if (witness.probe.before == NULL)
		return value;
	request.plain = request.sql;
	request.sql = gw_view_of(
		gw_format(&live->arena, "%sINSERT INTO looks VALUES (CONCAT(?, (%s)))%s",
			  witness.probe.before, witness.probe.value, witness.probe.after));
	if (!gw_view_eq(doubt_value(live, &request), value))
		fail_msg("%s: %.*s", sql, GW_VIEW_ARG(request.sql));
	gw_my(live->conn)->terse = false;
	return value;
}

static inline struct gw_verdict doubt_judge(struct live *live, const char *sql,
					    struct gw_view before, const struct gw_lost *by)
{
	struct gw_verdict verdict = {0};

	gw_error_clear(&live->err);
	if (!live->conn->engine->judge(live->conn, &live->arena, gw_view_of(sql), before, by,
				       &verdict, &live->err))
		fail_msg("%s: %s", sql, live->err->message);
	assert_true((verdict.rest != NULL) == (verdict.outcome == GW_OUTCOME_PART));
	if (verdict.outcome == GW_OUTCOME_PART || verdict.outcome == GW_OUTCOME_UNKNOWN)
		assert_non_null(verdict.reason);
	return verdict;
}

static inline void doubt_expect(const char *when, const char *sql, struct gw_verdict verdict,
				enum gw_outcome wanted)
{
	static const char *const names[] = {"none", "happened", "part", "unknown"};

	if (verdict.outcome != wanted)
		fail_msg("%s, %s: %s (%s), not %s", sql, when, names[verdict.outcome],
			 verdict.reason != NULL ? verdict.reason : "", names[wanted]);
}

/* What is there, as text: definitions, rows, privileges. */
static inline const char *doubt_state(struct live *live)
{
	static const char *const queries[] = {
		"SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, "
		"TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
		"'godwit_engine_live' AND TABLE_NAME <> 'looks' ORDER BY 1",
		"SELECT TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_DEFAULT, COLUMN_TYPE, "
		"IS_NULLABLE, EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = "
		"'godwit_engine_live' ORDER BY 1, 3",
		"SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, SEQ_IN_INDEX FROM "
		"information_schema.STATISTICS WHERE TABLE_SCHEMA = 'godwit_engine_live' "
		"ORDER BY 1, 2, 4",
		"SELECT TABLE_NAME, CONSTRAINT_NAME, CONSTRAINT_TYPE FROM "
		"information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = 'godwit_engine_live' "
		"ORDER BY 1, 2",
		"SELECT ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION FROM "
		"information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'godwit_engine_live' "
		"ORDER BY 1, 2",
		"SELECT TRIGGER_NAME, ACTION_STATEMENT FROM information_schema.TRIGGERS "
		"WHERE TRIGGER_SCHEMA = 'godwit_engine_live' ORDER BY 1",
		"SELECT EVENT_NAME, STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = "
		"'godwit_engine_live' ORDER BY 1",
		"SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE "
		"TABLE_SCHEMA = 'godwit_engine_live' ORDER BY 1",
		"SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA "
		"ORDER BY 1",
		"SELECT User, Host, authentication_string, is_role, default_role FROM mysql.user "
		"WHERE User LIKE 'gdw%' ORDER BY 1",
		"SELECT GRANTEE, TABLE_SCHEMA, PRIVILEGE_TYPE FROM "
		"information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE LIKE '%gdw%' ORDER BY 1, 2, 3",
		"SELECT * FROM mysql.roles_mapping WHERE User LIKE 'gdw%' ORDER BY 2",
	};
	GW_STR_AUTO struct gw_str state = {0};

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		live_must(live, queries[i]);
		for (size_t cell = 0; cell < live->rows.nrows * live->rows.ncols; cell++) {
			gw_str_add(&state, live->rows.cells[cell]);
			gw_str_putc(&state, '|');
		}
		gw_str_putc(&state, '\n');
	}
	live_must(live, "SELECT GROUP_CONCAT('`', TABLE_NAME, '`' ORDER BY TABLE_NAME) FROM "
			"information_schema.TABLES WHERE TABLE_SCHEMA = 'godwit_engine_live' AND "
			"TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME <> 'looks'");
	live_must(live, gw_format(&live->arena, "CHECKSUM TABLE %s", live_cell(live, 0, 0)));
	for (size_t i = 0; i < live->rows.nrows; i++)
		gw_str_add(&state, gw_cell(&live->rows, i, 1));
	return gw_str_take(&state, &live->arena);
}

#endif
