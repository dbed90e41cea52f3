/*
 * Scripts: the text that is executed, that it is what was hashed, and the way back to the file.
 */
#include "scan_case.h"
#include "source/source.h"

/* A source whose files can be changed after it was loaded. */
static struct gw_source *load(struct gw_arena *arena, const struct double_file *files)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	if (!gw_source_load(arena, tree_double(arena, files, case_file_count(files)), NULL,
			    &gw_dialect_postgres, &source, &error))
		fail_msg("%s", error->message);
	return source;
}

static struct gw_script *read_script(struct gw_arena *arena, struct gw_source *source,
				     enum gw_direction direction, const struct gw_map *values)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_script *script = NULL;

	if (!gw_source_script(source, arena, source->migrations[0], direction, values, &script,
			      &error))
		fail_msg("%s", error->message);
	return script;
}

/* Where an error at the first occurrence of needle in the script is shown. */
static void check_place(const struct gw_script *script, const char *needle, const char *path,
			unsigned line, unsigned column, const char *excerpt)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t offset = gw_view_find(script->text.view, gw_view_of(needle));

	assert_int_not_equal(offset, GW_NOWHERE);
	(void)gw_fail(&error, GW_E_STATEMENT, "x");
	gw_script_locate(script, error, offset, strlen(needle));
	assert_string_equal(error->location.path, path);
	assert_int_equal(error->location.line, line);
	assert_int_equal(error->location.column, column);
	assert_string_equal(error->location.excerpt, excerpt);
}

static void reads_windows(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql",
		 "\xef\xbb\xbf-- godwit:up\nSELECT 1,\n  oops;\n-- godwit:down\n  two;\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_source *source = load(&arena, files);
	struct gw_script *script = read_script(&arena, source, GW_UP, NULL);

	assert_true(gw_view_is(script->text.view, "SELECT 1,\n  oops;\n"));
	assert_string_equal(script->label, "1_a");
	check_place(script, "oops", "double/1_a.sql", 3, 3, "  oops;");
	gw_script_done(script);
	script = read_script(&arena, source, GW_DOWN, NULL);
	assert_true(gw_view_is(script->text.view, "  two;\n"));
	check_place(script, "two", "double/1_a.sql", 5, 3, "  two;");
	gw_script_done(script);
}

static void leaves_a_mark_out(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "\xef\xbb\xbfSELECT 1;"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_script *script = read_script(&arena, load(&arena, files), GW_UP, NULL);

	assert_true(gw_view_is(script->text.view, "SELECT 1;"));
	check_place(script, "1", "double/1_a.sql", 1, 8, "SELECT 1;");
	gw_script_done(script);
}

static void joins_ranges(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "-- migrate:up\nfirst;\n-- migrate:down\n-first;\n"
			    "-- migrate:up\r\nsecond;\r\n-- migrate:down\n-second;"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_source *source = load(&arena, files);
	struct gw_script *script = read_script(&arena, source, GW_UP, NULL);

	assert_true(gw_view_is(script->text.view, "first;\nsecond;\r\n"));
	check_place(script, "first", "double/1_a.sql", 2, 1, "first;");
	check_place(script, "second", "double/1_a.sql", 6, 1, "second;");
	gw_script_done(script);
	script = read_script(&arena, source, GW_DOWN, NULL);
	assert_true(gw_view_is(script->text.view, "-second;\n-first;\n"));
	check_place(script, "first", "double/1_a.sql", 4, 2, "-first;");
	check_place(script, "second", "double/1_a.sql", 8, 2, "-second;");
	gw_script_done(script);
}

/* With more comment than the source keeps of one file. */
static const char *make_large(struct gw_arena *arena, const char *text)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "--");
	gw_str_pad(&str, '-', (size_t)70 * 1024);
	gw_str_putc(&str, '\n');
	gw_str_puts(&str, text);
	return gw_str_take(&str, arena);
}

static void notices_changes(void **state GW_UNUSED)
{
	static const char *const texts[] = {"SELECT 2;\n", "SELECT 1;", ""};
	struct double_file files[MAX_CASE_FILES] = {{"1_a.sql", ""}};

	for (size_t i = 0; i < GW_COUNT(texts); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_script *script;
		struct gw_source *source;
		struct gw_view text;

		files[0].text = make_large(&arena, "SELECT 1;\n");
		source = load(&arena, files);
		files[0].text = make_large(&arena, texts[i]);
		assert_false(gw_source_script(source, &arena, source->migrations[0], GW_UP, NULL,
					      &script, &error));
		assert_int_equal(error->code, GW_E_SOURCE);
		assert_non_null(strstr(error->message, "1_a.sql changed"));
		gw_error_clear(&error);
		assert_false(gw_source_text(source, &arena, source->migrations[0], GW_UP, NULL,
					    &text, &error));
		assert_int_equal(error->code, GW_E_SOURCE);
	}
}

