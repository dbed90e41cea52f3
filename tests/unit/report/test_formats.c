/* Reports in every format: other people's text stays text, and charts hold what they are given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/report.h"

static const struct gw_report_column columns[] = {
	{"name", "Name", GW_REPORT_TEXT},         {"state", "State", GW_REPORT_STATE},
	{"at", "At (UTC)", GW_REPORT_TIME},       {"took_us", "Took", GW_REPORT_DURATION},
	{"commit", "Commit", GW_REPORT_CODE},     {"job", "Job", GW_REPORT_LINK},
	{"secret", NULL, GW_REPORT_TEXT},         {NULL, "Label", GW_REPORT_TEXT},
	{"nothing", "Nothing", GW_REPORT_NUMBER},
};

struct fixture {
	struct gw_arena arena;
	struct gw_report report;
	GW_VEC(const struct gw_value *) rows;
	struct gw_report_output output;
};

static struct gw_value text(const char *value)
{
	return gw_value_text(gw_view_of(value));
}

static const struct gw_value *get_row(const struct gw_report_table *table, size_t row,
				      struct gw_arena *arena GW_UNUSED)
{
	const struct fixture *fixture = table->payload;

	return fixture->rows.items[row];
}

static void begin(struct fixture *fixture)
{
	const struct gw_report_table table = {
		.name = "things",
		.title = "Things",
		.columns = columns,
		.ncolumns = GW_COUNT(columns),
		.row = get_row,
		.payload = fixture,
	};
	const struct gw_report_fact fact = {.column = {"target", "Database", GW_REPORT_TEXT},
					    .value = text("sqlite:<x>.db")};

	*fixture = (struct fixture){.report = {.title = "Report"}};
	fixture->report.arena = &fixture->arena;
	gw_vec_push(&fixture->arena, &fixture->report.facts, fact);
	gw_vec_push(&fixture->arena, &fixture->report.tables, table);
}

/* A row with this in each of its texts. */
static void add_row(struct fixture *fixture, const char *value)
{
	struct gw_value *row = gw_new_array(&fixture->arena, struct gw_value, GW_COUNT(columns));

	for (size_t i = 0; i + 1 < GW_COUNT(columns); i++)
		row[i] = text(value);
	row[2] = gw_value_int(1795340000123456);
	row[3] = gw_value_int(1240000);
	gw_vec_push(&fixture->arena, &fixture->rows, row);
	fixture->report.tables.items[0].nrows++;
}

static void add_finding(struct fixture *fixture, const char *message, const char *diff)
{
	const struct gw_report_finding finding = {
		.mood = GW_MOOD_BAD, .slug = "edited", .message = message, .diff = diff};

	fixture->report.judged = true;
	gw_vec_push(&fixture->arena, &fixture->report.findings, finding);
}

static void done(struct fixture *fixture)
{
	gw_str_done(&fixture->output.text);
	gw_arena_done(&fixture->arena);
}

static void assert_has(const struct fixture *fixture, const char *part)
{
	if (strstr(gw_str_text(&fixture->output.text), part) == NULL)
		fail_msg("no '%s' in:\n%s", part, gw_str_text(&fixture->output.text));
}

static void assert_has_not(const struct fixture *fixture, const char *part)
{
	if (strstr(gw_str_text(&fixture->output.text), part) != NULL)
		fail_msg("'%s' is in:\n%s", part, gw_str_text(&fixture->output.text));
}

static size_t count(const struct fixture *fixture, const char *part)
{
	size_t n = 0;

	for (const char *p = gw_str_text(&fixture->output.text); (p = strstr(p, part)) != NULL; p++)
		n++;
	return n;
}

