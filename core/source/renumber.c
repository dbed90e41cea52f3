/*
 * Other versions for files that are there: what they are to be called, and what they say of each
 * other.
 *
 * A number is found in a name where names have it, at its beginning or behind a prefix, in whatever
 * spelling: "2026-01-02-030405" of diesel is 20260102030405, "V1_2" of Flyway is 1.2, and "V007" may be
 * 7. The new number is spelled as the old one was.
 */
#include <string.h>

#include "base/ascii.h"
#include "source/source_int.h"

struct gw_view gw_version_number(const char *version, struct gw_view *ret_rest)
{
	struct gw_view rest = gw_view_of(version);
	struct gw_view number = gw_cut_dotted(&rest);

	*ret_rest = rest;
	return number;
}

/* --- numbers in names --- */

/* Where the number stands in a name; start == end: it does not. */
struct span {
	size_t start;
	size_t end;
};

static bool is_digit_at(struct gw_view view, size_t at)
{
	return at < view.n && gw_is_digit(view.p[at]);
}

/* The end of number where it is spelled at `at` of name; GW_NOWHERE: it is not. */
static size_t match(struct gw_view name, size_t at, struct gw_view number)
{
	for (size_t i = 0; i < number.n; at++) {
		if (at == name.n)
			return GW_NOWHERE;
		if (name.p[at] == number.p[i] || (number.p[i] == '.' && name.p[at] == '_'))
			i++;
		else if (name.p[at] != '-' || i == 0)
			return GW_NOWHERE;
	}
	/* In "12_x" and "1.2_x" the number goes on. */
	if (is_digit_at(name, at) ||
	    (at < name.n && name.p[at] == '.' && is_digit_at(name, at + 1)))
		return GW_NOWHERE;
	return at;
}

static struct span find_number(struct gw_view name, struct gw_view number)
{
	struct span span = {0};
	size_t at = 0, zeros, end;

	while (at < name.n && !gw_is_digit(name.p[at]))
		at++;
	zeros = at;
	end = match(name, zeros, number);
	while (end == GW_NOWHERE && zeros < name.n && name.p[zeros] == '0')
		end = match(name, ++zeros, number);
	if (end != GW_NOWHERE && end != at)
		span = (struct span){at, end};
	return span;
}

static size_t count_digits(struct gw_view text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += gw_is_digit(text.p[i]);
	return n;
}

/* number as old was spelled: with its dashes where the digits are as many, its dots, its width. */
static void spell(struct gw_str *str, struct gw_view old, struct gw_view number)
{
	bool dashed = count_digits(old) == count_digits(number);
	bool counted = gw_view_find_char(number, '.') == GW_NOWHERE;
	char dot = gw_view_find_char(old, '_') != GW_NOWHERE ? '_' : '.';
	size_t i = 0;

	if (counted && !dashed && old.n > number.n && old.p[0] == '0')
		gw_str_pad(str, '0', old.n - number.n);
	for (size_t at = 0; i < number.n; at++) {
		if (dashed && at < old.n && old.p[at] == '-') {
			gw_str_putc(str, '-');
			continue;
		}
		gw_str_putc(str, number.p[i] == '.' ? dot : number.p[i]);
		i++;
	}
}

/* --- files --- */

struct renumbering {
	const struct gw_source *source;
	struct gw_arena *arena;
	const struct gw_migration *migration;
	struct gw_view old; /* number */
	struct gw_view now;
	struct gw_renames *renames;
};

/* path with the number replaced that stands at span of its part that begins at start. */
static void add_rename(struct renumbering *r, const char *path, size_t start, struct span span)
{
	GW_STR_AUTO struct gw_str to = {0};
	struct gw_view view = gw_view_of(path);

	gw_str_add(&to, gw_view_slice(view, 0, start + span.start));
	spell(&to, gw_view_slice(view, start + span.start, start + span.end), r->now);
	gw_str_add(&to, gw_view_from(view, start + span.end));
	gw_vec_push(r->arena, &r->renames->list,
		    ((struct gw_rename){
			    .from = gw_strdup(r->arena, path),
			    .to = gw_str_take(&to, r->arena),
		    }));
}