/* A small file is read and hashed once: what happens to it afterwards is another matter. */
static void keeps_small_files(void **state GW_UNUSED)
{
	struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "-- godwit:up\nSELECT 1;\n-- godwit:down\nSELECT 2;\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load(&arena, files);
	struct gw_script *script;
	struct gw_view text;

	files[0].text = "";
	script = read_script(&arena, source, GW_DOWN, NULL);
	assert_true(gw_view_is(script->text.view, "SELECT 2;\n"));
	check_place(script, "SELECT", "double/1_a.sql", 4, 1, "SELECT 2;");
	gw_script_done(script);
	assert_true(
		gw_source_text(source, &arena, source->migrations[0], GW_UP, NULL, &text, &error));
	assert_true(gw_view_is(text, "SELECT 1;\n"));
}

/* So much is kept in all; of what is beyond, changes are noticed. */
static void keeps_so_much(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct double_file files[MAX_CASE_FILES] = {{"1_a.sql", "SELECT 1;\n"}};
	struct gw_source *source;
	struct gw_script *script;

	for (size_t kept = 4 * 1024 * 1024 - 20; kept < 4 * 1024 * 1024; kept++) {
		bool fits = kept + strlen("SELECT 1;\n") <= 4 * 1024 * 1024;

		files[0].text = "SELECT 1;\n";
		if (!gw_source_open(&arena, tree_double(&arena, files, 1), NULL,
				    &gw_dialect_postgres, &source, &error))
			fail_msg("%s", error->message);
		source->kept_bytes = kept;
		assert_true(gw_source_hash_parts(source, source->migrations[0], &error));
		files[0].text = "SELECT 2;\n";
		assert_int_equal(gw_source_script(source, &arena, source->migrations[0], GW_UP,
						  NULL, &script, &error),
				 fits);
		gw_error_clear(&error);
	}
}

static void has_no_absent_section(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {{"1_a.sql", "SELECT 1;\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load(&arena, files);
	struct gw_script *script;

	assert_false(gw_source_script(source, &arena, source->migrations[0], GW_DOWN, NULL, &script,
				      &error));
	assert_int_equal(error->code, GW_E_IRREVERSIBLE);
	assert_non_null(strstr(error->message, "1_a has no down"));
}

/* What is stored is what runs, whatever becomes of the file meanwhile. */
static void text_is_that_of_an_open_script(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", make_large(&arena, "-- godwit:up\nSELECT 1;\n"
					       "-- godwit:down\nSELECT 2;\n")}};
	struct gw_source *source = load(&arena, files);
	struct gw_script *script;
	struct gw_view text;

	assert_true(gw_source_script(source, &arena, source->migrations[0], GW_UP, NULL, &script,
				     &error));
	files[0].text = "";
	assert_true(gw_source_text(source, &arena, source->migrations[0], GW_UP, script, &text,
				   &error));
	assert_non_null(strstr(text.p, "SELECT 1"));
	assert_true(gw_source_text(source, &arena, source->migrations[0], GW_DOWN, script, &text,
				   &error));
	assert_non_null(strstr(text.p, "SELECT 2"));
	gw_script_done(script);
}

static void stores_normalised_text(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "\xef\xbb\xbfSELECT 1;\r\nSELECT '\r';\r\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load(&arena, files);
	struct gw_view text;

	assert_true(
		gw_source_text(source, &arena, source->migrations[0], GW_UP, NULL, &text, &error));
	assert_true(gw_view_is(text, "SELECT 1;\nSELECT '\r';\n"));
}

/* --- placeholders --- */

static struct gw_map values_with(struct gw_arena *arena, const char *name, const char *value)
{
	struct gw_map values = {0};

	gw_map_put(arena, &values, gw_view_of(name), gw_strdup(arena, value));
	return values;
}

