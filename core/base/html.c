/*
 * Escaping for HTML and XML.
 */
#include "base/html.h"

static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void add_entities(struct gw_str *str, struct gw_view text)
{
	size_t start = 0;

	for (size_t i = 0; i < text.n; i++) {
		const char *entity = entity_of(text.p[i]);

		if (entity == NULL)
			continue;
		gw_str_add(str, gw_view_slice(text, start, i));
		gw_str_puts(str, entity);
		start = i + 1;
	}
	gw_str_add(str, gw_view_from(text, start));
}

void gw_html_add(struct gw_str *str, struct gw_view text)
{
	GW_STR_AUTO struct gw_str safe = {0};

	gw_str_add_escaped_lines(&safe, text);
	add_entities(str, gw_str_view(&safe));
}
