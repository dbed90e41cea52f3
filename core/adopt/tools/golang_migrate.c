/*
 * golang-migrate: one row, the last version and whether it is dirty.
 */
#include "adopt/adopt_int.h"

static const char *const made_in_sqlite[] = {
	"CREATE TABLE schema_migrations (version uint64, dirty bool)",
	"CREATE UNIQUE INDEX version_unique ON schema_migrations (version)",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty "
	"boolean NOT NULL)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "sqlite", .statements = made_in_sqlite},
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{"dirty", gw_eject_no, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.last_only = true,
};

static const char *lock_key(struct gw_arena *arena, struct gw_view text)
{
	return gw_format(arena, "%u", gw_adopt_crc32_plain(text) * 1486364155U);
}

/* Of names with a NUL behind each but the last; the prefix comes before the database's. */
static const char *lock_of_names(struct gw_arena *arena, const struct gw_adopt_place *place,
				 const char *prefix)
{
	const struct gw_view names[] = {
		gw_view_of(place->schema), GW_VIEW("\0"),
		gw_view_of(place->table),  GW_VIEW("\0"),
		gw_view_of(prefix),        gw_view_of(place->database),
	};
	GW_STR_AUTO struct gw_str text = {0};

	for (size_t i = 0; i < GW_COUNT(names); i++)
		gw_str_add(&text, names[i]);
	return lock_key(arena, gw_str_view(&text));
}

/* The program has the path of the URL for the name of the database. */
static const char *lock_of_program(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	return lock_of_names(arena, place, "/");
}

static const char *lock_of_library(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	return lock_of_names(arena, place, "");
}

static const char *lock_of_table(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	const char *text = gw_format(arena, "%s:%s", place->database, place->table);

	return lock_key(arena, gw_view_of(text));
}

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .make_key = lock_of_program},
	{.engine = "postgres", .make_key = lock_of_library},
	{.engine = "mysql", .make_key = lock_of_table},
	{0},
};

const struct gw_adopt_tool gw_adopt_golang_migrate = {
	.name = "golang-migrate",
	.table = "schema_migrations",
	.format = "golang-migrate",
	.columns = {[GW_ADOPT_ID] = "version", [GW_ADOPT_STATE] = "dirty"},
	.no_other_columns = true,
	.order = "version",
	.locks = locks,
	.interpret = gw_adopt_last,
	.is_of = gw_adopt_by_version,
	.eject = &eject,
};