static void test_csv(void **state GW_UNUSED)
{
	static const struct {
		const char *value, *cell;
	} cases[] = {
		{"plain", "plain"},
		{"a,b", "\"a,b\""},
		{"say \"x\"", "\"say \"\"x\"\"\""},
		{"\"", "\"\"\"\""},
		{"two\nlines", "\"two\nlines\""},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
		{"\t=1", "'\t=1"},
		{"a=b", "a=b"},
		{"\x1b[31m", "\\x1b[31m"},
		{"", ""},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct fixture fixture;
		const char *cell = cases[i].cell;

		begin(&fixture);
		add_row(&fixture, cases[i].value);
		gw_report_csv(&fixture.report, &fixture.output);
		assert_string_equal(gw_str_text(&fixture.output.text),
				    gw_format(&fixture.arena,
					      "name,state,at,took_us,commit,job,secret,nothing\r\n"
					      "%s,%s,2026-11-22T09:33:20.123456Z,1240000,%s,%s,%s,"
					      "\r\n",
					      cell, cell, cell, cell, cell));
		done(&fixture);
	}
}

static void test_markdown(void **state GW_UNUSED)
{
	static const struct {
		const char *value, *cell;
	} cases[] = {
		{"20261122_add_users", "20261122_add_users"},
		{"_x_", "\\_x\\_"},
		{"a|b", "a\\|b"},
		{"[x](javascript:y)", "\\[x\\](javascript:y)"},
		{"<img src=x>", "&lt;img src=x\\>"},
		{"&lt;", "&amp;lt;"},
		{"two\nlines", "two<br>lines"},
		{"*x* `y` #7 @ann", "\\*x\\* \\`y\\` \\#7 &#64;ann"},
		{"\\|", "\\\\\\|"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct fixture fixture;

		begin(&fixture);
		add_row(&fixture, cases[i].value);
		gw_report_markdown(&fixture.report, &fixture.output);
		assert_has(&fixture, gw_format(&fixture.arena, "\n| %s | ", cases[i].cell));
		assert_has(&fixture, "| Name | State | At (UTC) | Took | Commit | Job | Label |\n"
				     "|---|---|---|---:|---|---|---|\n");
		assert_has(&fixture, " | 2026-11-22 09:33:20 | 1.24 s | ");
		done(&fixture);
	}
}

/* What is in a fence cannot end it. */
static void test_fence(void **state GW_UNUSED)
{
	struct fixture fixture;

	begin(&fixture);
	add_finding(&fixture, "x was edited", "@@ -1 +1 @@\n-```\n+````sql\n");
	gw_report_markdown(&fixture.report, &fixture.output);
	assert_has(&fixture, "- **fault:** x was edited\n");
	assert_has(&fixture, "\n  `````diff\n  @@ -1 +1 @@\n  -```\n  +````sql\n  `````\n");
	done(&fixture);
}

static void test_html(void **state GW_UNUSED)
{
	static const char *const values[] = {
		"<script>alert(1)</script>",
		"\" onmouseover=\"alert(1)",
		"' onmouseover='alert(1)",
		"https://x/\"><script>alert(1)</script>",
		"javascript:alert(1)",
		"</title></style></svg><img src=x>",
		"\x1b]0;x\x07",
	};

	for (size_t i = 0; i < GW_COUNT(values); i++) {
		struct fixture fixture;

		begin(&fixture);
		add_row(&fixture, values[i]);
		add_finding(&fixture, values[i], values[i]);
		gw_vec_push(&fixture.arena, &fixture.report.points,
			    ((struct gw_report_point){.time_us = 1, .label = values[i]}));
		gw_vec_push(&fixture.arena, &fixture.report.bars,
			    ((struct gw_report_bar){.duration_us = 1, .label = values[i]}));
		gw_report_html(&fixture.report, &fixture.output);
		assert_has_not(&fixture, "<script");
		assert_has_not(&fixture, "<img");
		assert_has_not(&fixture, "href=\"javascript:");
		assert_has_not(&fixture, "\" onmouse");
		assert_has_not(&fixture, "' onmouse");
		assert_has_not(&fixture, "\x1b");
		assert_int_equal(count(&fixture, "</title>"), 3);
		assert_int_equal(count(&fixture, "</style>"), 1);
		assert_int_equal(count(&fixture, "</svg>"), 2);
		done(&fixture);
	}
}

/* Only addresses are links; nothing is fetched from anywhere. */
static void test_links(void **state GW_UNUSED)
{
	struct fixture fixture;

	begin(&fixture);
	add_row(&fixture, "https://ci.example.org/1?a&b");
	add_row(&fixture, "applied");
	gw_report_html(&fixture.report, &fixture.output);
	assert_int_equal(count(&fixture, "<a "), 1);
	assert_has(&fixture,
		   "href=\"https://ci.example.org/1?a&amp;b\" "
		   "title=\"https://ci.example.org/1?a&amp;b\">ci.example.org/1?a&amp;b<");
	assert_has(&fixture, "<span class=\"state good\">applied</span>");
	assert_int_equal(count(&fixture, "src="), 0);
	assert_int_equal(count(&fixture, "<link"), 0);
	assert_int_equal(count(&fixture, "url("), 0);
	assert_has_not(&fixture, "Nothing");
	done(&fixture);
}

static const struct {
	const char *address, *told;
} addresses[] = {
	{"https://gitlab.example.org/shop/-/jobs/9003", ">jobs/9003</a>"},
	{"https://ci.example.org/job/shop/42/", ">shop/42</a>"},
	{"https://ci.example.org/", ">ci.example.org</a>"},
	{"https://", "></a>"},
};

/* What differs from row to row is at an address's end. */
static void test_short_links(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(addresses); i++) {
		struct fixture fixture;

		begin(&fixture);
		add_row(&fixture, addresses[i].address);
		gw_report_html(&fixture.report, &fixture.output);
		assert_has(&fixture, addresses[i].told);
		done(&fixture);
	}
}