static bool is_section(const struct gw_migration *migration, const char *path)
{
	for (size_t d = 0; d < GW_DIRECTION_COUNT; d++) {
		const struct gw_section *section = &migration->sections[d];

		for (size_t i = 0; i < section->ranges.n; i++) {
			if (gw_view_is(gw_view_of(section->ranges.items[i].path), path))
				return true;
		}
	}
	return false;
}

/* Variants for other dialects, settings of one script: they have the name up to a dot. */
static bool is_beside(const struct renumbering *r, const char *path, size_t number_end)
{
	struct gw_view own = gw_path_base(r->migration->path);
	size_t dot = gw_view_find_char(gw_view_from(own, number_end), '.');
	struct gw_view stem = gw_view_slice(own, 0, number_end + GW_MIN(dot, own.n) + 1);
	struct gw_view base = gw_path_base(path);

	if (!gw_view_eq(gw_path_folder(path), gw_path_folder(r->migration->path)) ||
	    !gw_view_eq(gw_view_slice(base, 0, stem.n), stem))
		return false;
	for (size_t i = 0; i < r->source->n; i++) {
		if (is_section(r->source->migrations[i], path))
			return false;
	}
	return true;
}

static void rename_files(struct renumbering *r, size_t number_end)
{
	const struct gw_tree *tree = r->source->tree;

	for (size_t i = 0; i < tree->nfiles; i++) {
		const char *path = tree->files[i].path;
		struct gw_view base = gw_path_base(path);
		struct span span = find_number(base, r->old);

		/* What several migrations include has no number of theirs. */
		if (span.end != 0 &&
		    (is_section(r->migration, path) || is_beside(r, path, number_end)))
			add_rename(r, path, gw_view_of(path).n - base.n, span);
	}
}

static bool fail_fixed(const struct renumbering *r, const char *kept_in, struct gw_error **err)
{
	gw_fail(err, GW_E_UNSUPPORTED,
		"%s cannot be renumbered: files of the format %s are also named in %s",
		r->migration->path, r->source->format->name, kept_in);
	gw_error_hint(*err, "Let the tool that wrote it make it anew, behind what the base has.");
	return false;
}

static bool fail_unnumbered(const struct renumbering *r, struct gw_error **err)
{
	gw_fail(err, GW_E_UNSUPPORTED,
		"%s cannot be renumbered: the version %s (format %s) is no number in its name",
		r->migration->path, r->migration->version, r->source->format->name);
	gw_error_hint(*err, "Give it a name that comes behind those of the base by hand, with `git "
			    "mv`.");
	return false;
}

static bool rename_migration(struct renumbering *r, struct gw_error **err)
{
	const char *path = r->migration->path;
	struct gw_view base = gw_path_base(path);
	struct gw_view folder = gw_path_folder(path);
	struct span span = find_number(base, r->old);
	size_t start;

	if (span.end != 0) {
		rename_files(r, span.end);
		return true;
	}
	start = gw_view_rfind_char(folder, '/');
	start = start != GW_NOWHERE ? start + 1 : 0;
	span = find_number(gw_view_from(folder, start), r->old);
	if (span.end == 0)
		return fail_unnumbered(r, err);
	add_rename(r, gw_view_dup(r->arena, folder), start, span);
	return true;
}

bool gw_source_renumber(const struct gw_source *source, struct gw_arena *arena,
			const struct gw_migration *migration, const char *number,
			struct gw_renames *renames, struct gw_error **err)
{
	struct gw_view rest;
	struct renumbering r = {
		.source = source,
		.arena = arena,
		.migration = migration,
		.old = gw_version_number(migration->version, &rest),
		.now = gw_view_of(number),
		.renames = renames,
	};
	const char *kept_in = source->format->names_kept_in != NULL
				      ? source->format->names_kept_in(source->tree)
				      : NULL;

