/*
 * Django: a row for each migration of each app. They are Python; one may have two rows after a race.
 */
#include "adopt/adopt_int.h"

/* The kind is the app: "birds" and "0001_observer" are birds.0001_observer. */
static void app_rows(struct gw_arena *arena, const struct gw_rows *rows,
		     struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);
		struct gw_view app = gw_cell(rows, i, GW_ADOPT_KIND);

		row.id = gw_format(arena, "%.*s.%s", GW_VIEW_ARG(app), row.id);
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

const struct gw_adopt_tool gw_adopt_django = {
	.name = "django",
	.table = "django_migrations",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "applied", [GW_ADOPT_KIND] = "app"},
	.order = "id",
	.code = true,
	.interpret = app_rows,
};
