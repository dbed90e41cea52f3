/*
 * The tools: how their tables look, what rows mean, and what their checksums are of.
 *
 * Tables and checksums are as the tools' own sources have them; where a tool changed its layout, as its
 * current version has it.
 */
#include "adopt/adopt_int.h"

static const char *text_of(struct gw_arena *arena, const struct gw_rows *rows, size_t row,
			   enum gw_adopt_column column)
{
	return gw_view_dup(arena, gw_cell(rows, row, column));
}

static struct gw_adopt_row row_of(struct gw_arena *arena, const struct gw_rows *rows, size_t i)
{
	return (struct gw_adopt_row){
		.id = text_of(arena, rows, i, GW_ADOPT_ID),
		.at = text_of(arena, rows, i, GW_ADOPT_AT),
		.checksum = text_of(arena, rows, i, GW_ADOPT_CHECKSUM),
		.name = text_of(arena, rows, i, GW_ADOPT_NAME),
	};
}

/* Each row is a migration that is applied. */
static void each(struct gw_arena *arena, const struct gw_rows *rows, struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++)
		gw_vec_push(arena, &ret_rows->list, row_of(arena, rows, i));
}

/* Bytes as hexadecimal digits: PostgreSQL tells them so, after "\\x"; the others tell bytes. */
static const char *hex_of(struct gw_arena *arena, struct gw_view bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *hex;

	if (gw_view_starts(bytes, "\\x"))
		return gw_view_dup(arena, gw_view_from(bytes, 2));
	hex = gw_alloc(arena, 2 * bytes.n + 1);
	for (size_t i = 0; i < bytes.n; i++) {
		hex[2 * i] = digits[(unsigned char)bytes.p[i] >> 4];
		hex[2 * i + 1] = digits[(unsigned char)bytes.p[i] & 15];
	}
	return hex;
}

/* sqlx: the state says whether it succeeded, and the checksum is bytes. */
static void sqlx_rows(struct gw_arena *arena, const struct gw_rows *rows,
		      struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = row_of(arena, rows, i);

		row.checksum = hex_of(arena, gw_cell(rows, i, GW_ADOPT_CHECKSUM));
		if (!gw_cell_bool(rows, i, GW_ADOPT_STATE))
			row.state = GW_ADOPT_DIRTY;
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

/* One row: the last version. The state, where there is one, says that it is dirty. */
static void last(struct gw_arena *arena, const struct gw_rows *rows, struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = row_of(arena, rows, i);

		row.state = gw_cell_bool(rows, i, GW_ADOPT_STATE) ? GW_ADOPT_DIRTY : GW_ADOPT_UP_TO;
		if (gw_cell_int(rows, i, GW_ADOPT_ID) > 0 || row.state == GW_ADOPT_DIRTY)
			gw_vec_push(arena, &ret_rows->list, row);
	}
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && gw_view_is(gw_view_of(a), b);
}

static void forget(struct gw_adopt_rows *rows, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->list.n; i++)
		if (!is_same(rows->list.items[i].id, id))
			rows->list.items[kept++] = rows->list.items[i];
	rows->list.n = kept;
}

/* goose: a version's last row counts; the rows before it are its past. */
static void goose_rows(struct gw_arena *arena, const struct gw_rows *rows,
		       struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = row_of(arena, rows, i);

		forget(ret_rows, row.id);
		if (gw_cell_bool(rows, i, GW_ADOPT_STATE) && !is_same(row.id, "0"))
			gw_vec_push(arena, &ret_rows->list, row);
	}
}

/* Prisma: the state is when it finished, the kind when it was rolled back. */
static void prisma_rows(struct gw_arena *arena, const struct gw_rows *rows,
			struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = row_of(arena, rows, i);

		if (!gw_cell_is_null(rows, i, GW_ADOPT_KIND))
			continue;
		if (gw_cell_is_null(rows, i, GW_ADOPT_STATE))
			row.state = GW_ADOPT_DIRTY;
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

/* Drizzle's rows have no name: the first is for the first of the files. */
static void numbered_rows(struct gw_arena *arena, const struct gw_rows *rows,
			  struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = row_of(arena, rows, i);

		row.id = gw_format(arena, "%zu", i);
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

static void forget_script(struct gw_adopt_rows *rows, const char *script)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->list.n; i++)
		if (!is_same(rows->list.items[i].name, script))
			rows->list.items[kept++] = rows->list.items[i];
	rows->list.n = kept;
}

