/*
 * Reading Sqitch's plan. Ids are as the tool computes them: SHA-1, as git does it for its objects, of a
 * text that names the id of the change before.
 */
#include "source/sqitch.h"

#include "base/hash.h"
#include "base/str.h"
#include "source/format_int.h"

/* A line, cut into its parts. */
struct entry {
	struct gw_view name;
	struct gw_view requires; /* between the brackets */
	struct gw_view date;
	struct gw_view planner;
	const char *note; /* NULL: none */
};

struct reader {
	struct gw_arena *arena;
	const struct gw_tree *tree;
	struct gw_sqitch_plan *plan;
};

/* "\\n", "\\r" and "\\\\" stand for what cannot stand in a line. */
static const char *unescape(struct gw_arena *arena, struct gw_view note)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < note.n; i++) {
		char next = i + 1 < note.n ? note.p[i + 1] : '\0';

		if (note.p[i] != '\\' || (next != 'n' && next != 'r' && next != '\\')) {
			gw_str_putc(&str, note.p[i]);
			continue;
		}
		gw_str_putc(&str, next == 'n' ? '\n' : next == 'r' ? '\r' : '\\');
		i++;
	}
	return gw_str_take(&str, arena);
}

static void cut_note(struct reader *reader, struct gw_view *line, struct entry *entry)
{
	size_t hash = gw_view_find_char(*line, '#');
	struct gw_view note;

	if (hash == GW_NOWHERE)
		return;
	note = gw_view_trim(gw_view_from(*line, hash + 1));
	*line = gw_view_slice(*line, 0, hash);
	if (note.n != 0)
		entry->note = unescape(reader->arena, note);
}

static bool cut_entry(struct reader *reader, struct gw_view line, struct entry *ret_entry)
{
	struct gw_view rest;

	*ret_entry = (struct entry){0};
	cut_note(reader, &line, ret_entry);
	rest = gw_view_trim(line);
	if (!gw_view_next_word(&rest, &ret_entry->name))
		return false;
	rest = gw_view_trim(rest);
	if (gw_cut_prefix(&rest, "[")) {
		if (!gw_cut_at(rest, ']', &ret_entry->requires, &rest))
			return false;
		rest = gw_view_trim(rest);
	}
	if (!gw_view_next_word(&rest, &ret_entry->date))
		return false;
	ret_entry->planner = gw_view_trim(rest);
	return gw_view_ends(ret_entry->planner, ">");
}

/* Those that are required, or (conflicts) those that must not be there. */
static void add_dependencies(struct gw_str *info, struct gw_view list, bool conflicts)
{
	const char *title = conflicts ? "conflicts" : "requires";
	struct gw_view word;
	bool any = false;

	while (gw_view_next_word(&list, &word)) {
		if (gw_cut_prefix(&word, "!") != conflicts)
			continue;
		gw_str_printf(info, "%s%s\n  %c ", any ? "" : "\n", any ? "" : title,
			      conflicts ? '-' : '+');
		gw_str_add(info, word);
		any = true;
	}
}

/* What both kinds of lines have in their text: "change", and what it comes after. */
static void begin_info(const struct gw_sqitch_plan *plan, const struct entry *entry,
		       const char *type, const char *parent_type, struct gw_str *info)
{
	gw_str_printf(info, "project %s", plan->project);
	if (plan->uri != NULL)
		gw_str_printf(info, "\nuri %s", plan->uri);
	gw_str_printf(info, "\n%s %.*s", type, GW_VIEW_ARG(entry->name));
	if (plan->changes.n != 0)
		gw_str_printf(info, "\n%s %s", parent_type, gw_vec_last(&plan->changes).id);
	gw_str_printf(info, "\nplanner %.*s\ndate %.*s", GW_VIEW_ARG(entry->planner),
		      GW_VIEW_ARG(entry->date));
}

static const char *end_info(struct reader *reader, const struct entry *entry, const char *type,
			    struct gw_str *info)
{
	GW_STR_AUTO struct gw_str object = {0};

	if (entry->note != NULL)
		gw_str_printf(info, "\n\n%s", entry->note);
	gw_str_printf(&object, "%s %zu", type, info->n);
	gw_str_putc(&object, '\0');
	gw_str_add(&object, gw_str_view(info));
	return gw_sha1_hex(reader->arena, gw_str_view(&object));
}

