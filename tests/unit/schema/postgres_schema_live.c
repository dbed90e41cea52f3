/*
 * PostgreSQL's schemas on the server that GODWIT_TEST_POSTGRES_URL names: what is read, what a difference
 * comes to, and that what it comes to leads there and keeps the rows. Each schema has a shadow.
 */
#include "engine/live.h"

#include "schema/render.h"
#include "shadow/shadow.h"

static struct gw_arena arena;
static struct gw_url server;

static int find_server(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	const char *text = getenv("GODWIT_TEST_POSTGRES_URL");

	return text != NULL && gw_url_parse(&arena, gw_view_of(text), &server, &err) ? 0 : -1;
}

static int forget(void **state GW_UNUSED)
{
	gw_arena_done(&arena);
	return 0;
}

static void run(struct gw_shadow *shadow, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;

	if (!gw_conn_exec(shadow->conn, sql, &err))
		fail_msg("%s: %s", sql, err->server != NULL ? err->server->message : err->message);
}

static void open_with(struct gw_shadow *shadow, const char *const *statements)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	const struct gw_shadow_options options = {
		.sys = &gw_system_default,
		.beside = &server,
		.application = "godwit test",
	};

	if (!gw_shadow_open(&arena, &options, shadow, &err))
		fail_msg("%s", err->message);
	for (size_t i = 0; statements[i] != NULL; i++)
		run(shadow, statements[i]);
}

static const struct gw_schema_read_options everything = {.own_schema = "godwit"};
static struct gw_schema_read_options how = {.own_schema = "godwit"};

static struct gw_schema read_schema(struct gw_shadow *shadow)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct gw_schema schema;

	if (!gw_schema_read(&arena, shadow->conn, &how, &schema, &err))
		fail_msg("%s", err->message);
	return schema;
}

static const char *cell(struct gw_shadow *shadow, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct gw_rows rows;

	if (!gw_conn_query(shadow->conn, &arena, sql, NULL, 0, &rows, &err))
		fail_msg("%s: %s", sql, err->message);
	return rows.nrows != 0 ? gw_view_dup(&arena, gw_cell(&rows, 0, 0)) : NULL;
}

#define MOST 9

struct pair {
	const char *old[MOST];
	const char *new[MOST];
	const char *steps; /* the first line of each statement, with "; " in between */
	unsigned hazards;
	const char *query; /* of the old database afterwards: its first cell is */
	const char *value;
};

static const char *steps_of(const struct gw_schema_script *script)
{
	GW_STR_AUTO struct gw_str steps = {0};
	struct gw_view sql;

	for (size_t i = 0; i < script->statements.n; i++) {
		gw_str_puts(&steps, i != 0 ? "; " : "");
		sql = script->statements.items[i].sql;
		gw_str_add(&steps, gw_view_slice(sql, 0, gw_view_find_char(sql, '\n')));
	}
	return gw_str_take(&steps, &arena);
}

static void check_pair(const struct pair *pair)
{
	GW_SHADOW_AUTO struct gw_shadow old = {0};
	GW_SHADOW_AUTO struct gw_shadow new = {0};
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct gw_schema before, wanted, after;
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	open_with(&old, pair->old);
	open_with(&new, pair->new);
	before = read_schema(&old);
	wanted = read_schema(&new);
	gw_schema_diff(&arena, &before, &wanted, &changes);
	gw_schema_write(&arena, &changes, &script);
	assert_string_equal(steps_of(&script), pair->steps);
	assert_int_equal(gw_schema_hazards(&script), pair->hazards);
	if (!gw_shadow_run(&old, &script, &err))
		fail_msg("%s", err->message);
	after = read_schema(&old);
	gw_schema_diff(&arena, &after, &wanted, &changes);
	assert_int_equal(changes.list.n, 0);
	if (pair->query != NULL)
		assert_string_equal(cell(&old, pair->query), pair->value);
}

static void check_pairs(const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_pair(&pairs[i]);
}

#define TYPE_CHANGES (GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT)
#define CHECKED      (GW_HAZARD_SCAN | GW_HAZARD_DATA_DEPENDENT)

