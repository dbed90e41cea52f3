/* Schemas and changes as JSON, and as diagrams. */
#include "toy.h"

#include "schema/render.h"

static const struct gw_schema_property column_properties[] = {
	{.name = "type"},
	{.name = "not_null", .type = GW_PROPERTY_FLAG},
	{.name = "primary_key", .type = GW_PROPERTY_NUMBER},
};
static const struct gw_schema_property key_properties[] = {
	{.name = "columns", .type = GW_PROPERTY_LIST},
	{.name = "target"},
	{.name = "target_columns", .type = GW_PROPERTY_LIST},
};
static const struct gw_schema_kind table_kind = {.name = "table", .role = GW_ROLE_TABLE};
static const struct gw_schema_kind column_kind = {
	.name = "column", .role = GW_ROLE_COLUMN, GW_PROPERTIES(column_properties)};
static const struct gw_schema_kind key_kind = {
	.name = "key", .role = GW_ROLE_FOREIGN_KEY, GW_PROPERTIES(key_properties)};

static void add_column(struct gw_schema *schema, struct gw_schema_object *table, const char *name,
		       const char *type, const char *key)
{
	const struct gw_schema_identity identity = {.name = name, .parent = table};
	struct gw_schema_object *column = gw_schema_add(schema, &column_kind, &identity);

	gw_schema_set_text(column, 0, type);
	gw_schema_set_flag(column, 1, key != NULL);
	gw_schema_set_text(column, 2, key);
}

/* users <- orders, and orders <- orders; and one table alone, with a name that needs care. */
static struct gw_schema make_schema(struct gw_arena *arena)
{
	static const char *const targets[] = {"table users", "table orders", "table nowhere"};
	static const char *const columns[] = {"user_id", "parent_id", "gone"};
	struct gw_schema schema;
	struct gw_schema_object *users, *orders, *odd;

	gw_schema_init(&schema, arena, &toy_dialect);
	users = gw_schema_add(&schema, &table_kind, &(struct gw_schema_identity){.name = "users"});
	orders = gw_schema_add(&schema, &table_kind,
			       &(struct gw_schema_identity){.name = "orders"});
	odd = gw_schema_add(&schema, &table_kind,
			    &(struct gw_schema_identity){.name = "<a> \"b\""});
	add_column(&schema, users, "id", "integer", "1");
	add_column(&schema, orders, "id", "integer", "1");
	add_column(&schema, orders, "user_id", "numeric(10, 2)", NULL);
	add_column(&schema, orders, "parent_id", NULL, NULL);
	add_column(&schema, odd, "x & y", "text", NULL);
	for (size_t i = 0; i < GW_COUNT(targets); i++) {
		const struct gw_schema_identity identity = {.name = targets[i], .parent = orders};
		struct gw_schema_object *key = gw_schema_add(&schema, &key_kind, &identity);

		gw_schema_set_text(key, 0, columns[i]);
		gw_schema_set_text(key, 1, targets[i]);
	}
	return schema;
}

static void check_parts(enum gw_diagram diagram, const char *const *parts, size_t n)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_schema schema = make_schema(&arena);

	gw_schema_render_diagram(&schema, diagram, &str);
	for (size_t i = 0; i < n; i++) {
		if (strstr(gw_str_text(&str), parts[i]) == NULL)
			fail_msg("'%s' is not in:\n%s", parts[i], gw_str_text(&str));
	}
	assert_null(strstr(gw_str_text(&str), "nowhere"));
}

static void test_mermaid(void **state GW_UNUSED)
{
	static const char *const parts[] = {
		"erDiagram\n\t\"users\" {\n\t\tinteger id PK\n\t}\n",
		"\t\tnumeric(10__2) user_id FK\n",
		"\t\tany parent_id FK\n",
		"\t\"<a> 'b'\" {\n\t\ttext x___y\n",
		"\t\"users\" |o--o{ \"orders\" : \"user_id\"\n",
		"\t\"orders\" |o--o{ \"orders\" : \"parent_id\"\n",
	};

	check_parts(GW_DIAGRAM_MERMAID, parts, GW_COUNT(parts));
}

static void test_dot(void **state GW_UNUSED)
{
	static const char *const parts[] = {
		"digraph schema {\n",         "<b>&lt;a&gt; &quot;b&quot;</b>",
		"port=\"c0\"><b>id</b></td>", "x &amp; y",
		"\tt1:c1 -> t0:c0;\n",        "\tt1:c2 -> t1:c0;\n",
	};

	check_parts(GW_DIAGRAM_DOT, parts, GW_COUNT(parts));
}

static void test_svg(void **state GW_UNUSED)
{
	static const char *const parts[] = {
		"<svg xmlns=\"http://www.w3.org/2000/svg\" ",
		"<title>&lt;a&gt; &quot;b&quot;</title>",
		"class=\"key\">id</text>",
		"<title>orders (user_id) to users</title>",
		"<title>orders (parent_id) to orders</title>",
		"class=\"edge optional\"",
		"</svg>\n",
	};

	check_parts(GW_DIAGRAM_SVG, parts, GW_COUNT(parts));
}