/* The hash that a checkpoint is compared with is told whole, where those of rows are cut. */
static void test_codes(void **state GW_UNUSED)
{
	static const char hash[] =
		"0f41b3b92349e98642268381ab47ff987bd7d0100a937a1208574c34730f3f95";
	const struct gw_report_fact fact = {.column = {"head", "Last row", GW_REPORT_CODE},
					    .value = text(hash)};
	struct fixture page, markdown;

	begin(&page);
	gw_vec_push(&page.arena, &page.report.facts, fact);
	add_row(&page, hash);
	gw_report_html(&page.report, &page.output);
	assert_has(&page,
		   "<div class=\"long\"><dt>Last row</dt><dd class=\"plain\">0f41b3b92349e986");
	assert_has(&page, ">0f41b3b92349</code>");
	done(&page);
	begin(&markdown);
	gw_vec_push(&markdown.arena, &markdown.report.facts, fact);
	add_row(&markdown, hash);
	gw_report_markdown(&markdown.report, &markdown.output);
	assert_has(&markdown, "| Last row | 0f41b3b92349e98642268381");
	assert_has(&markdown, "| 0f41b3b92349 |");
	done(&markdown);
}

static void test_json(void **state GW_UNUSED)
{
	struct fixture fixture;
	struct gw_json *object = gw_json_object();

	begin(&fixture);
	add_row(&fixture, "x");
	add_finding(&fixture, "m", NULL);
	gw_report_json(&fixture.report, object, false, &fixture.output);
	assert_string_equal(
		gw_str_text(&fixture.output.text),
		"{\"summary\":{\"target\":\"sqlite:<x>.db\"},\"ok\":false,\"findings\":[{"
		"\"finding\":"
		"\"edited\",\"fault\":true,\"key\":null,\"message\":\"m\",\"commit\":null,\"diff\":"
		"null}],\"things\":[{\"name\":\"x\",\"state\":\"x\",\"at\":\"2026-11-22T09:33:20."
		"123456Z\",\"took_us\":1240000,\"commit\":\"x\",\"job\":\"x\",\"secret\":\"x\","
		"\"nothing\":null}]}\n");
	done(&fixture);
}