static void test_columns(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{"CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)"},
		 {"CREATE TABLE t (a int, b text DEFAULT 'x' NOT NULL)"},
		 "ALTER TABLE public.t ADD COLUMN b text DEFAULT 'x'::text NOT NULL",
		 0,
		 "SELECT a || b FROM t",
		 "1x"},
		{{"CREATE TABLE t (a int, b int)", "INSERT INTO t VALUES (1, 2)"},
		 {"CREATE TABLE t (b int)"},
		 "ALTER TABLE public.t DROP COLUMN a",
		 GW_HAZARD_DATA_LOSS,
		 "SELECT b FROM t",
		 "2"},
		/* What is in the way of a type goes, and comes back. */
		{{"CREATE TABLE t (a varchar(5) DEFAULT 'x')", "CREATE VIEW v AS SELECT a FROM t",
		  "COMMENT ON VIEW v IS 'seen'", "INSERT INTO t VALUES ('1')"},
		 {"CREATE TABLE t (a int DEFAULT 7)", "CREATE VIEW v AS SELECT a FROM t",
		  "COMMENT ON VIEW v IS 'seen'"},
		 "DROP VIEW public.v; ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT; "
		 "ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer; "
		 "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 7; "
		 "CREATE VIEW public.v AS; "
		 "COMMENT ON VIEW public.v IS 'seen'",
		 TYPE_CHANGES,
		 "SELECT a + 1 FROM t",
		 "2"},
		{{"CREATE TABLE t (a int)"},
		 {"CREATE TABLE t (a int NOT NULL)"},
		 "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL",
		 CHECKED,
		 NULL,
		 NULL},
		{{"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)",
		  "INSERT INTO t VALUES (1)"},
		 {"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 2) STORED)"},
		 "ALTER TABLE public.t DROP COLUMN b; ALTER TABLE public.t ADD COLUMN b integer "
		 "GENERATED ALWAYS AS ((a + 2)) STORED",
		 GW_HAZARD_REWRITE,
		 "SELECT b FROM t",
		 "3"},
		/* The identity takes the name of the sequence. */
		{{"CREATE TABLE t (a serial)"},
		 {"CREATE TABLE t (a int GENERATED BY DEFAULT AS IDENTITY)"},
		 "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT; "
		 "DROP SEQUENCE public.t_a_seq; "
		 "ALTER TABLE public.t ALTER COLUMN a ADD GENERATED BY DEFAULT AS IDENTITY ("
		 "SEQUENCE NAME public.t_a_seq INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 "
		 "START WITH 1 CACHE 1 NO CYCLE)",
		 GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

static unsigned version_of_server(void)
{
	GW_SHADOW_AUTO struct gw_shadow shadow = {0};

	open_with(&shadow, (const char *const[]){NULL});
	return shadow.conn->info.version_number;
}

static void test_generated(void **state GW_UNUSED)
{
	static const struct pair pair = {
		{"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)",
		 "INSERT INTO t VALUES (1)"},
		{"CREATE TABLE t (a int, b int)"},
		"ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
		0,
		"SELECT b FROM t",
		"2",
	};

	if (version_of_server() < 130000)
		skip();
	check_pair(&pair);
}

static void test_types(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{"CREATE TYPE m AS ENUM ('a', 'c')"},
		 {"CREATE TYPE m AS ENUM ('a', 'b', 'c', 'd')"},
		 "ALTER TYPE public.m ADD VALUE 'b' BEFORE 'c'; ALTER TYPE public.m ADD VALUE 'd'",
		 0,
		 NULL,
		 NULL},
		{{"CREATE TYPE m AS ENUM ('a', 'b')", "CREATE TABLE t (x m DEFAULT 'a')",
		  "INSERT INTO t DEFAULT VALUES"},
		 {"CREATE TYPE m AS ENUM ('b', 'a')", "CREATE TABLE t (x m DEFAULT 'a')"},
		 "ALTER TABLE public.t ALTER COLUMN x DROP DEFAULT; "
		 "ALTER TYPE public.m RENAME TO \"m (old)\"; "
		 "CREATE TYPE public.m AS ENUM (; "
		 "ALTER TABLE public.t ALTER COLUMN x TYPE public.m USING x::text::public.m; "
		 "DROP TYPE public.\"m (old)\"; "
		 "ALTER TABLE public.t ALTER COLUMN x SET DEFAULT 'a'::public.m",
		 TYPE_CHANGES,
		 "SELECT x FROM t",
		 "a"},
		{{"CREATE TYPE c AS (a int, b text)", "CREATE TABLE t (x c)",
		  "INSERT INTO t VALUES (NULL), ('(1,o)')"},
		 {"CREATE TYPE c AS (a int, z date)", "CREATE TABLE t (x c)"},
		 "ALTER TYPE public.c DROP ATTRIBUTE b CASCADE; "
		 "ALTER TYPE public.c ADD ATTRIBUTE z date CASCADE",
		 GW_HAZARD_DATA_LOSS,
		 "SELECT string_agg(x::text, ' ') FROM t",
		 "(1,)"},
		/* By name, where the server has no ALTER; what is null stays null. */
		{{"CREATE TYPE c AS (a int, \"b b\" text)", "CREATE TABLE t (x c)",
		  "INSERT INTO t VALUES (NULL), ('(1,o)')"},
		 {"CREATE TYPE c AS (z date, \"b b\" text, a bigint)", "CREATE TABLE t (x c)"},
		 "ALTER TYPE public.c RENAME TO \"c (old)\"; "
		 "CREATE TYPE public.c AS (; "
		 "ALTER TABLE public.t ALTER COLUMN x TYPE public.c USING CASE WHEN "
		 "x IS NOT DISTINCT FROM NULL THEN NULL ELSE "
		 "ROW(NULL, (x).\"b b\", (x).a)::public.c END; "
		 "DROP TYPE public.\"c (old)\"",
		 TYPE_CHANGES,
		 "SELECT string_agg(x::text, ' ') || count(*) FROM t",
		 "(,o,1)2"},
		{{"CREATE TYPE c AS (a int, b text)", "COMMENT ON COLUMN c.a IS 'one'"},
		 {"CREATE TYPE c AS (b text, a int)", "COMMENT ON COLUMN c.a IS 'one'",
		  "COMMENT ON COLUMN c.b IS 'two'"},
		 "ALTER TYPE public.c RENAME TO \"c (old)\"; "
		 "CREATE TYPE public.c AS (; "
		 "COMMENT ON COLUMN public.c.b IS 'two'; "
		 "COMMENT ON COLUMN public.c.a IS 'one'; "
		 "DROP TYPE public.\"c (old)\"",
		 0,
		 NULL,
		 NULL},
		{{"CREATE TYPE c AS (a int, b text)", "COMMENT ON COLUMN c.a IS 'one'"},
		 {"CREATE TYPE c AS (a int, b text)", "COMMENT ON COLUMN c.b IS 'two'"},
		 "COMMENT ON COLUMN public.c.a IS NULL; "
		 "COMMENT ON COLUMN public.c.b IS 'two'",
		 0,
		 NULL,
		 NULL},
		{{NULL},
		 {"CREATE DOMAIN d AS int CONSTRAINT one CHECK (VALUE > 0)",
		  "ALTER DOMAIN d ADD CONSTRAINT two CHECK (VALUE < 9) NOT VALID"},
		 "CREATE DOMAIN public.d AS integer; "
		 "ALTER DOMAIN public.d ADD CONSTRAINT two CHECK ((VALUE < 9)) NOT VALID",
		 CHECKED,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

/* What is made of a type is made anew with it, and nothing else. */
static void test_rebuilt(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{"CREATE TYPE m AS ENUM ('a', 'b')", "CREATE TYPE c AS (x int, y m)",
		  "CREATE DOMAIN d AS m CONSTRAINT one CHECK (VALUE < 'b')",
		  "CREATE TABLE t (c c, d d, cs c[])", "CREATE VIEW v AS SELECT c FROM t",
		  "INSERT INTO t VALUES ('(1,a)', 'a', '{\"(2,a)\"}')"},
		 {"CREATE TYPE m AS ENUM ('a')", "CREATE TYPE c AS (x int, y m)",
		  "CREATE DOMAIN d AS m CONSTRAINT one CHECK (VALUE >= 'a')",
		  "CREATE TABLE t (c c, d d, cs c[])", "CREATE VIEW v AS SELECT c FROM t"},
		 "DROP VIEW public.v; ALTER TYPE public.m RENAME TO \"m (old)\"; "
		 "ALTER DOMAIN public.d RENAME TO \"d (old)\"; "
		 "ALTER TYPE public.c RENAME TO \"c (old)\"; CREATE TYPE public.m AS ENUM (; "
		 "CREATE DOMAIN public.d AS public.m; CREATE TYPE public.c AS (; "
		 "ALTER TABLE public.t ALTER COLUMN c TYPE public.c USING c::text::public.c; "
		 "ALTER TABLE public.t ALTER COLUMN d TYPE public.d USING d::text::public.d; "
		 "ALTER TABLE public.t ALTER COLUMN cs TYPE public.c[] USING "
		 "cs::text[]::public.c[]; DROP TYPE public.\"c (old)\"; "
		 "DROP DOMAIN public.\"d (old)\"; DROP TYPE public.\"m (old)\"; "
		 "CREATE VIEW public.v AS",
		 TYPE_CHANGES,
		 "SELECT c::text || cs::text FROM t",
		 "(1,a){\"(2,a)\"}"},
		{{"CREATE DOMAIN d AS varchar(5)", "CREATE DOMAIN e AS d", "CREATE TABLE t (x e)",
		  "INSERT INTO t VALUES ('a')"},
		 {"CREATE DOMAIN d AS varchar(9)", "CREATE DOMAIN e AS d DEFAULT 'z' NOT NULL",
		  "CREATE TABLE t (x e)"},
		 "ALTER DOMAIN public.d RENAME TO \"d (old)\"; "
		 "ALTER DOMAIN public.e RENAME TO \"e (old)\"; "
		 "CREATE DOMAIN public.d AS character varying(9); "
		 "CREATE DOMAIN public.e AS public.d DEFAULT 'z'::character varying NOT NULL; "
		 "ALTER TABLE public.t ALTER COLUMN x TYPE public.e USING x::text::public.e; "
		 "DROP DOMAIN public.\"e (old)\"; DROP DOMAIN public.\"d (old)\"",
		 TYPE_CHANGES,
		 "SELECT x FROM t",
		 "a"},
		/* The server takes no new check where the values are in arrays. */
		{{"CREATE DOMAIN d AS int", "CREATE TABLE t (x d[])",
		  "INSERT INTO t VALUES ('{1,2}')"},
		 {"CREATE DOMAIN d AS int CONSTRAINT one CHECK (VALUE > 0)",
		  "CREATE TABLE t (x d[])"},
		 "ALTER DOMAIN public.d RENAME TO \"d (old)\"; "
		 "CREATE DOMAIN public.d AS integer; "
		 "ALTER TABLE public.t ALTER COLUMN x TYPE public.d[] USING "
		 "x::text[]::public.d[]; DROP DOMAIN public.\"d (old)\"",
		 TYPE_CHANGES,
		 "SELECT x FROM t",
		 "{1,2}"},
		{{"CREATE TYPE c AS (a int, b text)", "CREATE TABLE t (x c, y c[])",
		  "INSERT INTO t VALUES ('(1,o)', '{\"(2,p)\"}')"},
		 {"CREATE TYPE c AS (a bigint, z date)", "CREATE TABLE t (x c, y c[])"},
		 "ALTER TYPE public.c RENAME TO \"c (old)\"; CREATE TYPE public.c AS (; "
		 "ALTER TYPE public.\"c (old)\" DROP ATTRIBUTE b CASCADE; "
		 "ALTER TYPE public.\"c (old)\" ADD ATTRIBUTE z date CASCADE; "
		 "ALTER TABLE public.t ALTER COLUMN x TYPE public.c USING x::text::public.c; "
		 "ALTER TABLE public.t ALTER COLUMN y TYPE public.c[] USING "
		 "y::text[]::public.c[]; DROP TYPE public.\"c (old)\"",
		 TYPE_CHANGES | GW_HAZARD_DATA_LOSS,
		 "SELECT x::text || y::text FROM t",
		 "(1,){\"(2,)\"}"},
		{{"CREATE TYPE m AS ENUM ('a', 'b')", "CREATE TYPE c AS (x int, y m)",
		  "CREATE TABLE t (c c)", "INSERT INTO t VALUES ('(1,a)')"},
		 {"CREATE TYPE m AS ENUM ('b', 'a')", "CREATE TYPE c AS (y m, x int)",
		  "CREATE TABLE t (c c)"},
		 "ALTER TYPE public.m RENAME TO \"m (old)\"; "
		 "ALTER TYPE public.c RENAME TO \"c (old)\"; CREATE TYPE public.m AS ENUM (; "
		 "CREATE TYPE public.c AS (; ALTER TABLE public.t ALTER COLUMN c TYPE public.c "
		 "USING CASE WHEN c IS NOT DISTINCT FROM NULL THEN NULL ELSE "
		 "ROW((c).y::text::public.m, (c).x::text::integer)::public.c END; "
		 "DROP TYPE public.\"c (old)\"; DROP TYPE public.\"m (old)\"",
		 TYPE_CHANGES,
		 "SELECT c FROM t",
		 "(a,1)"},
		{{"CREATE COLLATION k (locale = 'C')", "CREATE TABLE t (x text COLLATE k)",
		  "CREATE INDEX i ON t (x)", "INSERT INTO t VALUES ('a')"},
		 {"CREATE COLLATION k (locale = 'POSIX')", "CREATE TABLE t (x text COLLATE k)",
		  "CREATE INDEX i ON t (x)"},
		 "DROP INDEX public.i; ALTER COLLATION public.k RENAME TO \"k (old)\"; "
		 "CREATE COLLATION public.k (provider = libc, lc_collate = 'POSIX', lc_ctype = "
		 "'POSIX'); ALTER TABLE public.t ALTER COLUMN x TYPE text COLLATE public.k; "
		 "DROP COLLATION public.\"k (old)\"; CREATE INDEX i ON public.t USING btree (x)",
		 TYPE_CHANGES | GW_HAZARD_SCAN,
		 "SELECT x FROM t",
		 "a"},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

static void test_bounds(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (10)",
		  "CREATE TABLE r PARTITION OF p FOR VALUES FROM (10) TO (20)",
		  "INSERT INTO p VALUES (3), (17)"},
		 {"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (15)",
		  "CREATE TABLE r PARTITION OF p FOR VALUES FROM (15) TO (20)"},
		 "ALTER TABLE public.p DETACH PARTITION public.q; "
		 "ALTER TABLE public.p DETACH PARTITION public.r; "
		 "ALTER TABLE public.p ATTACH PARTITION public.q FOR VALUES FROM (0) TO (15); "
		 "ALTER TABLE public.p ATTACH PARTITION public.r FOR VALUES FROM (15) TO (20)",
		 CHECKED,
		 "SELECT string_agg(tableoid::regclass || ' ' || a, ' ' ORDER BY a) FROM p",
		 "q 3 r 17"},
		/* What goes makes room for what comes. */
		{{"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE z PARTITION OF p FOR VALUES FROM (0) TO (10)"},
		 {"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE a PARTITION OF p FOR VALUES FROM (0) TO (5)"},
		 "DROP TABLE public.z; "
		 "CREATE TABLE public.a PARTITION OF public.p FOR VALUES FROM (0) TO (5)",
		 GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

/* It would come to need the key that is still there, and the key could not go. */
static void test_other_key(void **state GW_UNUSED)
{
	static const struct pair pair = {
		{"CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a))",
		 "CREATE TABLE u (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES t (a))"},
		{"CREATE TABLE t (a int)", "CREATE UNIQUE INDEX i ON t (a)",
		 "CREATE TABLE u (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES t (a))"},
		"ALTER TABLE public.u DROP CONSTRAINT f; "
		"ALTER TABLE public.t DROP CONSTRAINT k; "
		"CREATE UNIQUE INDEX i ON public.t USING btree (a); "
		"ALTER TABLE public.u ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.t(a)",
		CHECKED,
		NULL,
		NULL,
	};

	check_pair(&pair);
}

static void test_operator_class(void **state GW_UNUSED)
{
	static const struct pair pair = {
		{NULL},
		{"CREATE FUNCTION z(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $2 - "
		 "$1'",
		 "CREATE OPERATOR CLASS a FOR TYPE int USING btree AS OPERATOR 1 >, OPERATOR 2 >=, "
		 "OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 z(int, int)"},
		"CREATE OR REPLACE FUNCTION public.z(integer, integer); "
		"CREATE OPERATOR FAMILY public.a USING btree; "
		"CREATE OPERATOR CLASS public.a FOR TYPE integer USING btree FAMILY public.a "
		"AS OPERATOR 1 >(integer,integer), OPERATOR 2 >=(integer,integer), OPERATOR 3 "
		"=(integer,integer), OPERATOR 4 <=(integer,integer), OPERATOR 5 "
		"<(integer,integer), FUNCTION 1 (integer, integer) public.z(integer,integer)",
		0,
		NULL,
		NULL,
	};

	check_pair(&pair);
}

static void test_tables(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		/* A sequence goes with the column that owns it. */
		{{"CREATE TABLE t (id serial)"},
		 {NULL},
		 "DROP TABLE public.t",
		 GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
		{{"CREATE TABLE t (id serial)"},
		 {"CREATE TABLE t (id int NOT NULL)"},
		 "ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE public.t_id_seq",
		 GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
		/* A default that calls what needs its table. */
		{{"CREATE TABLE t (id int)",
		  "CREATE FUNCTION f() RETURNS t LANGUAGE sql AS 'SELECT * FROM t'",
		  "ALTER TABLE t ADD COLUMN d int DEFAULT (f()).id"},
		 {NULL},
		 "ALTER TABLE public.t ALTER COLUMN d DROP DEFAULT; DROP FUNCTION public.f(); "
		 "DROP TABLE public.t",
		 GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
		/* Each refers to the other. */
		{{NULL},
		 {"CREATE TABLE a (x int UNIQUE)", "CREATE TABLE b (x int UNIQUE REFERENCES a (x))",
		  "ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (x) NOT VALID"},
		 "CREATE TABLE public.a (; "
		 "ALTER TABLE public.a ADD CONSTRAINT a_x_key UNIQUE (x); "
		 "CREATE TABLE public.b (; "
		 "ALTER TABLE public.b ADD CONSTRAINT b_x_key UNIQUE (x); "
		 "ALTER TABLE public.b ADD CONSTRAINT b_x_fkey FOREIGN KEY (x) "
		 "REFERENCES public.a(x); "
		 "ALTER TABLE public.a ADD CONSTRAINT a_x_fkey FOREIGN KEY (x) "
		 "REFERENCES public.b(x) NOT VALID",
		 CHECKED,
		 NULL,
		 NULL},
		{{"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (5)",
		  "INSERT INTO p VALUES (2)"},
		 {"CREATE TABLE p (a int, b int) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (9)"},
		 "ALTER TABLE public.p ADD COLUMN b integer; "
		 "ALTER TABLE public.p DETACH PARTITION public.q; "
		 "ALTER TABLE public.p ATTACH PARTITION public.q FOR VALUES FROM (1) TO (9)",
		 CHECKED,
		 "SELECT a FROM q",
		 "2"},
		/* The server must deparse it as it was. */
		{{"CREATE TABLE t (a varchar)"},
		 {"CREATE TABLE t (a varchar CHECK (a IN ('x', 'y')))"},
		 "ALTER TABLE public.t ADD CONSTRAINT t_a_check CHECK (((a)::text = ANY "
		 "((ARRAY['x'::character varying, 'y'::character varying]))))",
		 CHECKED,
		 NULL,
		 NULL},
		{{"CREATE VIEW v AS SELECT 1 AS \"a b\", 2 AS c",
		  "ALTER VIEW v ALTER COLUMN \"a b\" SET DEFAULT 1"},
		 {"CREATE VIEW v AS SELECT 1 AS \"a b\", 2 AS c",
		  "ALTER VIEW v ALTER COLUMN c SET DEFAULT 2"},
		 "ALTER VIEW public.v ALTER COLUMN \"a b\" DROP DEFAULT; "
		 "ALTER VIEW public.v ALTER COLUMN c SET DEFAULT 2",
		 0,
		 NULL,
		 NULL},
		{{"CREATE TABLE t (a int)", "CREATE INDEX i ON t ((a + 1), (a + 2))",
		  "ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 7"},
		 {"CREATE TABLE t (a int)", "CREATE INDEX i ON t ((a + 1), (a + 2))",
		  "ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 8"},
		 "ALTER INDEX public.i ALTER COLUMN 1 SET STATISTICS -1; "
		 "ALTER INDEX public.i ALTER COLUMN 2 SET STATISTICS 8",
		 0,
		 NULL,
		 NULL},
		/* A name that changes hands. */
		{{"CREATE TABLE d (a int)", "CREATE VIEW v AS SELECT a FROM d"},
		 {"CREATE VIEW d AS SELECT 1 AS a", "CREATE VIEW v AS SELECT a FROM d"},
		 "DROP VIEW public.v; DROP TABLE public.d; "
		 "CREATE VIEW public.d AS; "
		 "CREATE VIEW public.v AS",
		 GW_HAZARD_DATA_LOSS,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

#define PARTITIONED                                                \
	"CREATE TABLE p (a int, c int) PARTITION BY LIST (a)",     \
		"CREATE TABLE q PARTITION OF p FOR VALUES IN (1)", \
		"CREATE TABLE r PARTITION OF p FOR VALUES IN (2)"
#define NAMES_OF_INDEXES                                                                \
	"SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind " \
	"IN ('i', 'I') AND oid >= 16384"

#define ROW_TRIGGER                                                            \
	"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'", \
		"CREATE TRIGGER t BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()"

/* An index of a partition has its own name, whoever made it. */
static void test_attached(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		/* It is there before the one above, which takes it. */
		{{PARTITIONED},
		 {PARTITIONED, "CREATE INDEX mine ON q (c)", "CREATE INDEX i ON p (c)"},
		 "CREATE INDEX mine ON public.q USING btree (c); "
		 "CREATE INDEX i ON public.p USING btree (c)",
		 GW_HAZARD_SCAN,
		 NAMES_OF_INDEXES,
		 "i mine r_c_idx"},
		/* A name and no more; that of a new partition; what stays with one that is detached. */
		{{PARTITIONED, "CREATE INDEX mine ON q (c)", "CREATE INDEX i ON p (c)",
		  "CREATE UNIQUE INDEX u ON p (a)"},
		 {PARTITIONED, "CREATE INDEX i ON p (c)", "CREATE UNIQUE INDEX u ON p (a)",
		  "CREATE TABLE s PARTITION OF p FOR VALUES IN (3)",
		  "ALTER INDEX s_c_idx RENAME TO yours", "ALTER TABLE p DETACH PARTITION r"},
		 "ALTER INDEX public.mine RENAME TO q_c_idx; "
		 "ALTER TABLE public.p DETACH PARTITION public.r; "
		 "CREATE TABLE public.s PARTITION OF public.p FOR VALUES IN (3); "
		 "ALTER INDEX public.s_c_idx RENAME TO yours",
		 0,
		 NAMES_OF_INDEXES,
		 "i q_a_idx q_c_idx r_a_idx r_c_idx s_a_idx u yours"},
		/* Of the table only, and what is attached by hand; a key goes along with it. */
		{{PARTITIONED},
		 {PARTITIONED, "CREATE UNIQUE INDEX i ON ONLY p (a)",
		  "ALTER TABLE q ADD CONSTRAINT k UNIQUE (a)", "ALTER INDEX i ATTACH PARTITION k"},
		 "ALTER TABLE public.q ADD CONSTRAINT k UNIQUE (a); "
		 "CREATE UNIQUE INDEX i ON ONLY public.p USING btree (a); "
		 "ALTER INDEX public.i ATTACH PARTITION public.k",
		 CHECKED,
		 NAMES_OF_INDEXES,
		 "i k"},
		{{PARTITIONED, "CREATE UNIQUE INDEX i ON ONLY p (a)",
		  "ALTER TABLE q ADD CONSTRAINT k UNIQUE (a)", "ALTER INDEX i ATTACH PARTITION k"},
		 {PARTITIONED},
		 "DROP INDEX public.i CASCADE",
		 0,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

/* A trigger that is off on one partition, and on another. Before 13 the catalog does not tell of which it is. */
static void test_partition_triggers(void **state GW_UNUSED)
{
	static const struct pair pair = {
		{PARTITIONED, ROW_TRIGGER, "ALTER TABLE q DISABLE TRIGGER t"},
		{PARTITIONED, ROW_TRIGGER, "ALTER TABLE p ENABLE ALWAYS TRIGGER t",
		 "ALTER TABLE r DISABLE TRIGGER t", "ALTER TABLE q ENABLE ALWAYS TRIGGER t"},
		"ALTER TABLE public.q ENABLE ALWAYS TRIGGER t; "
		"ALTER TABLE public.p ENABLE ALWAYS TRIGGER t; "
		"ALTER TABLE public.r DISABLE TRIGGER t",
		0,
		"SELECT string_agg(tgenabled::text, '' ORDER BY tgrelid) FROM pg_trigger",
		"AAD"};

	if (version_of_server() >= 130000)
		check_pairs(&pair, 1);
}

/* What a child keeps stays, whatever becomes of that of its parent. */
static void test_inheritance(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{"CREATE TABLE p (a int, b int)", "CREATE TABLE q (c int) INHERITS (p)",
		  "CREATE TABLE r () INHERITS (q)", "CREATE TABLE s () INHERITS (p)",
		  "INSERT INTO r VALUES (1, 2, 3)"},
		 {"CREATE TABLE p (a int)", "CREATE TABLE q (c int) INHERITS (p)",
		  "CREATE TABLE r (b bigint) INHERITS (q)", "CREATE TABLE s () INHERITS (p)"},
		 "ALTER TABLE ONLY public.p DROP COLUMN b; ALTER TABLE public.s DROP COLUMN b; "
		 "ALTER TABLE ONLY public.q DROP COLUMN b; "
		 "ALTER TABLE public.r ALTER COLUMN b TYPE bigint USING b::bigint",
		 TYPE_CHANGES | GW_HAZARD_DATA_LOSS,
		 "SELECT b FROM r",
		 "2"},
		/* From one parent to another: the column stays inherited. */
		{{"CREATE TABLE p (a int)", "CREATE TABLE q () INHERITS (p)",
		  "INSERT INTO q VALUES (1)"},
		 {"CREATE TABLE p (b int)", "CREATE TABLE o (a int)",
		  "CREATE TABLE q () INHERITS (o)"},
		 "CREATE TABLE public.o (; "
		 "ALTER TABLE public.q INHERIT public.o; ALTER TABLE public.q NO INHERIT public.p; "
		 "ALTER TABLE public.p ADD COLUMN b integer; ALTER TABLE public.p DROP COLUMN a",
		 GW_HAZARD_DATA_LOSS,
		 "SELECT a || ' ' || attislocal FROM q, pg_attribute "
		 "WHERE attrelid = 'q'::regclass AND attname = 'a'",
		 "1 false"},
		/* A parent first loses what a table that becomes its partition does not have. */
		{{"CREATE TABLE p (a int, b int) PARTITION BY RANGE (a)", "CREATE TABLE q (a int)",
		  "INSERT INTO q VALUES (1)"},
		 {"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (9)"},
		 "ALTER TABLE public.p DROP COLUMN b; "
		 "ALTER TABLE public.p ATTACH PARTITION public.q FOR VALUES FROM (1) TO (9)",
		 CHECKED | GW_HAZARD_DATA_LOSS,
		 "SELECT a FROM p",
		 "1"},
		/* What a partition has of its own, its parent's change would take. */
		{{"CREATE TABLE p (a int, b int DEFAULT 1 NOT NULL) PARTITION BY RANGE (a)",
		  "CREATE TABLE o PARTITION OF p FOR VALUES FROM (1) TO (9)",
		  "ALTER TABLE o ALTER COLUMN b SET DEFAULT 7"},
		 {"CREATE TABLE p (a int, b int DEFAULT 2) PARTITION BY RANGE (a)",
		  "CREATE TABLE o PARTITION OF p FOR VALUES FROM (1) TO (9)",
		  "ALTER TABLE o ALTER COLUMN b SET DEFAULT 7",
		  "ALTER TABLE o ALTER COLUMN b SET NOT NULL"},
		 "ALTER TABLE public.p ALTER COLUMN b DROP NOT NULL; "
		 "ALTER TABLE public.p ALTER COLUMN b SET DEFAULT 2; "
		 "ALTER TABLE public.o ALTER COLUMN b SET NOT NULL; "
		 "ALTER TABLE public.o ALTER COLUMN b SET DEFAULT 7",
		 CHECKED,
		 NULL,
		 NULL},
		/* Generated columns as well. */
		{{"CREATE TABLE p (a int, b int GENERATED ALWAYS AS (a + 1) STORED, "
		  "c int GENERATED ALWAYS AS (a + 2) STORED) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (9)",
		  "INSERT INTO p VALUES (1)"},
		 {"CREATE TABLE p (a int, b int, d int GENERATED ALWAYS AS (a + 3) STORED) "
		  "PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (9)"},
		 "ALTER TABLE public.p DROP COLUMN c; "
		 "ALTER TABLE public.p ALTER COLUMN b DROP EXPRESSION; "
		 "ALTER TABLE public.p ADD COLUMN d integer GENERATED ALWAYS AS ((a + 3)) STORED",
		 GW_HAZARD_REWRITE,
		 "SELECT b || ' ' || d FROM q",
		 "2 4"},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

/* What searches and sends is changed as it stands. */
static void test_searching(void **state GW_UNUSED)
{
	static const struct pair pair = {
		{"CREATE TABLE t (a text)", "CREATE TABLE u (a text)",
		 "CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = snowball, LANGUAGE = german)",
		 "CREATE TEXT SEARCH CONFIGURATION c (PARSER = default)",
		 "ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, url WITH d",
		 "CREATE PUBLICATION p FOR TABLE t"},
		{"CREATE TABLE t (a text)", "CREATE TABLE u (a text)",
		 "CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = snowball, LANGUAGE = dutch)",
		 "CREATE TEXT SEARCH CONFIGURATION c (PARSER = default)",
		 "ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d, simple",
		 "CREATE PUBLICATION p FOR TABLE u WITH (publish = 'delete')"},
		"ALTER PUBLICATION p DROP TABLE ONLY public.t; "
		"ALTER PUBLICATION p SET (publish = 'delete'); "
		"ALTER PUBLICATION p ADD TABLE ONLY public.u; "
		"ALTER TEXT SEARCH DICTIONARY public.d (language = 'dutch'); "
		"ALTER TEXT SEARCH CONFIGURATION public.c DROP MAPPING FOR url; "
		"ALTER TEXT SEARCH CONFIGURATION public.c ALTER MAPPING FOR word WITH public.d, "
		"pg_catalog.simple",
		0,
		NULL,
		NULL,
	};

	check_pair(&pair);
}

/* Options are changed one by one: those that are not read stay. */
static void test_foreign(void **state GW_UNUSED)
{
	static const struct pair pair = {
		{"CREATE FOREIGN DATA WRAPPER w",
		 "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'a', port '1')",
		 "CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (name 'me', password 'hidden')",
		 "CREATE FOREIGN TABLE f (a int OPTIONS (c 'A')) SERVER s",
		 "CREATE VIEW v AS SELECT a FROM f"},
		{"CREATE FOREIGN DATA WRAPPER w",
		 "CREATE SERVER s VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'b')",
		 "CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (name 'you')",
		 "CREATE FOREIGN TABLE f (a text OPTIONS (c 'B')) SERVER s",
		 "CREATE VIEW v AS SELECT a FROM f"},
		"DROP VIEW public.v; "
		"ALTER SERVER s OPTIONS (DROP port); ALTER SERVER s VERSION '2'; "
		"ALTER SERVER s OPTIONS (SET host 'b'); "
		"ALTER FOREIGN TABLE public.f ALTER COLUMN a TYPE text; "
		"ALTER FOREIGN TABLE public.f ALTER COLUMN a OPTIONS (SET c 'B'); "
		"ALTER USER MAPPING FOR public SERVER s OPTIONS (SET name 'you'); "
		"CREATE VIEW public.v AS",
		0,
		"SELECT array_to_string(umoptions, ' ') FROM pg_user_mappings",
		"name=you password=hidden",
	};

	check_pair(&pair);
}

#define DEFAULTS                                                                          \
	"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor", \
		"ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"

static void test_rights(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{"CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)"},
		 {"CREATE TABLE t (a int)", "ALTER TABLE t OWNER TO pg_monitor",
		  "GRANT SELECT ON t TO PUBLIC"},
		 "ALTER TABLE public.t OWNER TO pg_monitor; GRANT SELECT ON TABLE public.t TO "
		 "PUBLIC",
		 0,
		 "SELECT a FROM t",
		 "1"},
		/* The usual owner has no name. */
		{{"CREATE TABLE t (a int)", "ALTER TABLE t OWNER TO pg_monitor",
		  "GRANT SELECT ON t TO PUBLIC"},
		 {"CREATE TABLE t (a int)"},
		 "ALTER TABLE public.t OWNER TO CURRENT_USER; "
		 "REVOKE SELECT ON TABLE public.t FROM PUBLIC",
		 GW_HAZARD_RIGHTS,
		 "SELECT relowner = current_user::regrole FROM pg_class WHERE relname = 't'",
		 "t"},
		{{"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"},
		 {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		  "REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC"},
		 "REVOKE EXECUTE ON FUNCTION public.f() FROM PUBLIC",
		 GW_HAZARD_RIGHTS,
		 NULL,
		 NULL},
		/* A sequence changes hands with its table. */
		{{"CREATE TABLE t (a serial)"},
		 {"CREATE TABLE t (a serial)", "ALTER TABLE t OWNER TO pg_monitor"},
		 "ALTER TABLE public.t OWNER TO pg_monitor",
		 0,
		 "SELECT relowner::regrole FROM pg_class WHERE relname = 't_a_seq'",
		 "pg_monitor"},
		/* What default privileges give, nobody has asked for. */
		{{DEFAULTS},
		 {DEFAULTS, "CREATE TABLE t (a int)", "REVOKE ALL ON t FROM pg_monitor",
		  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		  "GRANT EXECUTE ON FUNCTION f() TO PUBLIC"},
		 "CREATE TABLE public.t (; REVOKE SELECT ON TABLE public.t FROM pg_monitor; "
		 "CREATE OR REPLACE FUNCTION public.f(); "
		 "GRANT EXECUTE ON FUNCTION public.f() TO PUBLIC",
		 GW_HAZARD_RIGHTS,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

static void test_rights_untold(void **state GW_UNUSED)
{
	static const struct {
		const char *sql;
		bool owners, grants; /* are told */
	} cases[] = {
		{"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", false, false},
		{"ALTER TABLE t OWNER TO pg_monitor", true, false},
		{"GRANT SELECT ON t TO pg_monitor", false, true},
		{"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor", false, true},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_SHADOW_AUTO struct gw_shadow shadow = {0};
		const char *const statements[] = {"CREATE TABLE t (a int)", cases[i].sql, NULL};
		struct gw_schema_read_options options = everything;
		struct gw_schema told, untold;
		struct gw_schema_changes changes;

		open_with(&shadow, statements);
		told = read_schema(&shadow);
		told.dialect->leave_rights(&told, &options);
		assert_int_equal(options.no_owners, !cases[i].owners);
		assert_int_equal(options.no_grants, !cases[i].grants);
		/* As if it had been read so. */
		how = options;
		untold = read_schema(&shadow);
		how = everything;
		gw_schema_diff(&arena, &told, &untold, &changes);
		assert_int_equal(changes.list.n, 0);
	}
}

/* Who may do what is no part of the comparison, and is there afterwards all the same. */
static void test_grants_stay(void **state GW_UNUSED)
{
	static const struct pair pair = {
		{"CREATE TABLE t (a int)", "CREATE VIEW v AS SELECT a FROM t",
		 "GRANT SELECT ON v TO PUBLIC"},
		{"CREATE TABLE t (a text)", "CREATE VIEW v AS SELECT a FROM t"},
		"DROP VIEW public.v; ALTER TABLE public.t ALTER COLUMN a TYPE text USING a::text; "
		"CREATE VIEW public.v AS; GRANT SELECT ON TABLE public.v TO PUBLIC",
		TYPE_CHANGES,
		"SELECT count(*) FROM pg_class, aclexplode(relacl) AS e "
		"WHERE relname = 'v' AND e.grantee = 0 AND e.privilege_type = 'SELECT'",
		"1",
	};

	how.no_grants = true;
	check_pair(&pair);
	how = everything;
}

static void test_dump(void **state GW_UNUSED)
{
	static const char equality[] =
		"CREATE OPERATOR app.=== (FUNCTION = app.eq, LEFTARG = app.u, RIGHTARG = app.u, "
		"COMMUTATOR = OPERATOR(app.===), NEGATOR = OPERATOR(app.!==), HASHES)";
	static const char class[] =
		"CREATE OPERATOR CLASS app.c FOR TYPE int USING btree AS OPERATOR 1 >, "
		"FUNCTION 1 btint4cmp(int, int)";
	static const char *const statements[] = {
		"CREATE SCHEMA app",
		"CREATE TABLE app.k (a int UNIQUE WITH (fillfactor = 50) DEFERRABLE, b int)",
		"CREATE DOMAIN app.mail AS text CHECK (VALUE LIKE '%@%')",
		"CREATE TABLE app.u (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m app.mail)",
		"CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT max(id) FROM app.u'",
		"CREATE FUNCTION app.last() RETURNS app.u LANGUAGE sql AS 'SELECT * FROM app.u'",
		"ALTER TABLE app.u ADD COLUMN d int DEFAULT (app.last()).id",
		"CREATE TYPE app.r AS RANGE (SUBTYPE = float8)",
		"CREATE MATERIALIZED VIEW app.w AS SELECT id FROM app.u",
		"CREATE UNIQUE INDEX ON app.w (id)",
		"ALTER TABLE app.u ENABLE ROW LEVEL SECURITY",
		"CREATE POLICY p ON app.u USING (m IS NOT NULL)",
		"CREATE CAST (app.mail AS app.r) WITH INOUT",
		"COMMENT ON CAST (app.mail AS app.r) IS 'odd'",
		"CREATE FUNCTION app.eq(app.u, app.u) RETURNS bool LANGUAGE sql AS 'SELECT true'",
		equality,
		"CREATE OPERATOR app.!== (FUNCTION = app.eq, LEFTARG = app.u, RIGHTARG = app.u)",
		class,
		"ALTER OPERATOR FAMILY app.c USING btree ADD OPERATOR 1 < (int, bigint)",
		"CREATE INDEX ON app.u (id app.c)",
		"CREATE TEXT SEARCH DICTIONARY app.d (TEMPLATE = snowball, LANGUAGE = german)",
		"CREATE TEXT SEARCH CONFIGURATION app.s (COPY = english)",
		"ALTER TEXT SEARCH CONFIGURATION app.s ALTER MAPPING FOR word WITH app.d, simple",
		"CREATE INDEX ON app.u USING gin (to_tsvector('app.s', m))",
		"CREATE FOREIGN DATA WRAPPER w OPTIONS (a 'x')",
		"CREATE SERVER far VERSION '1' FOREIGN DATA WRAPPER w",
		"GRANT USAGE ON FOREIGN SERVER far TO PUBLIC",
		"CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (name 'me', password 'hidden')",
		"CREATE TABLE app.p (a int) PARTITION BY LIST (a)",
		"CREATE FOREIGN TABLE app.q PARTITION OF app.p DEFAULT SERVER far OPTIONS (b 'y')",
		"ALTER FOREIGN TABLE app.q ALTER COLUMN a OPTIONS (c 'z')",
		"CREATE FOREIGN TABLE app.f (a int OPTIONS (c 'z') NOT NULL) SERVER far",
		"CREATE PUBLICATION one FOR TABLE app.u WITH (publish = 'insert')",
		"CREATE PUBLICATION two FOR ALL TABLES",
		"CREATE CONVERSION app.n FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
		NULL,
	};
	static const char *const publications[] = {
		"CREATE PUBLICATION three FOR TABLE app.u (id) WHERE (id > 1)",
		"CREATE PUBLICATION four FOR TABLES IN SCHEMA app",
	};
	GW_SHADOW_AUTO struct gw_shadow one = {0};
	GW_SHADOW_AUTO struct gw_shadow two = {0};
	GW_STR_AUTO struct gw_str first = {0};
	GW_STR_AUTO struct gw_str second = {0};
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct gw_schema schema;

	open_with(&one, statements);
	for (size_t i = 0; one.conn->info.version_number >= 150000 && i < GW_COUNT(publications);
	     i++)
		run(&one, publications[i]);
	schema = read_schema(&one);
	gw_schema_render_sql(&schema, &first);
	assert_int_equal(schema.unmodelled.n, 1);
	assert_string_equal(schema.unmodelled.items[0].kind, "conversion");
	open_with(&two, (const char *const[]){NULL});
	if (!gw_shadow_load(&two, "dump", gw_str_view(&first), &err))
		fail_msg("%s", err->message);
	schema = read_schema(&two);
	gw_schema_render_sql(&schema, &second);
	assert_string_equal(gw_str_text(&first), gw_str_text(&second));
	assert_non_null(strstr(gw_str_text(&first), "(a) WITH (fillfactor=50) DEFERRABLE"));
	assert_null(strstr(gw_str_text(&first), "hidden"));
}

/* What the queries put together themselves is what the server would have written. */
static void test_definitions(void **state GW_UNUSED)
{
	static const char table[] =
		"CREATE TABLE t (\"A b\" int, c varchar(9) COLLATE \"C\", d text, e int[], "
		"\"user\" date, "
		"PRIMARY KEY (\"user\", \"A b\"), UNIQUE (c, d), UNIQUE (d) INCLUDE (c))";
	static const char references[] =
		"CREATE TABLE r (a date, b int, FOREIGN KEY (a, b) REFERENCES t, "
		"FOREIGN KEY (b, a) REFERENCES t (\"A b\", \"user\") ON UPDATE CASCADE ON DELETE "
		"SET NULL)";
	static const char *const statements[] = {
		table,
		"CREATE INDEX i1 ON t (\"A b\" DESC, c NULLS FIRST, d DESC NULLS LAST)",
		"CREATE INDEX i2 ON t (c COLLATE \"POSIX\", d)",
		"CREATE INDEX i3 ON t (c varchar_pattern_ops)",
		"CREATE INDEX i4 ON t (e)",
		"CREATE UNIQUE INDEX i5 ON t (c, \"user\")",
		"CREATE INDEX i6 ON t (lower(c)) WHERE d <> ''",
		"CREATE INDEX i7 ON t (d) WITH (fillfactor = 50)",
		references,
		"SET search_path = ''",
		NULL,
	};
	GW_SHADOW_AUTO struct gw_shadow shadow = {0};
	struct gw_schema schema;
	size_t n = 0;

	open_with(&shadow, statements);
	schema = read_schema(&shadow);
	for (size_t i = 0; i < schema.objects.n; i++) {
		const struct gw_schema_object *object = schema.objects.items[i];
		const char *query = gw_format(
			&arena,
			"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '%s' "
			"UNION ALL SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = '%s' "
			"AND relkind = 'i'",
			object->name, object->name);

		if (gw_schema_value_of(object, "definition").p == NULL)
			continue;
		assert_string_equal(gw_view_dup(&arena, gw_schema_value_of(object, "definition")),
				    cell(&shadow, query));
		n++;
	}
	assert_int_equal(n, 12);
}

/* It is like the database beside it, and gone when it is closed. */
static void test_shadow(void **state GW_UNUSED)
{
	static const char encoding[] = "SELECT pg_encoding_to_char(encoding) || datcollate "
				       "FROM pg_database WHERE datname = current_database()";
	GW_SHADOW_AUTO struct gw_shadow one = {0};
	GW_SHADOW_AUTO struct gw_shadow two = {0};
	const char *name;

	open_with(&one, (const char *const[]){NULL});
	open_with(&two, (const char *const[]){NULL});
	name = gw_strdup(&arena, two.name);
	assert_string_equal(cell(&one, encoding), cell(&two, encoding));
	gw_shadow_close(&two);
	assert_null(cell(
		&one, gw_format(&arena, "SELECT 1 FROM pg_database WHERE datname = '%s'", name)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_rebuilt),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_other_key),
		cmocka_unit_test(test_operator_class),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_inheritance),
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_rights_untold),
		cmocka_unit_test(test_dump),
		cmocka_unit_test(test_grants_stay),
		cmocka_unit_test(test_shadow),
		cmocka_unit_test(test_searching),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_generated),
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_attached),
		cmocka_unit_test(test_partition_triggers),
	};

	return cmocka_run_group_tests(tests, find_server, forget);
}
