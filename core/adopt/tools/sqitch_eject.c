/*
 * Giving a history back to Sqitch: for each change a row of what is deployed and one of the log, and
 * rows for the tags that stand on it and for what it depends on. The plan says all of that.
 */
#include "adopt/tools/sqitch.h"

static const struct gw_sqitch_change *change_of(const struct gw_eject_row *row)
{
	const struct gw_sqitch_plan *plan = row->facts;

	for (size_t i = 0; i < plan->changes.n; i++)
		if (gw_adopt_is_same(plan->changes.items[i].version, row->migration->version))
			return &plan->changes.items[i];
	return NULL;
}

static size_t index_of(const struct gw_eject_row *row)
{
	const struct gw_sqitch_plan *plan = row->facts;

	return (size_t)(change_of(row) - plan->changes.items);
}

/* --- a change --------------------------------------------------------------------------------- */

static const char *change_id(const struct gw_eject_row *row)
{
	return change_of(row)->id;
}

static const char *change_name(const struct gw_eject_row *row)
{
	return change_of(row)->name;
}

static const char *change_note(const struct gw_eject_row *row)
{
	return change_of(row)->origin.note;
}

static const char *script_hash(const struct gw_eject_row *row)
{
	return gw_sha1_hex(row->arena, row->content);
}

static const char *project(const struct gw_eject_row *row)
{
	const struct gw_sqitch_plan *plan = row->facts;

	return plan->project;
}

static const char *uri(const struct gw_eject_row *row)
{
	const struct gw_sqitch_plan *plan = row->facts;

	return plan->uri;
}

/* "2026-01-02T10:00:00.123456Z" without its letters, which not every engine reads. */
static const char *plain_time(struct gw_arena *arena, const char *iso)
{
	char *text = gw_strdup(arena, iso);

	for (char *c = text; *c != '\0'; c++)
		if (*c == 'T')
			*c = ' ';
		else if (*c == 'Z')
			*c = '\0';
	return text;
}

static const char *committed_at(const struct gw_eject_row *row)
{
	return plain_time(row->arena, gw_eject_at_iso(row));
}

static const char *committer_name(const struct gw_eject_row *row GW_UNUSED)
{
	return "godwit";
}

static const char *committer_email(const struct gw_eject_row *row GW_UNUSED)
{
	return "";
}

/* "Ada <ada@example.org>" */
static const char *name_in(struct gw_arena *arena, const char *planner)
{
	struct gw_view view = gw_view_of(planner);

	return gw_view_dup(arena,
			   gw_view_trim(gw_view_slice(view, 0, gw_view_rfind_char(view, '<'))));
}

static const char *email_in(struct gw_arena *arena, const char *planner)
{
	struct gw_view view = gw_view_of(planner);

	return gw_view_dup(arena,
			   gw_view_slice(view, gw_view_rfind_char(view, '<') + 1, view.n - 1));
}

static const char *planned_at(const struct gw_eject_row *row)
{
	return plain_time(row->arena, change_of(row)->origin.date);
}

static const char *planner_name(const struct gw_eject_row *row)
{
	return name_in(row->arena, change_of(row)->origin.planner);
}

static const char *planner_email(const struct gw_eject_row *row)
{
	return email_in(row->arena, change_of(row)->origin.planner);
}

/* --- what it depends on ----------------------------------------------------------------------- */

/* "!other" is a conflict, and all else is required. */
static const char *words_of(const struct gw_eject_row *row, bool conflicts)
{
	struct gw_view rest = gw_view_of(change_of(row)->depends);
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view word;

	while (gw_view_next_word(&rest, &word)) {
		bool is_conflict = gw_view_starts(word, "!");

		if (is_conflict != conflicts)
			continue;
		gw_str_puts(&str, str.n == 0 ? "" : " ");
		gw_str_add(&str, gw_view_from(word, is_conflict ? 1 : 0));
	}
	return gw_str_take(&str, row->arena);
}

static const char *requires(const struct gw_eject_row *row)
{
	return words_of(row, false);
}

static const char *conflicts(const struct gw_eject_row *row)
{
	return words_of(row, true);
}

static size_t count_dependencies(const struct gw_eject_row *row)
{
	struct gw_view rest = gw_view_of(change_of(row)->depends);
	struct gw_view word;
	size_t n = 0;

	while (gw_view_next_word(&rest, &word))
		n++;
	return n;
}

