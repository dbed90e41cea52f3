/*
 * Text in HTML, SVG and other XML.
 */
#ifndef GW_BASE_HTML_H
#define GW_BASE_HTML_H

#include "base/str.h"

/*
 * Appends text so that it is text, between tags and in quoted attributes: no markup of its own, and
 * what gw_str_add_escaped() makes visible is visible. Lines stay lines.
 */
void gw_html_add(struct gw_str *str, struct gw_view text);

#endif
