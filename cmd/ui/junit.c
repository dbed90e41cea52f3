/*
 * Writing JUnit XML.
 */
#include "ui/junit.h"

/* XML has no way at all to hold most control characters. */
static void add_text(struct gw_str *str, const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		switch (*p) {
		case '&':
			gw_str_puts(str, "&amp;");
			break;
		case '<':
			gw_str_puts(str, "&lt;");
			break;
		case '>':
			gw_str_puts(str, "&gt;");
			break;
		case '"':
			gw_str_puts(str, "&quot;");
			break;
		default:
			if ((unsigned char)*p >= 0x20 || *p == '\n' || *p == '\t')
				gw_str_putc(str, *p);
		}
	}
}

static void add_attribute(struct gw_str *str, const char *name, const char *value)
{
	gw_str_printf(str, " %s=\"", name);
	add_text(str, value);
	gw_str_putc(str, '"');
}

static void add_seconds(struct gw_str *str, int64_t us)
{
	gw_str_printf(str, " time=\"%lld.%06lld\"", (long long)(us / 1000000),
		      (long long)(us % 1000000));
}

static void add_failure(struct gw_str *str, const struct junit_case *test)
{
	gw_str_puts(str, "<failure");
	add_attribute(str, "type", test->type);
	add_attribute(str, "message", test->failure);
	gw_str_putc(str, '>');
	add_text(str, test->text != NULL ? test->text : "");
	gw_str_puts(str, "</failure>");
}

static void add_case(struct gw_str *str, const struct junit_case *test)
{
	gw_str_puts(str, "    <testcase");
	add_attribute(str, "classname", test->group);
	add_attribute(str, "name", test->name);
	add_seconds(str, test->elapsed_us);
	gw_str_putc(str, '>');
	if (test->failure != NULL)
		add_failure(str, test);
	else if (test->skipped != NULL) {
		gw_str_puts(str, "<skipped");
		add_attribute(str, "message", test->skipped);
		gw_str_puts(str, "/>");
	}
	gw_str_puts(str, "</testcase>\n");
}

void junit_write(const char *suite, const struct junit_case *cases, size_t n, struct gw_str *str)
{
	size_t failures = 0, skipped = 0;
	int64_t elapsed_us = 0;

	for (size_t i = 0; i < n; i++) {
		failures += cases[i].failure != NULL;
		skipped += cases[i].failure == NULL && cases[i].skipped != NULL;
		elapsed_us += cases[i].elapsed_us;
	}
	gw_str_puts(str, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite");
	add_attribute(str, "name", suite);
	gw_str_printf(str, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\"", n,
		      failures, skipped);
	add_seconds(str, elapsed_us);
	gw_str_puts(str, ">\n");
	for (size_t i = 0; i < n; i++)
		add_case(str, &cases[i]);
	gw_str_puts(str, "  </testsuite>\n</testsuites>\n");
}