/* Flyway: rows for undoing and deleting take back earlier ones; a repeatable's last row counts. */
static void flyway_rows(struct gw_arena *arena, const struct gw_rows *rows,
			struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = row_of(arena, rows, i);
		struct gw_view kind = gw_cell(rows, i, GW_ADOPT_KIND);

		if (gw_view_is(kind, "SCHEMA"))
			continue;
		if (row.id == NULL)
			forget_script(ret_rows, row.name);
		else
			forget(ret_rows, row.id);
		if (!gw_cell_bool(rows, i, GW_ADOPT_STATE))
			row.state = GW_ADOPT_DIRTY;
		else if (gw_view_is(kind, "DELETE") || gw_view_starts(kind, "UNDO"))
			continue;
		else if (gw_view_is(kind, "BASELINE"))
			row.state = GW_ADOPT_UP_TO;
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

static bool by_version(const struct gw_adopt_row *row, const struct gw_migration *migration,
		       const struct gw_format *format)
{
	return row->id != NULL && migration->version != NULL &&
	       format->compare(row->id, migration->version) == 0;
}

/* The row's id begins with the number that the version begins with. */
static bool by_number(const struct gw_adopt_row *row, const struct gw_migration *migration,
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

static struct gw_view file_name(const struct gw_migration *migration)
{
	struct gw_view path = gw_view_of(migration->path);
	size_t slash = gw_view_rfind_char(path, '/');

	return slash == GW_NOWHERE ? path : gw_view_from(path, slash + 1);
}

static bool by_file(const struct gw_adopt_row *row, const struct gw_migration *migration,
		    const struct gw_format *format GW_UNUSED)
{
	return row->id != NULL && gw_view_is(file_name(migration), row->id);
}

static bool by_text(const struct gw_adopt_row *row, const struct gw_migration *migration,
		    const struct gw_format *format GW_UNUSED)
{
	return is_same(row->id, migration->version);
}

static bool by_index(const struct gw_adopt_row *row, const struct gw_migration *migration,
		     const struct gw_format *format GW_UNUSED)
{
	uint64_t index;

	return gw_parse_u64(gw_view_of(row->id), &index) && index == migration->index;
}

static bool by_version_or_script(const struct gw_adopt_row *row,
				 const struct gw_migration *migration,
				 const struct gw_format *format)
{
	struct gw_view script = gw_view_of(row->name);
	size_t slash = gw_view_rfind_char(script, '/');

	if (row->id != NULL)
		return by_version(row, migration, format);
	if (slash != GW_NOWHERE)
		script = gw_view_from(script, slash + 1);
	return migration->version == NULL && gw_view_eq(file_name(migration), script);
}

/* The digest of a text, as the table has it. */
typedef char *digest_fn(struct gw_arena *arena, struct gw_view content);

/* Of the file as it is, or with the other line ends. */
static bool has_digest(struct gw_arena *arena, const char *expected, struct gw_view content,
		       digest_fn *digest)
{
	return is_same(digest(arena, content), expected) ||
	       is_same(digest(arena, gw_adopt_lines(arena, content, false)), expected) ||
	       is_same(digest(arena, gw_adopt_lines(arena, content, true)), expected);
}

static char *sha256_hex(struct gw_arena *arena, struct gw_view content)
{
	struct gw_digest digest = gw_sha256_of(content);

	return gw_digest_hex(arena, &digest);
}

static bool proves_sha256(struct gw_arena *arena, const struct gw_adopt_row *row,
			  struct gw_view content)
{
	return has_digest(arena, row->checksum, content, sha256_hex);
}

static bool proves_sha384(struct gw_arena *arena, const struct gw_adopt_row *row,
			  struct gw_view content)
{
	return has_digest(arena, row->checksum, content, gw_sha384_hex);
}

static bool proves_crc32(struct gw_arena *arena, const struct gw_adopt_row *row,
			 struct gw_view content)
{
	return is_same(row->checksum, gw_format(arena, "%d", gw_adopt_crc32(content)));
}

static bool proves_siphash(struct gw_arena *arena, const struct gw_adopt_row *row,
			   struct gw_view content)
{
	struct gw_view name = gw_view_of(row->name);
	uint64_t version, expected;

	if (!gw_parse_u64(gw_view_of(row->id), &version) ||
	    !gw_parse_u64(gw_view_of(row->checksum), &expected))
		return false;
	for (int form = 0; form < 3; form++) {
		struct gw_view text = form == 0 ? content
						: gw_adopt_lines(arena, content, form == 2);

		if (gw_adopt_siphash(name, version, 4, text) == expected ||
		    gw_adopt_siphash(name, version, 8, text) == expected)
			return true;
	}
	return false;
}

/* The file says its own hash, which the format holds it to. */
static bool proves_header(struct gw_arena *arena, const struct gw_adopt_row *row,
			  struct gw_view content)
{
	const char *line = gw_format(arena, "--! Hash: %s\n", row->checksum);

	return gw_view_find(gw_adopt_lines(arena, content, false), gw_view_of(line)) != GW_NOWHERE;
}

const struct gw_adopt_tool gw_adopt_dbmate = {
	.name = "dbmate",
	.table = "schema_migrations",
	.format = "dbmate",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.interpret = each,
	.is_of = by_version,
};

const struct gw_adopt_tool gw_adopt_golang_migrate = {
	.name = "golang-migrate",
	.table = "schema_migrations",
	.format = "golang-migrate",
	.columns = {[GW_ADOPT_ID] = "version", [GW_ADOPT_STATE] = "dirty"},
	.no_other_columns = true,
	.order = "version",
	.interpret = last,
	.is_of = by_version,
};

const struct gw_adopt_tool gw_adopt_goose = {
	.name = "goose",
	.table = "goose_db_version",
	.format = "goose",
	.columns = {[GW_ADOPT_ID] = "version_id",
		    [GW_ADOPT_AT] = "tstamp",
		    [GW_ADOPT_STATE] = "is_applied"},
	.order = "id",
	.interpret = goose_rows,
	.is_of = by_version,
};

const struct gw_adopt_tool gw_adopt_sql_migrate = {
	.name = "sql-migrate",
	.table = "gorp_migrations",
	.format = "sql-migrate",
	.columns = {[GW_ADOPT_ID] = "id", [GW_ADOPT_AT] = "applied_at"},
	.order = "id",
	.interpret = each,
	.is_of = by_file,
};

const struct gw_adopt_tool gw_adopt_sqlx = {
	.name = "sqlx",
	.table = "_sqlx_migrations",
	.format = "sqlx",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "installed_on",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_STATE] = "success"},
	.order = "version",
	.algorithm = "SHA-384",
	.interpret = sqlx_rows,
	.is_of = by_version,
	.proves = proves_sha384,
};

