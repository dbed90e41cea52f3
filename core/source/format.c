/*
 * The registry of formats, and the orders that they share.
 */
#include <string.h>

#include "source/format_int.h"

#define GW_FORMAT(id) extern const struct gw_format gw_format_##id;
#include "source/formats.def"
#undef GW_FORMAT

static const struct gw_format *const formats[] = {
#define GW_FORMAT(id) &gw_format_##id,
#include "source/formats.def"
#undef GW_FORMAT
};

const struct gw_format *gw_format_at(size_t index)
{
	return index < GW_COUNT(formats) ? formats[index] : NULL;
}

const struct gw_format *gw_format_find(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(formats); i++) {
		if (gw_view_is(name, formats[i]->name))
			return formats[i];
	}
	return NULL;
}

/* --- orders --- */

static int compare_numbers(struct gw_view a, struct gw_view b)
{
	a = gw_number_key(a);
	b = gw_number_key(b);
	if (a.n != b.n)
		return a.n < b.n ? -1 : 1;
	return gw_view_cmp(a, b);
}

/* A part that is not there counts as zero: 1.2 and 1.2.0 are the same version. */
int gw_compare_numeric(const char *a, const char *b)
{
	struct gw_view left = gw_view_of(a);
	struct gw_view right = gw_view_of(b);

	while (left.n != 0 || right.n != 0) {
		struct gw_view part_a = GW_VIEW("0");
		struct gw_view part_b = GW_VIEW("0");
		int order;

		gw_view_next_field(&left, '.', &part_a);
		gw_view_next_field(&right, '.', &part_b);
		order = compare_numbers(part_a, part_b);
		if (order != 0)
			return order;
	}
	return 0;
}

int gw_compare_text(const char *a, const char *b)
{
	return strcmp(a, b);
}
