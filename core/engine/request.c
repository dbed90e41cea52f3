/*
 * Making requests of statements, and reading cells of replies.
 */
#include "engine/request.h"

#include "sql/split.h"

struct gw_request gw_statement_request(struct gw_view text, const struct gw_statement *statement)
{
	struct gw_request request = {
		.sql = gw_statement_text(text, statement),
		.copy_data = gw_view_slice(text, statement->copy_start, statement->copy_end),
		.is_copy = statement->class.copy_from_stdin,
	};

	if (request.is_copy)
		request.copy_line = gw_position_of(gw_view_from(text, statement->start),
						   statement->copy_start - statement->start)
					    .line;
	return request;
}

int64_t gw_cell_int(const struct gw_rows *rows, size_t row, size_t col)
{
	struct gw_view text = gw_cell(rows, row, col);
	bool negative = gw_view_starts(text, "-");
	uint64_t magnitude = 0;

	if (!gw_parse_u64(gw_view_from(text, negative ? 1 : 0), &magnitude))
		return 0;
	if (negative)
		return magnitude > (uint64_t)INT64_MAX ? INT64_MIN : -(int64_t)magnitude;
	return (int64_t)GW_MIN(magnitude, (uint64_t)INT64_MAX);
}

bool gw_cell_bool(const struct gw_rows *rows, size_t row, size_t col)
{
	static const char *const words[] = {"t", "true", "y", "yes", "on"};
	struct gw_view text = gw_cell(rows, row, col);

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (gw_view_is_nocase(text, words[i]))
			return true;
	}
	return gw_cell_int(rows, row, col) != 0;
}
