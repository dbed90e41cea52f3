/*
 * Names of migration files, cut into version, name and suffix.
 */
#include <string.h>

#include "base/ascii.h"
#include "source/format_int.h"

struct gw_view gw_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return gw_view_of(slash != NULL ? slash + 1 : path);
}

struct gw_view gw_path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (struct gw_view){path, slash != NULL ? (size_t)(slash - path) : 0};
}

bool gw_path_is_flat(const char *path)
{
	return strchr(path, '/') == NULL;
}

static bool is_digit(struct gw_view text, size_t at)
{
	return at < text.n && gw_is_digit(text.p[at]);
}

struct gw_view gw_cut_digits(struct gw_view *rest)
{
	struct gw_view all = *rest;
	size_t n = 0;

	while (is_digit(all, n))
		n++;
	*rest = gw_view_from(all, n);
	return gw_view_slice(all, 0, n);
}

struct gw_view gw_cut_dotted(struct gw_view *rest)
{
	struct gw_view all = *rest;
	size_t n = 0;

	while (is_digit(all, n) || (n != 0 && n < all.n && all.p[n] == '.' && is_digit(all, n + 1)))
		n++;
	*rest = gw_view_from(all, n);
	return gw_view_slice(all, 0, n);
}

bool gw_cut_v(struct gw_view *rest)
{
	bool has_v = rest->n != 0 && (rest->p[0] == 'v' || rest->p[0] == 'V') && is_digit(*rest, 1);

	if (has_v)
		*rest = gw_view_from(*rest, 1);
	return has_v;
}

bool gw_cut_separator(struct gw_view *rest)
{
	if (rest->n == 0)
		return true;
	if (rest->p[0] != '_' && rest->p[0] != '-' && rest->p[0] != '.')
		return false;
	while (rest->n != 0 && (rest->p[0] == '_' || rest->p[0] == '-' || rest->p[0] == '.'))
		*rest = gw_view_from(*rest, 1);
	return true;
}

bool gw_cut_suffix(struct gw_view *rest, const char *suffix)
{
	if (!gw_view_ends(*rest, suffix))
		return false;
	rest->n -= strlen(suffix);
	return true;
}

bool gw_cut_prefix(struct gw_view *rest, const char *prefix)
{
	if (!gw_view_starts(*rest, prefix))
		return false;
	*rest = gw_view_from(*rest, strlen(prefix));
	return true;
}

bool gw_cut_at(struct gw_view text, char separator, struct gw_view *ret_left,
	       struct gw_view *ret_right)
{
	size_t at = gw_view_find_char(text, separator);

	if (at == GW_NOWHERE)
		return false;
	*ret_left = gw_view_slice(text, 0, at);
	*ret_right = gw_view_from(text, at + 1);
	return true;
}

struct gw_view gw_number_key(struct gw_view digits)
{
	while (digits.n > 1 && digits.p[0] == '0')
		digits = gw_view_from(digits, 1);
	return digits;
}

bool gw_is_blank(struct gw_view text)
{
	return gw_view_trim(text).n == 0;
}

/* --- variants for one dialect --- */

static const struct {
	const char *suffix;
	const struct gw_dialect *dialect;
} variants[] = {
	{".postgres", &gw_dialect_postgres}, {".postgresql", &gw_dialect_postgres},
	{".pg", &gw_dialect_postgres},       {".mysql", &gw_dialect_mysql},
	{".mariadb", &gw_dialect_mysql},     {".sqlite", &gw_dialect_sqlite},
	{".sqlite3", &gw_dialect_sqlite},
};

const struct gw_dialect *gw_cut_variant(struct gw_view *stem)
{
	for (size_t i = 0; i < GW_COUNT(variants); i++) {
		if (gw_cut_suffix(stem, variants[i].suffix))
			return variants[i].dialect;
	}
	return NULL;
}

static bool has_variant_for_us(const struct gw_format_scan *scan, struct gw_view stem,
			       const char *suffix)
{
	for (size_t i = 0; i < GW_COUNT(variants); i++) {
		const char *path;

		if (variants[i].dialect != scan->dialect)
			continue;
		path = gw_format(scan->arena, "%.*s%s%s", GW_VIEW_ARG(stem), variants[i].suffix,
				 suffix);
		if (gw_tree_find(scan->tree, path) != NULL)
			return true;
	}
	return false;
}

bool gw_scan_is_hidden(struct gw_format_scan *scan, struct gw_view *stem, const char *suffix)
{
	const struct gw_dialect *dialect;

	if (!scan->has_variants)
		return false;
	dialect = gw_cut_variant(stem);
	if (dialect != NULL)
		return dialect != scan->dialect;
	return has_variant_for_us(scan, *stem, suffix);
}
