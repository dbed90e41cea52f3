/*
 * Liquibase: a row for each changeset, with an MD5 of its text without (version 9), or with less (version
 * 8) white space. Rows without a checksum are as the tool takes them: for whatever the file says.
 */
#include "adopt/adopt_int.h"
#include "base/ascii.h"
#include "base/str.h"

/* A changelog of other changes than SQL has no files that godwit reads. */
static bool is_other_changelog(struct gw_view file)
{
	static const char *const suffixes[] = {".xml", ".yaml", ".yml", ".json"};

	for (size_t i = 0; i < GW_COUNT(suffixes); i++)
		if (gw_view_ends(file, suffixes[i]))
			return true;
	return false;
}

/* The name is the author, the kind the file: "a.sql::1::ada", or "classpath:a.sql::1::ada". */
static void changesets(struct gw_arena *arena, const struct gw_rows *rows,
		       struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);
		struct gw_view file = gw_cell(rows, i, GW_ADOPT_KIND);

		/* Stands for a tag where nothing was applied. */
		if (gw_view_is(file, "liquibase-internal"))
			continue;
		row.code = is_other_changelog(file);
		if (gw_view_is(gw_cell(rows, i, GW_ADOPT_STATE), "FAILED"))
			row.unfinished = "it failed";
		row.id = gw_format(arena, "%.*s::%s::%s", GW_VIEW_ARG(file), row.id, row.name);
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

/* "classpath:db/" before "a.sql" */
static bool is_path(struct gw_view path)
{
	return gw_view_ends(path, "/") || gw_view_ends(path, ":");
}

