/*
 * Drizzle: a row for each file, with its SHA-256 and, in place of its name, the time that the journal
 * has for it:
 *
 *	{"entries": [{"tag": "0000_birds", "when": 1795328543731, ...}, ...]}
 */
#include "adopt/adopt_int.h"
#include "base/json.h"

static const char journal_path[] = "meta/_journal.json";

/* Drizzle's rows have no name: the first is for the first of the files. */
static void numbered_rows(struct gw_arena *arena, const struct gw_rows *rows,
			  struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		row.id = gw_format(arena, "%zu", i);
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

static bool by_index(const struct gw_adopt_row *row, const struct gw_migration *migration,
		     const struct gw_format *format GW_UNUSED)
{
	uint64_t index;

	return gw_parse_u64(gw_view_of(row->id), &index) && index == migration->index;
}

/* --- giving it back --------------------------------------------------------------------------- */

static void take_entries(struct gw_arena *arena, const struct gw_json *entries,
			 struct gw_map *times)
{
	for (size_t i = 0; i < gw_json_count(entries); i++) {
		const struct gw_json *entry = gw_json_item(entries, i);
		const char *tag = gw_json_text(gw_json_get(entry, "tag"));
		int64_t when;

		if (tag != NULL && gw_json_int(gw_json_get(entry, "when"), &when))
			(void)gw_map_put(arena, times, gw_view_of(gw_format(arena, "%s.sql", tag)),
					 gw_format(arena, "%lld", (long long)when));
	}
}

/* The facts: path -> its time in the journal, in milliseconds. */
static bool read_journal(struct gw_arena *arena, struct gw_source *source, const void **ret_facts,
			 struct gw_error **err)
{
	struct gw_map *times = gw_new(arena, struct gw_map);
	struct gw_json *json;
	struct gw_text text;
	bool ok;

	*ret_facts = times;
	if (gw_tree_find(source->tree, journal_path) == NULL)
		return true;
	if (!gw_tree_read(source->tree, journal_path, &text, err))
		return false;
	ok = gw_json_parse(journal_path, text.view, &json, err);
	gw_text_done(&text);
	if (!ok)
		return false;
	take_entries(arena, gw_json_get(json, "entries"), times);
	gw_json_free(json);
	return true;
}

static const char *journal_time(const struct gw_eject_row *row)
{
	return gw_map_get(row->facts, gw_view_of(row->migration->path));
}

static const char *fault(const struct gw_eject_row *row)
{
	return journal_time(row) == NULL ? "meta/_journal.json has no time for it" : NULL;
}

static const char *const made_in_postgres[] = {
	"CREATE SCHEMA IF NOT EXISTS drizzle",
	"CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text "
	"NOT NULL, created_at bigint)",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT "
	"NULL, created_at numeric)",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE __drizzle_migrations (id serial PRIMARY KEY, hash text NOT "
	"NULL, created_at bigint)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres, .schema = "drizzle"},
	{.engine = "sqlite", .statements = made_in_sqlite},
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"hash", gw_eject_sha256, GW_EJECT_TEXT},
	{"created_at", journal_time, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.by_last = true,
	.read = read_journal,
	.fault = fault,
};

const struct gw_adopt_tool gw_adopt_drizzle = {
	.name = "drizzle",
	.table = "__drizzle_migrations",
	.schema = "drizzle",
	.format = "drizzle",
	.columns = {[GW_ADOPT_ID] = "created_at", [GW_ADOPT_CHECKSUM] = "hash"},
	.order = "created_at",
	.algorithm = "SHA-256",
	.interpret = numbered_rows,
	.is_of = by_index,
	.proves = gw_adopt_proves_sha256,
	.eject = &eject,
};
