/*
 * What is live: the rows of the kinds' queries as assets.
 */
#include <stdlib.h>
#include <string.h>

#include "provision/provision_int.h"

/* Where in a row what is. GW_NOWHERE: there is no such column. */
struct columns {
	size_t implied, apart, attribute, value;
};

static size_t column_of(const struct gw_rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->ncols; i++) {
		if (strcmp(rows->names[i], name) == 0)
			return i;
	}
	return GW_NOWHERE;
}

static bool is_set(const struct gw_rows *rows, size_t row, size_t column)
{
	return column != GW_NOWHERE && gw_cell_bool(rows, row, column);
}

static struct gw_asset *asset_of(struct gw_arena *arena, const struct gw_kind *kind,
				 const char *database, const struct gw_rows *rows, size_t row,
				 const struct columns *columns, struct gw_estate *live)
{
	struct gw_asset *asset = gw_new(arena, struct gw_asset);
	bool by_attribute = columns->attribute != GW_NOWHERE;

	asset->kind = kind;
	asset->database = kind->in_database ? database : NULL;
	for (size_t i = 0; i < kind->nparts; i++)
		asset->parts[i] = gw_view_dup(arena, gw_cell(rows, row, i));
	asset->implied = !by_attribute && is_set(rows, row, columns->implied);
	asset->apart = is_set(rows, row, columns->apart);
	return gw_estate_add(live, arena, asset);
}

static const char *text_of_cell(struct gw_arena *arena, const struct gw_property *property,
				const struct gw_rows *rows, size_t row, size_t column)
{
	if (gw_cell_is_null(rows, row, column))
		return NULL;
	if (property != NULL && property->type == GW_ESTATE_BOOL)
		return gw_cell_bool(rows, row, column) ? "true" : "false";
	return gw_view_dup(arena, gw_cell(rows, row, column));
}

static void take_properties(struct gw_arena *arena, const struct gw_rows *rows, size_t row,
			    struct gw_asset *asset)
{
	for (size_t i = asset->kind->nparts; i < rows->ncols; i++) {
		const struct gw_property *property = gw_kind_property(asset->kind, rows->names[i]);
		struct gw_attribute attribute = {0};

		if (property == NULL)
			continue;
		attribute.name = property->name;
		attribute.value = text_of_cell(arena, property, rows, row, i);
		gw_asset_set(arena, asset, &attribute);
	}
}

static void take_attribute(struct gw_arena *arena, const struct gw_rows *rows, size_t row,
			   const struct columns *columns, struct gw_asset *asset)
{
	const struct gw_attribute attribute = {
		.name = gw_view_dup(arena, gw_cell(rows, row, columns->attribute)),
		.value = text_of_cell(arena, NULL, rows, row, columns->value),
		.implied = is_set(rows, row, columns->implied),
	};

	gw_vec_push(arena, &asset->attributes, attribute);
}

static void take_rows(struct gw_arena *arena, const struct gw_kind *kind, const char *database,
		      const struct gw_rows *rows, struct gw_estate *live)
{
	const struct columns columns = {
		.implied = column_of(rows, "implied"),
		.apart = column_of(rows, "apart"),
		.attribute = column_of(rows, "attribute"),
		.value = column_of(rows, "value"),
	};

	for (size_t row = 0; row < rows->nrows; row++) {
		struct gw_asset *asset = asset_of(arena, kind, database, rows, row, &columns, live);

		if (columns.attribute != GW_NOWHERE)
			take_attribute(arena, rows, row, &columns, asset);
		else
			take_properties(arena, rows, row, asset);
	}
}

static bool look(struct gw_arena *arena, struct gw_conn *conn, const struct gw_kind *kind,
		 const struct gw_look *query, const char *database, struct gw_estate *live,
		 struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows rows;

	if (query->from_version > conn->info.version_number)
		return true;
	if (gw_conn_query(conn, arena, query->sql, NULL, 0, &rows, &error)) {
		take_rows(arena, kind, database, &rows, live);
		return true;
	}
	if (query->may_be_refused && error->code == GW_E_PERMISSION)
		return true;
	*err = error;
	error = NULL;
	return false;
}

bool gw_live_look(struct gw_arena *arena, struct gw_conn *conn, const char *database,
		  struct gw_estate *live, struct gw_error **err)
{
	const struct gw_kind *const *kinds = conn->engine->estate->kinds;

	for (size_t i = 0; kinds[i] != NULL; i++) {
		if (kinds[i]->in_database != (database != NULL))
			continue;
		for (const struct gw_look *query = kinds[i]->looks; query->sql != NULL; query++) {
			if (!look(arena, conn, kinds[i], query, database, live, err))
				return false;
		}
	}
	return true;
}