/* What is written piece by piece is as what is written as a whole. */
static void test_indented_json(void **state GW_UNUSED)
{
	for (size_t rows = 0; rows <= 2; rows++) {
		GW_STR_AUTO struct gw_str whole = {0};
		struct gw_error *err = NULL;
		struct gw_json *json = NULL;
		struct fixture fixture;

		begin(&fixture);
		for (size_t i = 0; i < rows; i++)
			add_row(&fixture, "two\nlines");
		add_finding(&fixture, "m", "-a\n+b\n");
		gw_report_json(&fixture.report, gw_json_object(), true, &fixture.output);
		assert_true(
			gw_json_parse("report", gw_str_view(&fixture.output.text), &json, &err));
		gw_json_write(json, true, &whole);
		gw_str_putc(&whole, '\n');
		assert_string_equal(gw_str_text(&fixture.output.text), gw_str_text(&whole));
		gw_json_free(json);
		done(&fixture);
	}
}

/* What was handed on. */
struct taken {
	struct gw_str text;
	size_t pieces;
};

static void take(void *payload, struct gw_view text)
{
	struct taken *taken = payload;

	gw_str_add(&taken->text, text);
	taken->pieces++;
}

static void write_json(const struct gw_report *report, struct gw_report_output *output)
{
	gw_report_json(report, gw_json_object(), false, output);
}

static void test_pieces(void **state GW_UNUSED)
{
	static void (*const writers[])(const struct gw_report *report,
				       struct gw_report_output *output) = {
		gw_report_csv, gw_report_markdown, gw_report_html, write_json};

	for (size_t i = 0; i < GW_COUNT(writers); i++) {
		struct taken taken = {0};
		struct gw_report_output output = {.take = take, .payload = &taken};
		struct fixture fixture;

		begin(&fixture);
		for (size_t j = 0; j < 5000; j++)
			add_row(&fixture, "a text of some length");
		writers[i](&fixture.report, &fixture.output);
		writers[i](&fixture.report, &output);
		assert_true(taken.pieces > 2);
		assert_string_equal(gw_str_text(&taken.text), gw_str_text(&fixture.output.text));
		gw_str_done(&output.text);
		gw_str_done(&taken.text);
		done(&fixture);
	}
}

/* Whatever was recorded, and however much of it: every point has a mark, and bars share what room is. */
static void test_charts(void **state GW_UNUSED)
{
	static const struct {
		size_t n, bars;
		int64_t time_us, step_us;
	} cases[] = {
		{1, 1, 0, 0},
		{3, 3, 1795340000123456, 0},
		{400, 400, 1795340000123456, 86400000000},
		{550, 550, 1795340000123456, -1},
		{551, 276, INT64_MIN, INT64_MAX / 300},
		{10000, 527, 0, 1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct fixture fixture;

		begin(&fixture);
		for (size_t j = 0; j < cases[i].n; j++) {
			struct gw_report_point point = {
				.kind = GW_EVENT_APPLIED,
				.time_us = (int64_t)((uint64_t)cases[i].time_us +
						     j * (uint64_t)cases[i].step_us),
				.in_place = j,
			};
			struct gw_report_bar bar = {.duration_us = (int64_t)(j * j * j)};

			gw_vec_push(&fixture.arena, &fixture.report.points, point);
			gw_vec_push(&fixture.arena, &fixture.report.bars, bar);
		}
		gw_report_html(&fixture.report, &fixture.output);
		assert_int_equal(count(&fixture, "<circle "), cases[i].n);
		assert_int_equal(count(&fixture, "<rect "), cases[i].bars);
		assert_has_not(&fixture, "nan");
		assert_has_not(&fixture, "inf\"");
		done(&fixture);
	}
}

static void test_nothing(void **state GW_UNUSED)
{
	struct fixture fixture;

	begin(&fixture);
	fixture.report.judged = true;
	gw_report_html(&fixture.report, &fixture.output);
	assert_has_not(&fixture, "<svg");
	assert_int_equal(count(&fixture, "None."), 2);
	gw_str_clear(&fixture.output.text);
	gw_report_markdown(&fixture.report, &fixture.output);
	assert_int_equal(count(&fixture, "None."), 2);
	done(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),    cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_fence),  cmocka_unit_test(test_html),
		cmocka_unit_test(test_links),  cmocka_unit_test(test_short_links),
		cmocka_unit_test(test_codes),  cmocka_unit_test(test_json),
		cmocka_unit_test(test_charts), cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_pieces), cmocka_unit_test(test_indented_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