/* The x of the box that has this title. */
static uint64_t box_x(const char *svg, const char *title)
{
	struct gw_view rest = gw_view_of(strstr(svg, title));
	struct gw_view number;
	uint64_t x = 0;

	rest = gw_view_from(rest, gw_view_find(rest, GW_VIEW(" x=\"")) + 4);
	assert_true(gw_view_next_field(&rest, '"', &number));
	assert_true(gw_parse_u64(number, &x));
	return x;
}

/* What refers stands to the right of what it refers to. */
static void test_layers(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_schema schema = make_schema(&arena);

	gw_schema_render_diagram(&schema, GW_DIAGRAM_SVG, &str);
	assert_true(box_x(gw_str_text(&str), "<title>users</title>") <
		    box_x(gw_str_text(&str), "<title>orders</title>"));
}

static void test_empty(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (enum gw_diagram i = GW_DIAGRAM_MERMAID; i <= GW_DIAGRAM_SVG; i++) {
		GW_STR_AUTO struct gw_str str = {0};

		gw_schema_render_diagram(toy_schema(&arena, "view v"), i, &str);
		assert_true(str.n != 0);
		assert_null(strstr(gw_str_text(&str), "-1"));
	}
}

static const char *json_of(struct gw_arena *arena, struct gw_json *json)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_json_write(json, false, &str);
	gw_json_free(json);
	return gw_str_take(&str, arena);
}

static void test_json(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_schema schema = make_schema(&arena);
	struct gw_json *json = gw_json_object();
	static const char *const parts[] = {
		"{\"kind\":\"table\",\"id\":\"table users\",\"name\":\"users\",\"children\":[",
		"\"type\":\"integer\",\"not_null\":true,\"primary_key\":1}",
		"\"not_null\":false}",
		"\"columns\":[\"user_id\"],\"target\":\"table users\"",
		"\"unmodelled\":[{\"kind\":\"cast\",\"name\":\"c\"},",
		"{\"kind\":\"view\",\"name\":\"v\",\"reason\":\"broken\"}]",
	};
	const char *text;

	gw_schema_report(&schema, "cast", "c", NULL);
	gw_schema_report(&schema, "view", "v", "broken");
	gw_schema_render_json(&schema, json);
	text = json_of(&arena, json);
	for (size_t i = 0; i < GW_COUNT(parts); i++) {
		if (strstr(text, parts[i]) == NULL)
			fail_msg("'%s' is not in:\n%s", parts[i], text);
	}
}

static void test_changes_json(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_schema_changes changes;
	struct gw_schema_script script;
	struct gw_json *json = gw_json_object();

	gw_schema_diff(&arena, toy_schema(&arena, "table a;column a.x=1;view v>a.x"),
		       toy_schema(&arena, "table a;column a.x=2;view v>a.x"), &changes);
	gw_schema_write(&arena, &changes, &script);
	gw_schema_changes_json(&changes, &script, json);
	assert_string_equal(
		json_of(&arena, json),
		"{\"changes\":[{\"action\":\"alter\",\"kind\":\"column\",\"id\":\"table a/column "
		"x\","
		"\"properties\":[{\"property\":\"type\",\"old\":\"1\",\"new\":\"2\"}]},"
		"{\"action\":\"replace\",\"kind\":\"view\",\"id\":\"view v\",\"properties\":[],"
		"\"because_of\":\"table a/column x\"}],\"statements\":["
		"{\"sql\":\"drop view v\",\"object\":\"view v\",\"hazards\":[],\"blocks\":\"none\","
		"\"transaction\":\"together\",\"note\":null},"
		"{\"sql\":\"alter column a.x\",\"object\":\"table a/column x\",\"hazards\":[],"
		"\"blocks\":\"none\",\"transaction\":\"together\",\"note\":null},"
		"{\"sql\":\"create view v\",\"object\":\"view "
		"v\",\"hazards\":[],\"blocks\":\"none\","
		"\"transaction\":\"together\",\"note\":null}],\"hazards\":[]}");
}

/* Ids tell apart what names alone do not. */
static void test_ids(void **state GW_UNUSED)
{
	static const struct {
		struct gw_schema_identity identity;
		const char *id;
	} cases[] = {
		{{.name = "a"}, "note a"},
		{{.schema = "s", .name = "a"}, "note s.a"},
		{{.name = "s.a"}, "note \"s.a\""},
		{{.name = "a", .signature = "(integer)"}, "note a(integer)"},
		{{.name = "a/b"}, "note \"a/b\""},
		{{.name = "a\"b"}, "note \"a\"\"b\""},
		{{.name = "A"}, "note A"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_schema schema;

	gw_schema_init(&schema, &arena, &toy_dialect);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_schema_kind *kind = toy_kind(GW_VIEW("note"));
		struct gw_schema_object *object = gw_schema_add(&schema, kind, &cases[i].identity);

		assert_string_equal(object->id, cases[i].id);
		assert_null(gw_schema_add(&schema, kind, &cases[i].identity));
		assert_ptr_equal(gw_schema_lookup(&schema, kind, &cases[i].identity), object);
		assert_ptr_equal(gw_schema_find(&schema, cases[i].id), object);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mermaid), cmocka_unit_test(test_dot),
		cmocka_unit_test(test_svg),     cmocka_unit_test(test_layers),
		cmocka_unit_test(test_empty),   cmocka_unit_test(test_json),
		cmocka_unit_test(test_ids),     cmocka_unit_test(test_changes_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