/* As it is written, with the mark of a conflict. */
static struct gw_view nth_dependency(const struct gw_eject_row *row)
{
	struct gw_view rest = gw_view_of(change_of(row)->depends);
	struct gw_view word = {0};

	for (size_t i = 0; i <= row->nth; i++)
		(void)gw_view_next_word(&rest, &word);
	return word;
}

/* The last change of the name, or of any, up to a tag. */
static const struct gw_sqitch_change *change_at(const struct gw_sqitch_plan *plan,
						struct gw_view name, struct gw_view tag)
{
	for (size_t i = 0; i < plan->tags.n; i++) {
		size_t last = plan->tags.items[i].change;

		if (!gw_view_is(tag, plan->tags.items[i].name) || last == GW_NOWHERE)
			continue;
		for (size_t k = last + 1; k-- > 0;)
			if (name.n == 0 || gw_view_is(name, plan->changes.items[k].name))
				return &plan->changes.items[k];
	}
	return NULL;
}

/* What a word without the mark names: NAME, NAME@TAG or @TAG; NULL: nothing that comes before. */
static const struct gw_sqitch_change *resolve(const struct gw_eject_row *row, struct gw_view word)
{
	const struct gw_sqitch_plan *plan = row->facts;
	size_t at = gw_view_find_char(word, '@');

	if (at != GW_NOWHERE)
		return change_at(plan, gw_view_slice(word, 0, at), gw_view_from(word, at));
	for (size_t i = index_of(row); i-- > 0;)
		if (gw_view_is(word, plan->changes.items[i].name) ||
		    gw_view_is(word, plan->changes.items[i].id))
			return &plan->changes.items[i];
	return NULL;
}

static bool is_conflict(const struct gw_eject_row *row)
{
	return gw_view_starts(nth_dependency(row), "!");
}

static const char *dependency_type(const struct gw_eject_row *row)
{
	return is_conflict(row) ? "conflict" : "require";
}

static const char *dependency(const struct gw_eject_row *row)
{
	return gw_view_dup(row->arena, gw_view_from(nth_dependency(row), is_conflict(row) ? 1 : 0));
}

static const char *dependency_id(const struct gw_eject_row *row)
{
	return is_conflict(row) ? NULL : resolve(row, nth_dependency(row))->id;
}

static const char *fault(const struct gw_eject_row *row)
{
	struct gw_eject_row each = *row;

	if (change_of(row) == NULL)
		return "it is not in sqitch.plan";
	for (each.nth = 0; each.nth < count_dependencies(row); each.nth++)
		if (!is_conflict(&each) && resolve(row, nth_dependency(&each)) == NULL)
			return "it requires what is in another project, or comes after it";
	return NULL;
}

/* --- its tags --------------------------------------------------------------------------------- */

/* The nth of those that stand on the change; NULL: there are no more. */
static const struct gw_sqitch_tag *tag_at(const struct gw_eject_row *row, size_t nth)
{
	const struct gw_sqitch_plan *plan = row->facts;

	for (size_t i = 0; i < plan->tags.n; i++)
		if (plan->tags.items[i].change == index_of(row) && nth-- == 0)
			return &plan->tags.items[i];
	return NULL;
}

static size_t count_tags(const struct gw_eject_row *row)
{
	size_t n = 0;

	while (tag_at(row, n) != NULL)
		n++;
	return n;
}

static const char *tags(const struct gw_eject_row *row)
{
	GW_STR_AUTO struct gw_str str = {0};
	const struct gw_sqitch_tag *tag;

	for (size_t i = 0; (tag = tag_at(row, i)) != NULL; i++)
		gw_str_printf(&str, "%s%s", i == 0 ? "" : " ", tag->name);
	return gw_str_take(&str, row->arena);
}

static const char *tag_id(const struct gw_eject_row *row)
{
	return tag_at(row, row->nth)->id;
}

static const char *tag_name(const struct gw_eject_row *row)
{
	return tag_at(row, row->nth)->name;
}

static const char *tag_note(const struct gw_eject_row *row)
{
	return tag_at(row, row->nth)->origin.note;
}

static const char *tag_planned_at(const struct gw_eject_row *row)
{
	return plain_time(row->arena, tag_at(row, row->nth)->origin.date);
}