/* The file may be named from another folder: then one path is the end of the other. */
static bool by_identity(const struct gw_adopt_row *row, const struct gw_migration *migration,
			const struct gw_format *format GW_UNUSED)
{
	struct gw_view ours = gw_view_of(migration->version != NULL ? migration->version
								    : migration->name);
	struct gw_view theirs = gw_view_of(row->id);

	if (ours.n > theirs.n) {
		struct gw_view swap = ours;

		ours = theirs;
		theirs = swap;
	}
	if (ours.n == theirs.n)
		return gw_view_eq(ours, theirs);
	return ours.n != 0 && is_path(gw_view_slice(theirs, 0, theirs.n - ours.n)) &&
	       gw_view_eq(gw_view_from(theirs, theirs.n - ours.n), ours);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The sum over the sums of its changes, of which there is one, or none. */
static char *sum_of(struct gw_arena *arena, unsigned version, struct gw_view sql,
		    struct gw_view text)
{
	const char *inner = "";

	if (gw_view_trim(sql).n != 0)
		inner = gw_format(arena, "%u:%s:", version, gw_md5_hex(arena, text));
	return gw_format(arena, "%u:%s", version, gw_md5_hex(arena, gw_view_of(inner)));
}

char *gw_adopt_liquibase9(struct gw_arena *arena, struct gw_view sql)
{
	GW_STR_AUTO struct gw_str text = {0};

	for (size_t i = 0; i < sql.n; i++)
		if (!is_space(sql.p[i]))
			gw_str_putc(&text, sql.p[i]);
	return sum_of(arena, 9, sql, gw_str_view(&text));
}

char *gw_adopt_liquibase8(struct gw_arena *arena, struct gw_view sql, const char *header)
{
	GW_STR_AUTO struct gw_str text = {0};

	gw_str_puts(&text, header);
	sql = gw_view_trim(sql);
	for (size_t i = 0; i < sql.n; i++) {
		if (!is_space(sql.p[i]))
			gw_str_putc(&text, sql.p[i]);
		else if (!is_space(sql.p[i - 1]))
			gw_str_putc(&text, ' ');
	}
	return sum_of(arena, 8, sql, gw_str_view(&text));
}

/* Whether statements are split and comments are stripped is part of the older one. */
static bool is_version_8(const struct gw_adopt_evidence *evidence)
{
	static const char *const headers[] = {
		"null:true:true:", "null:false:true:", "null:true:false:", "null:false:false:"};

	for (size_t i = 0; i < GW_COUNT(headers); i++)
		if (gw_adopt_is_same(gw_adopt_liquibase8(evidence->arena, evidence->up, headers[i]),
				     evidence->row->checksum))
			return true;
	return false;
}

/* A text with parameters had others put in; an end delimiter of its own is part of a version 8. */
static bool can_compare(const struct gw_adopt_evidence *evidence)
{
	struct gw_view checksum = gw_view_of(evidence->row->checksum);

	if (gw_view_find(evidence->up, GW_VIEW("${")) != GW_NOWHERE)
		return false;
	if (gw_view_starts(checksum, "8:"))
		return gw_view_find(evidence->content, GW_VIEW("endDelimiter:")) == GW_NOWHERE;
	return gw_view_starts(checksum, "9:");
}

static enum gw_adopt_proof proves(const struct gw_adopt_evidence *evidence)
{
	const char *checksum = evidence->row->checksum;
	bool holds;

	if (!can_compare(evidence))
		return GW_ADOPT_UNPROVED;
	holds = gw_view_starts(gw_view_of(checksum), "8:")
			? is_version_8(evidence)
			: gw_adopt_is_same(gw_adopt_liquibase9(evidence->arena, evidence->up),
					   checksum);
	return holds ? GW_ADOPT_PROVED : GW_ADOPT_DISPROVED;
}

static const struct gw_adopt_lock locks[] = {
	{
		.table = "databasechangeloglock",
		.spelled = "DATABASECHANGELOGLOCK",
		.held = "locked",
		.by = "lockedby",
		.since = "lockgranted",
		.release = "liquibase release-locks",
	},
	{0},
};

/* --- giving it back --------------------------------------------------------------------------- */

static struct gw_view identity_of(const struct gw_migration *migration)
{
	return gw_view_of(migration->version != NULL ? migration->version : migration->name);
}

static struct gw_view file_of(struct gw_view identity)
{
	return gw_view_slice(identity, 0, gw_view_find(identity, GW_VIEW("::")));
}

static const char *author(const struct gw_eject_row *row)
{
	struct gw_view identity = identity_of(row->migration);

	return gw_view_dup(row->arena,
			   gw_view_from(identity, gw_view_rfind_char(identity, ':') + 1));
}

static const char *id(const struct gw_eject_row *row)
{
	struct gw_view identity = identity_of(row->migration);

	return gw_view_dup(row->arena, gw_view_slice(identity, file_of(identity).n + 2,
						     gw_view_rfind_char(identity, ':') - 1));
}

/* As a row that is there names its file: with more, or with less, before the same name. */
static const char *file_like(const struct gw_eject_row *row, struct gw_view file)
{
	struct gw_view ours = file_of(identity_of(row->other->migration));
	struct gw_view theirs = file_of(gw_view_of(row->other->row->id));

	if (theirs.n >= ours.n)
		return gw_format(row->arena, "%.*s%.*s", (int)(theirs.n - ours.n), theirs.p,
				 GW_VIEW_ARG(file));
	return gw_view_dup(row->arena, gw_view_from(file, ours.n - theirs.n));
}

/* The folder as it was named, where that is a place below: people start both tools in one folder. */
static const char *file_in_folder(const struct gw_eject_row *row, struct gw_view file)
{
	struct gw_view folder = gw_view_of(row->tree->display);

	if (gw_view_starts(folder, "./"))
		folder = gw_view_from(folder, 2);
	if (folder.n == 0 || gw_view_starts(folder, "/") || gw_view_starts(folder, ".") ||
	    gw_view_find_char(folder, ':') != GW_NOWHERE)
		return gw_view_dup(row->arena, file);
	return gw_format(row->arena, "%.*s/%.*s", GW_VIEW_ARG(folder), GW_VIEW_ARG(file));
}

/* A logical path, which the file itself says, stays as it is. */
static const char *filename(const struct gw_eject_row *row)
{
	struct gw_view file = file_of(identity_of(row->migration));

	if (!gw_view_is(file, row->migration->path))
		return gw_view_dup(row->arena, file);
	if (row->prefix != NULL)
		return gw_format(
			row->arena, "%s%s%.*s", row->prefix,
			row->prefix[0] == '\0' || gw_view_ends(gw_view_of(row->prefix), "/") ? ""
											     : "/",
			GW_VIEW_ARG(file));
	if (row->other != NULL && row->other->migration != NULL)
		return file_like(row, file);
	return file_in_folder(row, file);
}

static const char *executed(const struct gw_eject_row *row GW_UNUSED)
{
	return "EXECUTED";
}

/* An older one, which kept its sums so, would take a newer sum for an edit. */
static bool is_older(const struct gw_eject_row *row)
{
	return row->other != NULL && row->other->row->checksum != NULL &&
	       gw_view_starts(gw_view_of(row->other->row->checksum), "8:");
}

/* Without one, the tool takes the text as it is the next time that it looks. */
static const char *md5(const struct gw_eject_row *row)
{
	return is_older(row) || gw_view_find(row->up, GW_VIEW("${")) != GW_NOWHERE
		       ? NULL
		       : gw_adopt_liquibase9(row->arena, row->up);
}

static const char *const made[] = {
	"CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author "
	"varchar(255) NOT NULL, filename varchar(255) NOT NULL, dateexecuted timestamp "
	"NOT NULL, orderexecuted integer NOT NULL, exectype varchar(10) NOT NULL, "
	"md5sum varchar(35), description varchar(255), comments varchar(255), tag "
	"varchar(255), liquibase varchar(20), contexts varchar(255), labels "
	"varchar(255), deployment_id varchar(10))",
	"CREATE TABLE databasechangeloglock (id integer NOT NULL PRIMARY KEY, locked "
	"boolean NOT NULL, lockgranted timestamp, lockedby varchar(255))",
	"INSERT INTO databasechangeloglock (id, locked) VALUES (1, FALSE)",
	NULL,
};
static const char *const made_in_upper_case[] = {
	"CREATE TABLE DATABASECHANGELOG (ID varchar(255) NOT NULL, AUTHOR "
	"varchar(255) NOT NULL, FILENAME varchar(255) NOT NULL, DATEEXECUTED datetime "
	"NOT NULL, ORDEREXECUTED integer NOT NULL, EXECTYPE varchar(10) NOT NULL, "
	"MD5SUM varchar(35), DESCRIPTION varchar(255), COMMENTS varchar(255), TAG "
	"varchar(255), LIQUIBASE varchar(20), CONTEXTS varchar(255), LABELS "
	"varchar(255), DEPLOYMENT_ID varchar(10))",
	"CREATE TABLE DATABASECHANGELOGLOCK (ID integer NOT NULL PRIMARY KEY, LOCKED "
	"boolean NOT NULL, LOCKGRANTED datetime, LOCKEDBY varchar(255))",
	"INSERT INTO DATABASECHANGELOGLOCK (ID, LOCKED) VALUES (1, 0)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made},
	{.statements = made_in_upper_case, .spelled = "DATABASECHANGELOG"},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"id", id, GW_EJECT_TEXT},
	{"author", author, GW_EJECT_TEXT},
	{"filename", filename, GW_EJECT_TEXT},
	{"dateexecuted", gw_eject_at, GW_EJECT_NOW},
	{"orderexecuted", gw_eject_number, GW_EJECT_TEXT},
	{"exectype", executed, GW_EJECT_TEXT},
	{"md5sum", md5, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject_cell key[] = {
	{"id", id, GW_EJECT_TEXT},
	{"author", author, GW_EJECT_TEXT},
	{"filename", filename, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.key = key,
};

const struct gw_adopt_tool gw_adopt_liquibase = {
	.name = "liquibase",
	.table = "databasechangelog",
	.spelled = "DATABASECHANGELOG",
	.format = "liquibase",
	.columns = {[GW_ADOPT_ID] = "id",
		    [GW_ADOPT_AT] = "dateexecuted",
		    [GW_ADOPT_CHECKSUM] = "md5sum",
		    [GW_ADOPT_NAME] = "author",
		    [GW_ADOPT_STATE] = "exectype",
		    [GW_ADOPT_KIND] = "filename"},
	.order = "orderexecuted",
	.algorithm = "MD5",
	.locks = locks,
	.interpret = changesets,
	.is_of = by_identity,
	.proves = proves,
	.eject = &eject,
};