	if (kept_in != NULL)
		return fail_fixed(&r, kept_in, err);
	return r.old.n != 0 ? rename_migration(&r, err) : fail_unnumbered(&r, err);
}

/* --- depends --- */

struct redepend {
	const struct gw_source *source;
	const struct gw_new_version *versions;
	size_t n;
	struct gw_str text;
	struct gw_view file;
	size_t copied; /* bytes of file that text has */
	const char *depends;
};

static const char *find_new(const struct redepend *r, const char *version)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->source->format->compare(r->versions[i].before, version) == 0)
			return r->versions[i].now;
	}
	return NULL;
}

static void replace_value(struct redepend *r, struct gw_arena *arena, struct gw_view value)
{
	GW_STR_AUTO struct gw_str now = {0};
	struct gw_view rest = value, version;

	while (gw_view_next_field(&rest, ',', &version)) {
		const char *old = gw_view_dup(arena, version);
		const char *other = find_new(r, old);

		gw_str_printf(&now, "%s%s", now.n != 0 ? "," : "", other != NULL ? other : old);
	}
	if (gw_view_eq(gw_str_view(&now), value))
		return;
	gw_str_add(&r->text, gw_view_slice(r->file, r->copied, (size_t)(value.p - r->file.p)));
	gw_str_add(&r->text, gw_str_view(&now));
	r->copied = (size_t)(value.p - r->file.p) + value.n;
	r->depends = gw_str_take(&now, arena);
}

/* Only lines above the up script are looked at: there is no SQL there, and so no string. */
static void replace_all(struct redepend *r, struct gw_arena *arena, struct gw_text *text,
			size_t end)
{
	struct gw_lines lines;
	struct gw_line line;
	struct gw_option option;
	struct gw_view rest;

	gw_lines_init(&lines, text);
	while (gw_lines_next(&lines, &line) && line.start < end) {
		if (!gw_line_marker(line.text, "godwit:", &rest))
			continue;
		while (gw_option_next(&rest, '=', &option)) {
			if (gw_view_is(option.key, "depends") && option.value.n != 0)
				replace_value(r, arena, option.value);
		}
	}
}

static bool names_any(const struct redepend *r, const struct gw_migration *migration)
{
	const struct gw_migration_options *options = gw_migration_options(migration);

	for (size_t i = 0; i < options->depends.n; i++) {
		if (find_new(r, options->depends.items[i]) != NULL)
			return true;
	}
	return false;
}

bool gw_source_redepend(const struct gw_source *source, struct gw_arena *arena,
			const struct gw_migration *migration, const struct gw_new_version *versions,
			size_t n, struct gw_rewrite *ret_rewrite, struct gw_error **err)
{
	struct redepend r = {.source = source, .versions = versions, .n = n};
	const struct gw_section *up = &migration->sections[GW_UP];
	GW_TEXT_AUTO struct gw_text text = {0};

	*ret_rewrite = (struct gw_rewrite){.path = migration->path};
	if (!gw_view_is(gw_view_of(source->format->name), "godwit") || up->ranges.n == 0 ||
	    !names_any(&r, migration))
		return true;
	if (!gw_tree_read(source->tree, migration->path, &text, err))
		return false;
	r.file = text.view;
	replace_all(&r, arena, &text, up->ranges.items[0].start);
	if (r.depends != NULL) {
		gw_str_add(&r.text, gw_view_from(r.file, r.copied));
		ret_rewrite->depends = r.depends;
		ret_rewrite->content.n = r.text.n;
		ret_rewrite->content.p = gw_str_take(&r.text, arena);
	}
	gw_str_done(&r.text);
	return true;
}