static const char *tag_planner_name(const struct gw_eject_row *row)
{
	return name_in(row->arena, tag_at(row, row->nth)->origin.planner);
}

static const char *tag_planner_email(const struct gw_eject_row *row)
{
	return email_in(row->arena, tag_at(row, row->nth)->origin.planner);
}

/* --- tables ----------------------------------------------------------------------------------- */

static const char *event(const struct gw_eject_row *row)
{
	return row->gone ? "revert" : "deploy";
}

static const struct gw_eject_cell project_cells[] = {
	{"project", project, GW_EJECT_TEXT},
	{"uri", uri, GW_EJECT_TEXT},
	{"created_at", committed_at, GW_EJECT_UTC},
	{"creator_name", committer_name, GW_EJECT_TEXT},
	{"creator_email", committer_email, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"change_id", change_id, GW_EJECT_TEXT},
	{"script_hash", script_hash, GW_EJECT_TEXT},
	{"change", change_name, GW_EJECT_TEXT},
	{"project", project, GW_EJECT_TEXT},
	{"note", change_note, GW_EJECT_TEXT},
	{"committed_at", committed_at, GW_EJECT_UTC},
	{"committer_name", committer_name, GW_EJECT_TEXT},
	{"committer_email", committer_email, GW_EJECT_TEXT},
	{"planned_at", planned_at, GW_EJECT_UTC},
	{"planner_name", planner_name, GW_EJECT_TEXT},
	{"planner_email", planner_email, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject_cell event_cells[] = {
	{"event", event, GW_EJECT_TEXT},
	{"change_id", change_id, GW_EJECT_TEXT},
	{"change", change_name, GW_EJECT_TEXT},
	{"project", project, GW_EJECT_TEXT},
	{"note", change_note, GW_EJECT_TEXT},
	{"requires", requires, GW_EJECT_WORDS},
	{"conflicts", conflicts, GW_EJECT_WORDS},
	{"tags", tags, GW_EJECT_WORDS},
	{"committed_at", committed_at, GW_EJECT_UTC},
	{"committer_name", committer_name, GW_EJECT_TEXT},
	{"committer_email", committer_email, GW_EJECT_TEXT},
	{"planned_at", planned_at, GW_EJECT_UTC},
	{"planner_name", planner_name, GW_EJECT_TEXT},
	{"planner_email", planner_email, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject_cell tag_cells[] = {
	{"tag_id", tag_id, GW_EJECT_TEXT},
	{"tag", tag_name, GW_EJECT_TEXT},
	{"project", project, GW_EJECT_TEXT},
	{"change_id", change_id, GW_EJECT_TEXT},
	{"note", tag_note, GW_EJECT_TEXT},
	{"committed_at", committed_at, GW_EJECT_UTC},
	{"committer_name", committer_name, GW_EJECT_TEXT},
	{"committer_email", committer_email, GW_EJECT_TEXT},
	{"planned_at", tag_planned_at, GW_EJECT_UTC},
	{"planner_name", tag_planner_name, GW_EJECT_TEXT},
	{"planner_email", tag_planner_email, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject_cell dependency_cells[] = {
	{"change_id", change_id, GW_EJECT_TEXT},
	{"type", dependency_type, GW_EJECT_TEXT},
	{"dependency", dependency, GW_EJECT_TEXT},
	{"dependency_id", dependency_id, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject_cell key[] = {
	{"change_id", change_id, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject_side sides[] = {
	{.table = "projects", .cells = project_cells, .before = true},
	{.table = "dependencies",
	 .cells = dependency_cells,
	 .count = count_dependencies,
	 .key = key},
	{.table = "tags", .cells = tag_cells, .count = count_tags, .key = key},
	{.table = "events", .cells = event_cells},
	{0},
};

static bool read_plan(struct gw_arena *arena, struct gw_source *source, const void **ret_facts,
		      struct gw_error **err)
{
	struct gw_sqitch_plan *plan = gw_new(arena, struct gw_sqitch_plan);

	*ret_facts = plan;
	return gw_adopt_sqitch_plan(arena, source, plan, err);
}

const struct gw_eject gw_eject_sqitch = {
	.tables = gw_eject_sqitch_tables,
	.cells = cells,
	.sides = sides,
	.by_last = true,
	.read = read_plan,
	.fault = fault,
};
