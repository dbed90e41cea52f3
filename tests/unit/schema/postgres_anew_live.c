/*
 * PostgreSQL's schemas where one thing has to make room for another, on the server that
 * GODWIT_TEST_POSTGRES_URL names: types that are made anew, partitions, keys.
 */
#include "schema/postgres_pairs.h"

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
		 "CREATE TYPE public.c AS (; "
		 "CREATE CAST (public.\"m (old)\" AS public.m) WITH INOUT; "
		 "CREATE FUNCTION public.\"c (old)\"(public.\"c (old)\") RETURNS public.c "
		 "LANGUAGE sql AS 'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE "
		 "ROW(($1).y, ($1).x)::public.c END'; "
		 "CREATE CAST (public.\"c (old)\" AS public.c) WITH FUNCTION "
		 "public.\"c (old)\"(public.\"c (old)\"); "
		 "ALTER TABLE public.t ALTER COLUMN c TYPE public.c USING c::public.c; "
		 "DROP CAST (public.\"c (old)\" AS public.c); "
		 "DROP FUNCTION public.\"c (old)\"(public.\"c (old)\"); "
		 "DROP CAST (public.\"m (old)\" AS public.m); "
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

static void test_comments(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		/* A comment is no check. */
		{{"CREATE DOMAIN d AS int CONSTRAINT one CHECK (VALUE > 0)",
		  "CREATE TABLE t (x d[])"},
		 {"CREATE DOMAIN d AS int CONSTRAINT one CHECK (VALUE > 0)",
		  "COMMENT ON CONSTRAINT one ON DOMAIN d IS 'new'", "CREATE TABLE t (x d[])"},
		 "COMMENT ON CONSTRAINT one ON DOMAIN public.d IS 'new'",
		 0,
		 NULL,
		 NULL},
		/* What the new one has is said once. */
		{{"CREATE TYPE m AS ENUM ('a', 'b')", "CREATE TABLE t (m m)"},
		 {"CREATE TYPE m AS ENUM ('a')", "CREATE TABLE t (m m)",
		  "COMMENT ON TYPE m IS 'new'", "REVOKE USAGE ON TYPE m FROM PUBLIC"},
		 "ALTER TYPE public.m RENAME TO \"m (old)\"; CREATE TYPE public.m AS ENUM (; "
		 "COMMENT ON TYPE public.m IS 'new'; REVOKE USAGE ON TYPE public.m FROM PUBLIC; "
		 "ALTER TABLE public.t ALTER COLUMN m TYPE public.m USING m::text::public.m; "
		 "DROP TYPE public.\"m (old)\"",
		 TYPE_CHANGES | GW_HAZARD_RIGHTS,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

/* Values keep to the names of their attributes, wherever the type is. */
static void test_places(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		{{"CREATE TYPE c AS (a text, b text)", "CREATE TABLE t (x c[])",
		  "INSERT INTO t VALUES ('{\"(A,B)\",NULL,\"(,)\"}'), (NULL)"},
		 {"CREATE TYPE c AS (b text, a text)", "CREATE TABLE t (x c[])"},
		 "ALTER TYPE public.c RENAME TO \"c (old)\"; CREATE TYPE public.c AS (; "
		 "CREATE FUNCTION public.\"c (old)\"(public.\"c (old)\") RETURNS public.c "
		 "LANGUAGE sql AS 'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE "
		 "ROW(($1).b, ($1).a)::public.c END'; "
		 "CREATE CAST (public.\"c (old)\" AS public.c) WITH FUNCTION "
		 "public.\"c (old)\"(public.\"c (old)\"); "
		 "ALTER TABLE public.t ALTER COLUMN x TYPE public.c[] USING x::public.c[]; "
		 "DROP CAST (public.\"c (old)\" AS public.c); "
		 "DROP FUNCTION public.\"c (old)\"(public.\"c (old)\"); "
		 "DROP TYPE public.\"c (old)\"",
		 TYPE_CHANGES,
		 "SELECT string_agg(coalesce(x::text, '-'), ' ' ORDER BY x) FROM t",
		 "{\"(B,A)\",NULL,\"(,)\"} -"},
		/* Another type, which has the names in other places. */
		{{"CREATE TYPE c AS (a text, b text)", "CREATE TABLE t (x c[])",
		  "INSERT INTO t VALUES ('{\"(A,B)\"}')"},
		 {"CREATE TYPE e AS (b text, d text)", "CREATE TABLE t (x e[])"},
		 "CREATE TYPE public.e AS (; "
		 "CREATE FUNCTION public.\"c (old)\"(public.c) RETURNS public.e LANGUAGE sql AS "
		 "'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE "
		 "ROW(($1).b, NULL)::public.e END'; "
		 "CREATE CAST (public.c AS public.e) WITH FUNCTION public.\"c (old)\"(public.c); "
		 "ALTER TABLE public.t ALTER COLUMN x TYPE public.e[] USING x::public.e[]; "
		 "DROP CAST (public.c AS public.e); DROP FUNCTION public.\"c (old)\"(public.c); "
		 "DROP TYPE public.c",
		 TYPE_CHANGES | GW_HAZARD_DATA_LOSS,
		 "SELECT x FROM t",
		 "{\"(B,)\"}"},
		/* In another type, which stays as it is, and loses one of its own; under domains. */
		{{"CREATE TYPE c AS (a text, b text)", "CREATE TYPE o AS (n int, c c[], l int)",
		  "CREATE DOMAIN d AS c CHECK ((VALUE).a <> 'B')", "CREATE DOMAIN e AS c[]",
		  "CREATE TABLE t (o o, d d, ds d[], e e)",
		  "INSERT INTO t (o) VALUES ('(1,\"{\"\"(A,B)\"\"}\",2)')",
		  "UPDATE t SET d = '(A,B)', ds = '{\"(A,B)\"}', e = '{{\"(A,B)\"}}'"},
		 {"CREATE TYPE c AS (b text, a text)", "CREATE TYPE o AS (n int, c c[])",
		  "CREATE DOMAIN d AS c CHECK ((VALUE).a <> 'B')", "CREATE DOMAIN e AS c[]",
		  "CREATE TABLE t (o o, d d, ds d[], e e)"},
		 "ALTER TYPE public.c RENAME TO \"c (old)\"; "
		 "ALTER TYPE public.o RENAME TO \"o (old)\"; "
		 "ALTER DOMAIN public.d RENAME TO \"d (old)\"; "
		 "ALTER DOMAIN public.e RENAME TO \"e (old)\"; CREATE TYPE public.c AS (; "
		 "CREATE TYPE public.o AS (; "
		 "CREATE DOMAIN public.d AS public.c; CREATE DOMAIN public.e AS public.c[]; "
		 "CREATE FUNCTION public.\"c (old)\"(public.\"c (old)\") RETURNS public.c "
		 "LANGUAGE sql AS 'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE "
		 "ROW(($1).b, ($1).a)::public.c END'; "
		 "CREATE CAST (public.\"c (old)\" AS public.c) WITH FUNCTION "
		 "public.\"c (old)\"(public.\"c (old)\"); "
		 "CREATE FUNCTION public.\"o (old)\"(public.\"o (old)\") RETURNS public.o "
		 "LANGUAGE sql AS 'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE "
		 "ROW(($1).n, ($1).c)::public.o END'; "
		 "CREATE CAST (public.\"o (old)\" AS public.o) WITH FUNCTION "
		 "public.\"o (old)\"(public.\"o (old)\"); "
		 "ALTER TABLE public.t ALTER COLUMN o TYPE public.o USING o::public.o; "
		 "ALTER TABLE public.t ALTER COLUMN d TYPE public.d USING d::public.d; "
		 "ALTER TABLE public.t ALTER COLUMN ds TYPE public.d[] USING ds::public.d[]; "
		 "ALTER TABLE public.t ALTER COLUMN e TYPE public.e USING e::public.e; "
		 "DROP CAST (public.\"o (old)\" AS public.o); "
		 "DROP FUNCTION public.\"o (old)\"(public.\"o (old)\"); "
		 "DROP CAST (public.\"c (old)\" AS public.c); "
		 "DROP FUNCTION public.\"c (old)\"(public.\"c (old)\"); "
		 "DROP DOMAIN public.\"e (old)\"; DROP DOMAIN public.\"d (old)\"; "
		 "DROP TYPE public.\"o (old)\"; DROP TYPE public.\"c (old)\"",
		 TYPE_CHANGES | GW_HAZARD_DATA_LOSS,
		 "SELECT concat_ws(' ', o, d, ds, e) FROM t",
		 "(1,\"{\"\"(B,A)\"\"}\") (B,A) {\"(B,A)\"} {{\"(B,A)\"}}"},
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

static void test_inherited(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		/* A comment is the partition's own. */
		{{"CREATE TABLE p (a int, b varchar(5)) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (10)"},
		 {"CREATE TABLE p (a int, b varchar(9)) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (10)",
		  "COMMENT ON COLUMN q.b IS 'own'"},
		 "ALTER TABLE public.p ALTER COLUMN b TYPE character varying(9); "
		 "COMMENT ON COLUMN public.q.b IS 'own'",
		 0,
		 NULL,
		 NULL},
		/* So are the grants, also of a column that comes with that of the table above. */
		{{"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p DEFAULT PARTITION BY RANGE (a)",
		  "CREATE TABLE r PARTITION OF q FOR VALUES FROM (0) TO (5)"},
		 {"CREATE TABLE p (a int, b int, c int DEFAULT 1) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p DEFAULT PARTITION BY RANGE (a)",
		  "CREATE TABLE r PARTITION OF q FOR VALUES FROM (0) TO (5)",
		  "COMMENT ON COLUMN r.b IS 'own'", "GRANT SELECT (c) ON r TO PUBLIC",
		  "CREATE INDEX i ON r (b)"},
		 "ALTER TABLE public.p ADD COLUMN b integer; "
		 "ALTER TABLE public.p ADD COLUMN c integer DEFAULT 1; "
		 "COMMENT ON COLUMN public.r.b IS 'own'; "
		 "GRANT SELECT (c) ON TABLE public.r TO PUBLIC; "
		 "CREATE INDEX i ON public.r USING btree (b)",
		 GW_HAZARD_SCAN,
		 NULL,
		 NULL},
		/* And a default, and what it takes and how it is stored. */
		{{"CREATE TABLE p (a int) PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (10)"},
		 {"CREATE TABLE p (a int, b text DEFAULT 'p', c text DEFAULT 'p', d text) "
		  "PARTITION BY RANGE (a)",
		  "CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (10)",
		  "ALTER TABLE q ALTER b SET DEFAULT 'q', ALTER c DROP DEFAULT, "
		  "ALTER d SET NOT NULL, ALTER d SET STORAGE MAIN"},
		 "ALTER TABLE public.p ADD COLUMN b text DEFAULT 'p'::text; "
		 "ALTER TABLE public.p ADD COLUMN c text DEFAULT 'p'::text; "
		 "ALTER TABLE public.p ADD COLUMN d text; "
		 "ALTER TABLE public.q ALTER COLUMN c DROP DEFAULT; "
		 "ALTER TABLE public.q ALTER COLUMN d SET NOT NULL; "
		 "ALTER TABLE public.q ALTER COLUMN d SET STORAGE MAIN; "
		 "ALTER TABLE public.q ALTER COLUMN b SET DEFAULT 'q'::text",
		 CHECKED,
		 NULL,
		 NULL},
	};

	check_pairs(pairs, GW_COUNT(pairs));
}

static void test_free_names(void **state GW_UNUSED)
{
	static const struct pair pairs[] = {
		/* The name of an index is free once its table is gone. */
		{{"CREATE TABLE t (a int)", "CREATE TABLE u (a int)", "CREATE INDEX i ON u (a)"},
		 {"CREATE TABLE t (a int)", "CREATE INDEX i ON t (a)"},
		 "DROP TABLE public.u; CREATE INDEX i ON public.t USING btree (a)",
		 GW_HAZARD_DATA_LOSS | GW_HAZARD_SCAN,
		 NULL,
		 NULL},
		/* So is that of a key, */
		{{"CREATE TABLE t (a int)", "CREATE TABLE u (a int, CONSTRAINT k UNIQUE (a))"},
		 {"CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a))"},
		 "DROP TABLE public.u; ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (a)",
		 GW_HAZARD_DATA_LOSS | CHECKED,
		 NULL,
		 NULL},
		/* and that of a table for a key. */
		{{"CREATE TABLE k (a int)", "CREATE TABLE t (a int)"},
		 {"CREATE TABLE t (a int, CONSTRAINT k PRIMARY KEY (a))"},
		 "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL; DROP TABLE public.k; "
		 "ALTER TABLE public.t ADD CONSTRAINT k PRIMARY KEY (a)",
		 GW_HAZARD_DATA_LOSS | CHECKED,
		 NULL,
		 NULL},
		/* A table is a type, too. */
		{{"CREATE TABLE k (a int)"},
		 {"CREATE TYPE k AS ENUM ('a')"},
		 "DROP TABLE public.k; CREATE TYPE public.k AS ENUM (",
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rebuilt),   cmocka_unit_test(test_comments),
		cmocka_unit_test(test_places),    cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_inherited), cmocka_unit_test(test_free_names),
		cmocka_unit_test(test_other_key), cmocka_unit_test(test_operator_class),
	};

	return cmocka_run_group_tests(tests, find_server, forget);
}