const struct gw_adopt_tool gw_adopt_refinery = {
	.name = "refinery",
	.table = "refinery_schema_history",
	.format = "refinery",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "applied_on",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_NAME] = "name"},
	.order = "version",
	.algorithm = "SipHash-1-3",
	.interpret = each,
	.is_of = by_version,
	.proves = proves_siphash,
};

const struct gw_adopt_tool gw_adopt_diesel = {
	.name = "diesel",
	.table = "__diesel_schema_migrations",
	.format = "diesel",
	.columns = {[GW_ADOPT_ID] = "version", [GW_ADOPT_AT] = "run_on"},
	.order = "version",
	.interpret = each,
	.is_of = by_version,
};

const struct gw_adopt_tool gw_adopt_tern = {
	.name = "tern",
	.table = "schema_version",
	.format = "tern",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.interpret = last,
	.is_of = by_number,
};

const struct gw_adopt_tool gw_adopt_node_pg_migrate = {
	.name = "node-pg-migrate",
	.table = "pgmigrations",
	.format = "node-pg-migrate",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "run_on"},
	.order = "id",
	.interpret = each,
	.is_of = by_text,
};

const struct gw_adopt_tool gw_adopt_graphile = {
	.name = "graphile-migrate",
	.table = "migrations",
	.schema = "graphile_migrate",
	.format = "graphile-migrate",
	.columns =
		{[GW_ADOPT_ID] = "filename", [GW_ADOPT_AT] = "date", [GW_ADOPT_CHECKSUM] = "hash"},
	.order = "filename",
	.algorithm = "SHA-1",
	.interpret = each,
	.is_of = by_number,
	.proves = proves_header,
};

const struct gw_adopt_tool gw_adopt_prisma = {
	.name = "prisma",
	.table = "_prisma_migrations",
	.format = "prisma",
	.columns = {[GW_ADOPT_ID] = "migration_name",
		    [GW_ADOPT_AT] = "started_at",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_STATE] = "finished_at",
		    [GW_ADOPT_KIND] = "rolled_back_at"},
	.order = "migration_name",
	.algorithm = "SHA-256",
	.interpret = prisma_rows,
	.is_of = by_text,
	.proves = proves_sha256,
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
	.proves = proves_sha256,
};

const struct gw_adopt_tool gw_adopt_flyway = {
	.name = "flyway",
	.table = "flyway_schema_history",
	.format = "flyway",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "installed_on",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_NAME] = "script",
		    [GW_ADOPT_STATE] = "success",
		    [GW_ADOPT_KIND] = "type"},
	.order = "installed_rank",
	.algorithm = "CRC-32",
	.interpret = flyway_rows,
	.is_of = by_version_or_script,
	.proves = proves_crc32,
};

const struct gw_adopt_tool gw_adopt_yoyo = {
	.name = "yoyo",
	.table = "_yoyo_migration",
	.format = "yoyo",
	.columns = {[GW_ADOPT_ID] = "migration_id", [GW_ADOPT_AT] = "applied_at_utc"},
	.order = "applied_at_utc",
	.interpret = each,
	.is_of = by_text,
};
