/*
 * What rows of most tools mean, and which migration they are of.
 */
#include "adopt/adopt_int.h"

static const char *text_of(struct gw_arena *arena, const struct gw_rows *rows, size_t row,
			   enum gw_adopt_column column)
{
	return gw_view_dup(arena, gw_cell(rows, row, column));
}

struct gw_adopt_row gw_adopt_row_of(struct gw_arena *arena, const struct gw_rows *rows, size_t i)
{
	return (struct gw_adopt_row){
		.id = text_of(arena, rows, i, GW_ADOPT_ID),
		.at = text_of(arena, rows, i, GW_ADOPT_AT),
		.checksum = text_of(arena, rows, i, GW_ADOPT_CHECKSUM),
		.name = text_of(arena, rows, i, GW_ADOPT_NAME),
	};
}

void gw_adopt_each(struct gw_arena *arena, const struct gw_rows *rows,
		   struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++)
		gw_vec_push(arena, &ret_rows->list, gw_adopt_row_of(arena, rows, i));
}

/* "/20240101090000-birds" and "20240101090000-birds.js" are 20240101090000-birds. */
static const char *stem_of(struct gw_arena *arena, const char *name)
{
	struct gw_view base = gw_view_of(name);
	size_t slash = gw_view_rfind_char(base, '/');
	struct gw_view stem;

	if (slash != GW_NOWHERE)
		base = gw_view_from(base, slash + 1);
	return gw_path_language(gw_view_dup(arena, base), &stem) != NULL ? gw_view_dup(arena, stem)
									 : gw_view_dup(arena, base);
}

void gw_adopt_each_stem(struct gw_arena *arena, const struct gw_rows *rows,
			struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		if (row.id == NULL)
			continue;
		row.id = stem_of(arena, row.id);
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

void gw_adopt_last(struct gw_arena *arena, const struct gw_rows *rows,
		   struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		row.up_to = true;
		if (gw_cell_bool(rows, i, GW_ADOPT_STATE))
			row.unfinished = "it is marked as dirty";
		if (gw_cell_int(rows, i, GW_ADOPT_ID) > 0 || row.unfinished != NULL)
			gw_vec_push(arena, &ret_rows->list, row);
	}
}

bool gw_adopt_is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && gw_view_is(gw_view_of(a), b);
}

void gw_adopt_forget(struct gw_adopt_rows *rows, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->list.n; i++)
		if (!gw_adopt_is_same(rows->list.items[i].id, id))
			rows->list.items[kept++] = rows->list.items[i];
	rows->list.n = kept;
}

bool gw_adopt_by_version(const struct gw_adopt_row *row, const struct gw_migration *migration,
			 const struct gw_format *format)
{
	return row->id != NULL && migration->version != NULL &&
	       format->compare(row->id, migration->version) == 0;
}

bool gw_adopt_by_number(const struct gw_adopt_row *row, const struct gw_migration *migration,
			const struct gw_format *format GW_UNUSED)
{
	struct gw_view rest, number;
	char buffer[64] = {0};

	if (row->id == NULL || migration->version == NULL)
		return false;
	number = gw_version_number(row->id, &rest);
	if (number.p == NULL || number.n >= sizeof(buffer))
		return false;
	/* "000001.sql": the dot is no part of the number. */
	while (number.n != 0 && number.p[number.n - 1] == '.')
		number.n--;
	for (size_t i = 0; i < number.n; i++)
		buffer[i] = number.p[i];
	return gw_compare_numeric(buffer, migration->version) == 0;
}

struct gw_view gw_adopt_file_name(const struct gw_migration *migration)
{
	struct gw_view path = gw_view_of(migration->path);
	size_t slash = gw_view_rfind_char(path, '/');

	return slash == GW_NOWHERE ? path : gw_view_from(path, slash + 1);
}

bool gw_adopt_by_file(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format GW_UNUSED)
{
	return row->id != NULL && gw_view_is(gw_adopt_file_name(migration), row->id);
}

/* "7-birds-up", of the migration "7-birds" that is two files. */
static bool names_half(struct gw_view stem, const char *version)
{
	static const char up[] = "-up";

	return version != NULL && gw_view_ends(stem, up) &&
	       gw_view_is(gw_view_slice(stem, 0, stem.n - (sizeof(up) - 1)), version);
}

struct gw_view gw_adopt_stem(const struct gw_migration *migration)
{
	struct gw_view stem = gw_adopt_file_name(migration);
	size_t dot = gw_view_find_char(stem, '.');

	if (stem.n == 0)
		return gw_view_of(migration->key);
	if (dot != GW_NOWHERE)
		stem = gw_view_slice(stem, 0, dot);
	return names_half(stem, migration->version) ? gw_view_of(migration->version) : stem;
}

bool gw_adopt_by_stem(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format GW_UNUSED)
{
	return row->id != NULL && gw_view_is(gw_adopt_stem(migration), row->id);
}

bool gw_adopt_by_text(const struct gw_adopt_row *row, const struct gw_migration *migration,
		      const struct gw_format *format GW_UNUSED)
{
	return gw_adopt_is_same(row->id, migration->version);
}
