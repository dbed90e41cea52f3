/*
 * Sqitch: sqitch.plan gives names and order; deploy/NAME.sql and revert/NAME.sql are the scripts. Those
 * usually are a transaction by themselves: their BEGIN and COMMIT are left out, as godwit has one of its
 * own, with the history in it. Scripts for verifying are not read: Sqitch asks of them that they do
 * not fail, and godwit that they say true.
 *
 * A new change must be planned with Sqitch, or by hand: its line is part of what later ids are of.
 */
#include "source/sqitch.h"
#include "source/format_int.h"

static enum gw_sniff sniff(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan)
{
	return gw_tree_find(scan->tree, GW_SQITCH_PLAN) != NULL ? GW_SNIFF_YES : GW_SNIFF_NO;
}

/* --- transactions of scripts ------------------------------------------------------------------ */

static bool is_word(struct gw_view line, const char *const *words, size_t n)
{
	line = gw_view_trim(line);
	for (size_t i = 0; i < n; i++)
		if (gw_view_is_nocase(line, words[i]))
			return true;
	return false;
}

static bool is_begin(struct gw_view line)
{
	static const char *const words[] = {"BEGIN;", "BEGIN TRANSACTION;", "START TRANSACTION;"};

	return is_word(line, words, GW_COUNT(words));
}

static bool is_commit(struct gw_view line)
{
	static const char *const words[] = {"COMMIT;", "COMMIT TRANSACTION;", "END;"};

	return is_word(line, words, GW_COUNT(words));
}

/* The first and the last line that are more than a comment. */
struct frame {
	struct gw_line first, last;
	bool any;
};

static struct frame frame_of(struct gw_text *text)
{
	struct frame frame = {.any = false};
	struct gw_lines lines;
	struct gw_line line;

	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line)) {
		if (gw_line_is_idle(line.text))
			continue;
		if (!frame.any)
			frame.first = line;
		frame.any = true;
		frame.last = line;
	}
	return frame;
}

static bool add_script(struct gw_format_scan *scan, struct gw_migration *migration,
		       enum gw_direction direction, const char *path, struct gw_error **err)
{
	struct gw_text *text;
	struct frame frame;

	if (!gw_scan_read(scan, path, &text, err))
		return false;
	frame = frame_of(text);
	if (!frame.any || !is_begin(frame.first.text) || !is_commit(frame.last.text)) {
		gw_section_add(scan, migration, direction, path, 0, GW_NOWHERE);
		return true;
	}
	gw_section_add(scan, migration, direction, path, frame.first.end, frame.last.start);
	return true;
}

/* --- changes ---------------------------------------------------------------------------------- */

static const char *find_script(struct gw_format_scan *scan, const char *folder, const char *version)
{
	const struct gw_tree_file *file = gw_tree_find(
		scan->tree, gw_sqitch_script(scan->arena, folder, version));

	return file != NULL ? file->path : NULL;
}

static bool add_change(struct gw_format_scan *scan, const struct gw_sqitch_change *change,
		       struct gw_error **err)
{
	const char *deploy = find_script(scan, "deploy", change->version);
	const char *revert = find_script(scan, "revert", change->version);
	struct gw_migration *migration;

	if (deploy == NULL)
		return gw_scan_fail(scan, GW_SQITCH_PLAN, (struct gw_view){0}, GW_NOWHERE, 0, err,
				    "%s is planned, and deploy/%s.sql is not there", change->name,
				    change->version);
	migration = gw_scan_add(scan, GW_MIGRATION_VERSIONED, gw_view_of(change->version),
				GW_VIEW(""), deploy);
	return add_script(scan, migration, GW_UP, deploy, err) &&
	       (revert == NULL || add_script(scan, migration, GW_DOWN, revert, err));
}

static bool scan_files(const struct gw_format *format GW_UNUSED, struct gw_format_scan *scan,
		       struct gw_error **err)
{
	const struct gw_tree_file *file = gw_tree_find(scan->tree, GW_SQITCH_PLAN);
	struct gw_sqitch_plan plan;
	struct gw_view fault;
	struct gw_text *text;

	if (file == NULL)
		return gw_scan_fail(scan, GW_SQITCH_PLAN, (struct gw_view){0}, GW_NOWHERE, 0, err,
				    "the folder has no %s", GW_SQITCH_PLAN);
	if (!gw_scan_read(scan, file->path, &text, err))
		return false;
	if (!gw_sqitch_plan(scan->arena, scan->tree, text->view, &plan, &fault))
		return gw_scan_fail(
			scan, file->path, text->view, (size_t)(fault.p - text->view.p), fault.n,
			err,
			"this is no line of a plan, or a name comes again without a tag "
			"in between");
	for (size_t i = 0; i < plan.changes.n; i++)
		if (!add_change(scan, &plan.changes.items[i], err))
			return false;
	scan->ordered = true;
	return true;
}

static const char *plan_of(const struct gw_tree *tree GW_UNUSED)
{
	return GW_SQITCH_PLAN;
}

const struct gw_format gw_format_sqitch = {
	.name = "sqitch",
	.summary = "Sqitch: deploy/name.sql and revert/name.sql, in the order of sqitch.plan",
	.sniff = sniff,
	.scan = scan_files,
	.compare = gw_compare_text,
	.names_kept_in = plan_of,
};
