/* PostgreSQL's DDL from schemas as data: what a change comes to, without a server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/postgres/postgres_int.h"

/* One object without parent, or a column of the table t, with one value. */
struct side {
	const struct gw_schema_kind *kind;
	size_t property;
	const char *value; /* NULL: not set */
};

static void add(struct gw_schema *schema, const struct side *side)
{
	struct gw_schema_identity identity = {.schema = "s", .name = "x"};
	struct gw_schema_object *object;

	if (side->kind == &gw_pg_column || side->kind == &gw_pg_generated) {
		identity.parent = gw_schema_add(schema, &gw_pg_table,
						&(struct gw_schema_identity){"s", "t", NULL, NULL});
		identity.parent->extra = gw_new(schema->arena, struct gw_pg_hidden);
		identity.schema = NULL;
	}
	object = gw_schema_add(schema, side->kind, &identity);
	object->extra = gw_new(schema->arena, struct gw_pg_hidden);
	gw_schema_set_text(object, side->property, side->value);
}

static unsigned hazards; /* of the last difference */

static const char *difference(struct gw_arena *arena, const struct side *old,
			      const struct side *new)
{
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_schema one, two;
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	gw_schema_init(&one, arena, &gw_schema_postgres);
	gw_schema_init(&two, arena, &gw_schema_postgres);
	add(&one, old);
	add(&two, new);
	gw_schema_diff(arena, &one, &two, &changes);
	gw_schema_write(arena, &changes, &script);
	hazards = gw_schema_hazards(&script);
	for (size_t i = 0; i < script.statements.n; i++) {
		gw_str_puts(&text, i != 0 ? "; " : "");
		gw_str_add(&text, script.statements.items[i].sql);
	}
	return gw_str_take(&text, arena);
}