static const char *change_id(struct reader *reader, const struct entry *entry)
{
	GW_STR_AUTO struct gw_str info = {0};

	begin_info(reader->plan, entry, "change", "parent", &info);
	add_dependencies(&info, entry->requires, false);
	add_dependencies(&info, entry->requires, true);
	return end_info(reader, entry, "change", &info);
}

static const char *tag_id(struct reader *reader, const struct entry *entry)
{
	GW_STR_AUTO struct gw_str info = {0};

	begin_info(reader->plan, entry, "tag", "change", &info);
	return end_info(reader, entry, "tag", &info);
}

static struct gw_sqitch_origin origin_of(struct reader *reader, const struct entry *entry)
{
	return (struct gw_sqitch_origin){
		.date = gw_view_dup(reader->arena, entry->date),
		.planner = gw_view_dup(reader->arena, entry->planner),
		.note = entry->note != NULL ? entry->note : "",
	};
}

const char *gw_sqitch_script(struct gw_arena *arena, const char *folder, const char *version)
{
	return gw_format(arena, "%s/%s.sql", folder, version);
}

/* What it was is called by the first tag after it that has a script, or by the first at all. */
static bool rename_before(struct reader *reader, struct gw_sqitch_change *before)
{
	const struct gw_sqitch_plan *plan = reader->plan;
	const char *first = NULL;

	for (size_t i = before->first_tag; i < plan->tags.n; i++) {
		const char *version = gw_format(reader->arena, "%s%s", before->name,
						plan->tags.items[i].name);

		if (first == NULL)
			first = version;
		if (gw_tree_find(reader->tree,
				 gw_sqitch_script(reader->arena, "deploy", version)) == NULL)
			continue;
		before->version = version;
		return true;
	}
	before->version = first;
	return first != NULL;
}

static bool add_change(struct reader *reader, const struct entry *entry)
{
	struct gw_sqitch_plan *plan = reader->plan;
	struct gw_sqitch_change change = {
		.name = gw_view_dup(reader->arena, entry->name),
		.depends = gw_view_dup(reader->arena, entry->requires),
		.origin = origin_of(reader, entry),
		.first_tag = plan->tags.n,
	};

	change.version = change.name;
	change.id = change_id(reader, entry);
	for (size_t i = plan->changes.n; i-- > 0;) {
		struct gw_sqitch_change *before = &plan->changes.items[i];

		if (!gw_view_eq(gw_view_of(before->version), entry->name))
			continue;
		if (!rename_before(reader, before))
			return false;
		break;
	}
	gw_vec_push(reader->arena, &plan->changes, change);
	return true;
}

static void add_tag(struct reader *reader, const struct entry *entry)
{
	struct gw_sqitch_plan *plan = reader->plan;
	const struct gw_sqitch_tag tag = {
		.name = gw_view_dup(reader->arena, entry->name),
		.id = tag_id(reader, entry),
		.origin = origin_of(reader, entry),
		.change = plan->changes.n != 0 ? plan->changes.n - 1 : GW_NOWHERE,
	};

	gw_vec_push(reader->arena, &plan->tags, tag);
}

static void read_pragma(struct reader *reader, struct gw_view line)
{
	struct gw_view key, value;

	if (!gw_cut_at(line, '=', &key, &value))
		return;
	value = gw_view_trim(value);
	if (gw_view_is(gw_view_trim(key), "%project"))
		reader->plan->project = gw_view_dup(reader->arena, value);
	else if (gw_view_is(gw_view_trim(key), "%uri"))
		reader->plan->uri = gw_view_dup(reader->arena, value);
}

static bool read_line(struct reader *reader, struct gw_view line)
{
	struct gw_view text = gw_view_trim(line);
	struct entry entry;

	if (text.n == 0 || text.p[0] == '#')
		return true;
	if (text.p[0] == '%') {
		read_pragma(reader, text);
		return true;
	}
	if (reader->plan->project == NULL || !cut_entry(reader, text, &entry))
		return false;
	if (text.p[0] != '@')
		return add_change(reader, &entry);
	add_tag(reader, &entry);
	return true;
}

bool gw_sqitch_plan(struct gw_arena *arena, const struct gw_tree *tree, struct gw_view text,
		    struct gw_sqitch_plan *ret_plan, struct gw_view *ret_fault)
{
	struct reader reader = {arena, tree, ret_plan};

	*ret_plan = (struct gw_sqitch_plan){0};
	text = gw_view_from(text, gw_bom_size(text));
	while (gw_view_next_line(&text, ret_fault))
		if (!read_line(&reader, *ret_fault))
			return false;
	return true;
}