static void expands_placeholders(void **state GW_UNUSED)
{
	static const struct double_file on[MAX_CASE_FILES] = {
		{"1_a.sql", "-- godwit:up placeholders=on\nGRANT x TO ${role};\nSELECT oops;\n"}};
	static const struct double_file unsaid[MAX_CASE_FILES] = {{"1_a.sql", "SELECT '${role}';"}};
	static const struct double_file off[MAX_CASE_FILES] = {
		{"1_a.sql", "-- godwit:up placeholders=off\nSELECT '${role}';\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map values = values_with(&arena, "role", "somebody_with_a_long_name");
	struct gw_script *script = read_script(&arena, load(&arena, on), GW_UP, &values);

	assert_true(gw_view_is(script->text.view,
			       "GRANT x TO somebody_with_a_long_name;\nSELECT oops;\n"));
	check_place(script, "somebody", "double/1_a.sql", 2, 12, "GRANT x TO ${role};");
	check_place(script, "oops", "double/1_a.sql", 3, 8, "SELECT oops;");
	gw_script_done(script);
	script = read_script(&arena, load(&arena, unsaid), GW_UP, NULL);
	assert_true(gw_view_is(script->text.view, "SELECT '${role}';"));
	gw_script_done(script);
	script = read_script(&arena, load(&arena, unsaid), GW_UP, &values);
	assert_true(gw_view_is(script->text.view, "SELECT 'somebody_with_a_long_name';"));
	gw_script_done(script);
	script = read_script(&arena, load(&arena, off), GW_UP, &values);
	assert_true(gw_view_is(script->text.view, "SELECT '${role}';\n"));
	gw_script_done(script);
}

static void takes_placeholders_of_the_tool(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"../flyway.toml", "[flyway.placeholders]\na = \"tool's\"\nb = \"2\"\n"},
		{"V1__a.sql", "SELECT ${a}, ${b};"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map values = values_with(&arena, "a", "mine");
	struct gw_source *source = load(&arena, files);
	struct gw_script *script = read_script(&arena, source, GW_UP, NULL);

	assert_true(gw_view_is(script->text.view, "SELECT tool's, 2;"));
	gw_script_done(script);
	script = read_script(&arena, source, GW_UP, &values);
	assert_true(gw_view_is(script->text.view, "SELECT mine, 2;"));
	gw_script_done(script);
}

static void points_at_placeholders_without_value(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "-- godwit:up placeholders=on\n\nGRANT x TO ${role};\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load(&arena, files);
	struct gw_script *script;

	assert_false(gw_source_script(source, &arena, source->migrations[0], GW_UP, NULL, &script,
				      &error));
	assert_int_equal(error->code, GW_E_PLACEHOLDER);
	assert_string_equal(error->location.path, "double/1_a.sql");
	assert_int_equal(error->location.line, 3);
	assert_int_equal(error->location.column, 12);
}

/* --- variables --- */

static const char *find_variable(const void *payload GW_UNUSED, const char *name)
{
	return strcmp(name, "V") == 0 ? "value" : NULL;
}

/* What goose does: lines between ON and OFF, but for comments before a statement. */
static void expands_variables_of_goose(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {{"1_a.sql",
								  "-- +goose ENVSUB ON\n"
								  "-- +goose Up\n"
								  "-- costs $5\n"
								  "SELECT '$V', -- of ${V}\n"
								  "  -- also $V\n"
								  "  '${W:-w}'; -- end\n"
								  "-- costs $5\n"
								  "-- +goose ENVSUB OFF\n"
								  "SELECT '$V' AS ${name}\n"
								  "-- +goose envsub on\n"
								  "  ,'$V' AS oops;\n"
								  "-- +goose Down\n"
								  "-- +goose StatementBegin\n"
								  "SELECT '$V';\n"
								  "-- but $V\n"
								  "-- +goose StatementEnd\n"
								  "-- costs $5\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map values = values_with(&arena, "name", "placeholder");
	struct gw_source *source = load(&arena, files);
	struct gw_script *script;

	source->variables = (struct gw_variables){.find = find_variable};
	script = read_script(&arena, source, GW_UP, &values);
	assert_true(gw_view_is(script->text.view, "-- +goose ENVSUB ON\n"
						  "-- costs $5\n"
						  "SELECT 'value', -- of value\n"
						  "  -- also value\n"
						  "  'w'; -- end\n"
						  "-- costs $5\n"
						  "-- +goose ENVSUB OFF\n"
						  "SELECT '$V' AS ${name}\n"
						  "-- +goose envsub on\n"
						  "  ,'value' AS oops;\n"));
	check_place(script, "oops", "double/1_a.sql", 11, 12, "  ,'$V' AS oops;");
	gw_script_done(script);
	script = read_script(&arena, source, GW_DOWN, NULL);
	assert_true(gw_view_is(script->text.view, "-- +goose envsub on\n"
						  "-- +goose StatementBegin\n"
						  "SELECT 'value';\n"
						  "-- but value\n"
						  "-- +goose StatementEnd\n"
						  "-- costs $5\n"));
	gw_script_done(script);
}

/* The stored text tells by itself; without ENVSUB, goose's files are as all others. */
static void expands_stored_text_of_goose(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "-- +goose Up\nSELECT '$V ${name}';\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_map values = values_with(&arena, "name", "placeholder");
	struct gw_source *source = load(&arena, files);
	struct gw_script *script;

	source->variables = (struct gw_variables){.find = find_variable};
	assert_true(gw_source_stored(source, &arena, "1_a",
				     GW_VIEW("-- +goose ENVSUB ON\nDROP $V;\n"), NULL, &script,
				     &error));
	assert_true(gw_view_is(script->text.view, "-- +goose ENVSUB ON\nDROP value;\n"));
	gw_script_done(script);
	script = read_script(&arena, source, GW_UP, &values);
	assert_true(gw_view_is(script->text.view, "SELECT '$V placeholder';\n"));
	gw_script_done(script);
	assert_false(gw_source_stored(source, &arena, "1_a",
				      GW_VIEW("-- +goose ENVSUB ON\nDROP $1;\n"), NULL, &script,
				      &error));
	assert_int_equal(error->code, GW_E_PLACEHOLDER);
	assert_int_equal(error->location.line, 2);
	assert_int_equal(error->location.column, 6);
}

/* --- templates --- */

static void expands_templates_of_tern(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"001_a.sql", "SELECT '{{.a}}',\n"
			      "  '{{ template \"lib/x.sql\" . }}' AS oops;\n"
			      "---- create above / drop below ----\nDROP {{ .gone }};\n"},
		{"lib/x.sql", "\xef\xbb\xbfx {{.a}}\n  wrong"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_map values = values_with(&arena, "a", "value");
	struct gw_source *source = load(&arena, files);
	struct gw_script *script = read_script(&arena, source, GW_UP, &values);
	struct gw_view text;

	assert_true(gw_view_is(script->text.view, "SELECT 'value',\n"
						  "  'x value\n  wrong' AS oops;\n"));
	check_place(script, "wrong", "double/lib/x.sql", 2, 3, "  wrong' AS oops;");
	check_place(script, "oops", "double/001_a.sql", 2, 37, "' AS oops;");
	gw_script_done(script);
	assert_true(
		gw_source_text(source, &arena, source->migrations[0], GW_UP, NULL, &text, &error));
	assert_true(gw_view_is(text, "SELECT '{{.a}}',\n  'x {{.a}}\n  wrong' AS oops;\n"));
	assert_false(gw_source_script(source, &arena, source->migrations[0], GW_DOWN, &values,
				      &script, &error));
	assert_int_equal(error->code, GW_E_PLACEHOLDER);
	assert_non_null(strstr(error->message, "{{.gone}}"));
	assert_int_equal(error->location.line, 4);
	assert_int_equal(error->location.column, 6);
}

/* --- other scripts --- */

static void runs_stored_text(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {{"1_a.sql", "SELECT 1;\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load(&arena, files);
	struct gw_map values = values_with(&arena, "t", "x");
	struct gw_script *script;

	assert_true(gw_source_stored(source, &arena, "1_a", GW_VIEW("SELECT 1;\nDROP ${t};\n"),
				     &values, &script, &error));
	assert_true(gw_view_is(script->text.view, "SELECT 1;\nDROP x;\n"));
	check_place(script, "DROP", "history", 2, 1, "DROP ${t};");
	gw_script_done(script);
}

static void reads_hooks(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "a"}, {"hooks/before-run.sql", "\xef\xbb\xbfSET x;\nSET y;\n"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load(&arena, files);
	struct gw_script *script;

	assert_true(gw_source_hook(source, &arena, GW_HOOK_BEFORE_RUN, NULL, &script, &error));
	assert_true(gw_view_is(script->text.view, "SET x;\nSET y;\n"));
	check_place(script, "y", "double/hooks/before-run.sql", 2, 5, "SET y;");
	gw_script_done(script);
	assert_true(gw_source_hook(source, &arena, GW_HOOK_AFTER_RUN, NULL, &script, &error));
	assert_null(script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_windows),
		cmocka_unit_test(leaves_a_mark_out),
		cmocka_unit_test(joins_ranges),
		cmocka_unit_test(notices_changes),
		cmocka_unit_test(keeps_small_files),
		cmocka_unit_test(keeps_so_much),
		cmocka_unit_test(has_no_absent_section),
		cmocka_unit_test(text_is_that_of_an_open_script),
		cmocka_unit_test(stores_normalised_text),
		cmocka_unit_test(expands_placeholders),
		cmocka_unit_test(takes_placeholders_of_the_tool),
		cmocka_unit_test(points_at_placeholders_without_value),
		cmocka_unit_test(expands_variables_of_goose),
		cmocka_unit_test(expands_stored_text_of_goose),
		cmocka_unit_test(expands_templates_of_tern),
		cmocka_unit_test(runs_stored_text),
		cmocka_unit_test(reads_hooks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