static void test_properties(void **state GW_UNUSED)
{
	static const struct {
		const struct gw_schema_kind *kind;
		size_t property;
		const char *old, *new, *sql;
	} cases[] = {
		{&gw_pg_enum, ENUM_LABELS,
		 "a\x1f"
		 "b",
		 "a\x1f"
		 "b\x1f"
		 "c",
		 "ALTER TYPE s.x ADD VALUE 'c'"},
		{&gw_pg_enum, ENUM_LABELS, "b",
		 "a\x1f"
		 "b",
		 "ALTER TYPE s.x ADD VALUE 'a' BEFORE 'b'"},
		{&gw_pg_enum, ENUM_LABELS, "b", "it's",
		 "ALTER TYPE s.x RENAME TO \"x (old)\"; CREATE TYPE s.x AS ENUM (\n\t'it''s'\n); "
		 "DROP TYPE s.\"x (old)\""},
		{&gw_pg_domain, DOMAIN_NOT_NULL, NULL, "true", "ALTER DOMAIN s.x SET NOT NULL"},
		{&gw_pg_domain, DOMAIN_DEFAULT, "1", NULL, "ALTER DOMAIN s.x DROP DEFAULT"},
		{&gw_pg_composite, COMPOSITE_ATTRIBUTES, "a integer\x1f\"b c\" text",
		 "\"b c\" text\x1f"
		 "d date",
		 "ALTER TYPE s.x DROP ATTRIBUTE a CASCADE; "
		 "ALTER TYPE s.x ADD ATTRIBUTE d date CASCADE"},
		{&gw_pg_composite, COMPOSITE_ATTRIBUTES,
		 "\"a \"\" b\" text\x1f"
		 "c date",
		 "c date", "ALTER TYPE s.x DROP ATTRIBUTE \"a \"\" b\" CASCADE"},
		{&gw_pg_dictionary, DICTIONARY_OPTIONS,
		 "a = 'x'\x1f"
		 "b = 'y'",
		 "b = 'z'",
		 "ALTER TEXT SEARCH DICTIONARY s.x (a); "
		 "ALTER TEXT SEARCH DICTIONARY s.x (b = 'z')"},
		{&gw_pg_publication, PUBLICATION_VIA_ROOT, "true", NULL,
		 "ALTER PUBLICATION s.x SET (publish_via_partition_root = false)"},
		{&gw_pg_publication, PUBLICATION_GENERATED, "stored", NULL,
		 "ALTER PUBLICATION s.x SET (publish_generated_columns = none)"},
		{&gw_pg_table, TABLE_OPTIONS, "fillfactor=70, user_catalog_table=true",
		 "fillfactor=80",
		 "ALTER TABLE s.x SET (fillfactor=80); ALTER TABLE s.x RESET (user_catalog_table)"},
		{&gw_pg_table, TABLE_UNLOGGED, "true", NULL, "ALTER TABLE s.x SET LOGGED"},
		{&gw_pg_table, TABLE_PARENTS, "s.p", "s.q",
		 "ALTER TABLE s.x INHERIT s.q; ALTER TABLE s.x NO INHERIT s.p"},
		{&gw_pg_table, PG_COMMENT, "old", NULL, "COMMENT ON TABLE s.x IS NULL"},
		{&gw_pg_table, PG_COMMENT, NULL, "a\\b", "COMMENT ON TABLE s.x IS E'a\\\\b'"},
		{&gw_pg_view, PG_GRANTS, "SELECT\tann\t", "SELECT\tbob\ttrue",
		 "REVOKE SELECT ON TABLE s.x FROM ann; "
		 "GRANT SELECT ON TABLE s.x TO bob WITH GRANT OPTION"},
		{&gw_pg_column, COLUMN_STORAGE, "MAIN", "EXTERNAL",
		 "ALTER TABLE s.t ALTER COLUMN x SET STORAGE EXTERNAL"},
		{&gw_pg_column, COLUMN_NOT_NULL, "true", NULL,
		 "ALTER TABLE s.t ALTER COLUMN x DROP NOT NULL"},
		{&gw_pg_generated, COLUMN_TYPE, "integer", "bigint",
		 "ALTER TABLE s.t DROP COLUMN x; ALTER TABLE s.t ADD COLUMN x bigint"},
		{&gw_pg_sequence, SEQUENCE_UNLOGGED, NULL, "true",
		 "ALTER SEQUENCE s.x SET UNLOGGED"},
		{&gw_pg_sequence, SEQUENCE_OPTIONS, "MINVALUE 1 MAXVALUE 9 START WITH 1",
		 "MINVALUE 1 MAXVALUE 5 START WITH 2",
		 "ALTER SEQUENCE s.x MINVALUE 1 MAXVALUE 5 START WITH 2"},
		{&gw_pg_sequence, SEQUENCE_OPTIONS, "MINVALUE -9 MAXVALUE 9 START WITH -9",
		 "MINVALUE -5 MAXVALUE 9 START WITH -5",
		 "ALTER SEQUENCE s.x MINVALUE -5 MAXVALUE 9 START WITH -5 RESTART"},
		{&gw_pg_view, VIEW_COLUMNS, "a text", "b text", "DROP VIEW s.x; CREATE VIEW s.x"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct side old = {cases[i].kind, cases[i].property, cases[i].old};
		const struct side new = {cases[i].kind, cases[i].property, cases[i].new};

		assert_string_equal(difference(&arena, &old, &new), cases[i].sql);
		assert_string_equal(difference(&arena, &new, &new), "");
	}
}

static void test_types(void **state GW_UNUSED)
{
	static const struct {
		const char *old, *new, *conversion;
		unsigned hazards;
	} cases[] = {
		{"character varying(5)", "character varying(9)", "", 0},
		{"character varying(9)", "character varying(5)", "", GW_HAZARD_REWRITE},
		{"character varying(9)", "text", " USING x::text", 0},
		{"integer", "bigint", " USING x::bigint", GW_HAZARD_REWRITE},
		{"text", "jsonb", " USING x::jsonb", GW_HAZARD_REWRITE},
		{"integer", "uuid", " USING x::text::uuid", GW_HAZARD_REWRITE},
		{"s.one", "s.other", " USING x::text::s.other", GW_HAZARD_REWRITE},
		{"date", "timestamp with time zone", " USING x::timestamp with time zone",
		 GW_HAZARD_REWRITE},
		{"integer", "integer[]", " USING x::text::integer[]", GW_HAZARD_REWRITE},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct side old = {&gw_pg_column, COLUMN_TYPE, cases[i].old};
		const struct side new = {&gw_pg_column, COLUMN_TYPE, cases[i].new};
		const char *sql = gw_format(&arena, "ALTER TABLE s.t ALTER COLUMN x TYPE %s%s",
					    cases[i].new, cases[i].conversion);

		assert_string_equal(difference(&arena, &old, &new), sql);
		assert_int_equal(hazards & GW_HAZARD_REWRITE, cases[i].hazards);
	}
}

static void test_names(void **state GW_UNUSED)
{
	static const struct {
		const char *name, *sql;
	} cases[] = {
		{"users", "users"},     {"a1_b", "a1_b"},       {"User", "\"User\""},
		{"user", "\"user\""},   {"order", "\"order\""}, {"1st", "\"1st\""},
		{"a\"b", "\"a\"\"b\""}, {"name", "name"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str str = {0};

		gw_schema_postgres.quote_name(&str, gw_view_of(cases[i].name));
		assert_string_equal(gw_str_text(&str), cases[i].sql);
	}
}

/* As the server makes them: of parts that are too long together the longer one is cut. */
static void test_usual_names(void **state GW_UNUSED)
{
#define FORTY "1234567890123456789012345678901234567890"
	static const struct {
		const char *table, *columns, *suffix, *name;
	} cases[] = {
		{"t", "a_b", "idx", "t_a_b_idx"},
		{"t", NULL, "pkey", "t_pkey"},
		{FORTY FORTY, NULL, "pkey", FORTY "123456789012345678_pkey"},
		{"t", FORTY FORTY, "key", "t_" FORTY "12345678901234567_key"},
		{FORTY "A", FORTY "B", "idx",
		 "12345678901234567890123456789_12345678901234567890123456789_idx"},
		{FORTY "1234567890123456\303\244\303\244", NULL, "pkey",
		 FORTY "1234567890123456\303\244_pkey"},
		{FORTY "12345678901234567\303\244", NULL, "pkey", FORTY "12345678901234567_pkey"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct gw_pg_name_parts parts = {
			.columns = gw_view_of(cases[i].columns),
			.suffix = gw_view_of(cases[i].suffix),
		};

		assert_string_equal(gw_pg_usual_name(&arena, cases[i].table, &parts),
				    cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_properties),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_usual_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
