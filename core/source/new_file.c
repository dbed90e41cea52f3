/*
 * Names and versions of new migration files.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/str.h"
#include "base/system.h"
#include "source/format_int.h"

char *gw_new_slug(struct gw_arena *arena, const char *name, char separator)
{
	GW_STR_AUTO struct gw_str slug = {0};

	for (const char *at = name; *at != '\0'; at++) {
		if (gw_is_alnum(*at) || (unsigned char)*at >= 0x80)
			gw_str_putc(&slug, *at);
		else if (slug.n != 0 && slug.p[slug.n - 1] != separator)
			gw_str_putc(&slug, separator);
	}
	while (slug.n != 0 && slug.p[slug.n - 1] == separator)
		slug.n--;
	return gw_strndup(arena, gw_str_text(&slug), slug.n);
}

void gw_new_one(struct gw_arena *arena, const char *path, const char *content,
		struct gw_new_file **ret_files, size_t *ret_count)
{
	*ret_files = gw_new(arena, struct gw_new_file);
	(*ret_files)[0] = (struct gw_new_file){path, content};
	*ret_count = 1;
}

void gw_new_two(struct gw_arena *arena, const char *up_path, const char *up_content,
		const char *down_path, const char *down_content, struct gw_new_file **ret_files,
		size_t *ret_count)
{
	*ret_files = gw_new_array(arena, struct gw_new_file, 2);
	(*ret_files)[0] = (struct gw_new_file){up_path, up_content};
	(*ret_files)[1] = (struct gw_new_file){down_path, down_content};
	*ret_count = 2;
}

/* --- versions --- */

/* However many digits there are. */
static bool is_number(struct gw_view text)
{
	size_t n = 0;

	while (n < text.n && gw_is_digit(text.p[n]))
		n++;
	return n != 0 && n == text.n;
}

static void consider(const char *version, const char **last)
{
	if (version != NULL && is_number(gw_view_of(version)) &&
	    (*last == NULL || gw_compare_numeric(version, *last) > 0))
		*last = version;
}

/* The number that a program's name begins with: other tools run it as a migration. */
static const char *number_of_program(struct gw_arena *arena, const char *path)
{
	struct gw_view stem;
	size_t n = 0;

	if (!gw_path_is_flat(path) || gw_path_language(path, &stem) == NULL)
		return NULL;
	while (n < stem.n && gw_is_digit(stem.p[n]))
		n++;
	return n < stem.n && stem.p[n] == '_' ? gw_strndup(arena, stem.p, n) : NULL;
}

/* The newest version that is a plain number; NULL when there is none. */
static const char *last_number(struct gw_arena *arena, const struct gw_format_scan *existing)
{
	const struct gw_tree *tree = existing->tree;
	const char *last = NULL;

	for (size_t i = 0; i < existing->migrations.n; i++)
		consider(existing->migrations.items[i]->version, &last);
	for (size_t i = 0; tree != NULL && i < tree->nfiles; i++)
		consider(number_of_program(arena, tree->files[i].path), &last);
	return last;
}

/* Seconds since 1970 of "20261122093000". */
static uint64_t unix_seconds(const char *stamp)
{
	int64_t time_us;

	return gw_time_parse_stamp(gw_view_of(stamp), &time_us) ? (uint64_t)(time_us / 1000000) : 0;
}

/* stamp in the style of the last version, told by its number of digits; NULL: it is a count. */
static const char *stamp_like(struct gw_arena *arena, const char *last, const char *stamp)
{
	bool is_unix = last[0] == '1';

	if (strlen(stamp) != 14)
		return stamp;
	switch (strlen(last)) {
	case 8: /* a day; a count that wide begins with zeros */
		return last[0] == '2' ? gw_strndup(arena, stamp, 8) : NULL;
	case 10:
		return is_unix ? gw_format(arena, "%ju", (uintmax_t)unix_seconds(stamp)) : NULL;
	case 12:
		return gw_strndup(arena, stamp, 12);
	case 13:
		return is_unix ? gw_format(arena, "%ju000", (uintmax_t)unix_seconds(stamp)) : NULL;
	case 14:
		return stamp;
	case 17:
		return gw_format(arena, "%s000", stamp);
	default:
		return NULL;
	}
}

/* The number after it, with as many digits as it has at least. */
static const char *add_one(struct gw_arena *arena, struct gw_view number)
{
	char *next = gw_format(arena, "0%.*s", GW_VIEW_ARG(number));
	size_t i = number.n;

	while (next[i] == '9')
		next[i--] = '0';
	next[i]++;
	return next[0] == '0' ? next + 1 : next;
}

/* Of "1.10.2" the last part counts. */
static const char *count_on(struct gw_arena *arena, const char *last)
{
	struct gw_view view = gw_view_of(last);
	size_t dot = gw_view_rfind_char(view, '.');
	size_t start = dot != GW_NOWHERE ? dot + 1 : 0;
	struct gw_view part = gw_view_from(view, start);

	if (!is_number(part))
		return NULL;
	return gw_format(arena, "%.*s%s", GW_VIEW_ARG(gw_view_slice(view, 0, start)),
			 add_one(arena, part));
}

/* Stamps that are a moment of the calendar, by their number of digits. */
static const struct unit {
	size_t digits;
	const char *rest; /* of a stamp to the second */
	uint64_t seconds; /* that it stands for */
} units[] = {{8, "000000", 24 * 60 * 60}, {12, "00", 60}, {14, "", 1}};

/* The day, minute or second after that of a stamp; NULL: it is none. */
static const char *moment_after(struct gw_arena *arena, const char *last)
{
	for (size_t i = 0; i < GW_COUNT(units); i++) {
		const struct unit *unit = &units[i];
		uint64_t at;

		if (strlen(last) != unit->digits || !is_number(gw_view_of(last)))
			continue;
		at = unix_seconds(gw_format(arena, "%s%s", last, unit->rest));
		if (at != 0)
			return gw_strndup(
				arena,
				gw_time_stamp(arena, (int64_t)(at + unit->seconds) * 1000000),
				unit->digits);
	}
	return NULL;
}

const char *gw_version_after(struct gw_arena *arena, const char *last, const char *stamp)
{
	const char *next = stamp_like(arena, last, stamp);

	/* A clock behind that of a colleague must not make a version that is already passed. */
	if (next != NULL && gw_compare_numeric(next, last) <= 0)
		next = moment_after(arena, last);
	if (next == NULL)
		next = count_on(arena, last);
	return next != NULL ? next : stamp;
}

const char *gw_next_version(struct gw_arena *arena, const struct gw_format_scan *existing,
			    const char *stamp)
{
	const char *last = last_number(arena, existing);

	return last != NULL ? gw_version_after(arena, last, stamp) : stamp;
}
