/* Locations with another line than the file's: see excerpt.h. */
#include "config/excerpt.h"

void gw_error_at_masked(struct gw_error *error, const char *path, struct gw_view text,
			size_t offset, struct gw_view line, size_t caret, size_t length)
{
	struct gw_position position = gw_position_of(text, GW_MIN(offset, text.n));

	gw_error_at(error, path, line, line.p != NULL ? caret : GW_NOWHERE, length);
	error->location.offset = offset;
	error->location.line = position.line;
	error->location.column = position.column;
}
