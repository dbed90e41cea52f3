/*
 * Which format a tree has, when none is named.
 *
 * Each format says whether the tree looks like its own. Markers inside of files are evidence: a
 * folder with evidence of two formats is refused, because to run the files of one tool as those of
 * another would run their down sections too.
 */
#include "base/str.h"
#include "config/config.h"
#include "source/format_int.h"

enum {
	SAMPLE_FILES = 256,
	SAMPLE_BYTES = 256 * 1024, /* a marker that matters is near the start of its file */
	MAX_FORMATS = 32,
};

void gw_sample_init(struct gw_sample *sample, struct gw_format_scan *scan)
{
	/* Odd, so that of pairs it is not always the same half. */
	*sample = (struct gw_sample){.scan = scan, .stride = (scan->sql.n / SAMPLE_FILES) | 1};
}

bool gw_sample_next(struct gw_sample *sample, const char **ret_path, struct gw_text **ret_text)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_format_scan *scan = sample->scan;

	while (sample->index < scan->sql.n) {
		*ret_path = scan->sql.items[sample->index]->path;
		sample->index += sample->stride;
		if (gw_scan_peek(scan, *ret_path, ret_text)) {
			sample->seen++;
			return true;
		}
	}
	if (sample->seen++ != 0 || scan->sql.n == 0)
		return false;
	*ret_path = scan->sql.items[0]->path;
	return gw_scan_read(scan, *ret_path, ret_text, &ignored);
}

static bool has_marker(struct gw_text *text, gw_line_test *is_marker)
{
	struct gw_lines lines;
	struct gw_line line;

	gw_lines_init(&lines, text);
	while (gw_lines_next_comment(&lines, &line) && line.start < SAMPLE_BYTES) {
		if (is_marker(line.text))
			return true;
	}
	return false;
}

static enum gw_sniff sniff_lines(struct gw_format_scan *scan, gw_line_test *is_marker,
				 bool is_evidence)
{
	struct gw_sample sample;
	size_t files = 0, marked = 0;
	struct gw_text *text;
	const char *path;

	gw_sample_init(&sample, scan);
	while (gw_sample_next(&sample, &path, &text)) {
		files++;
		if (!has_marker(text, is_marker))
			continue;
		marked++;
		if (is_evidence && scan->evidence++ == 0)
			scan->evidence_path = path;
	}
	return marked > files / 2 ? GW_SNIFF_YES : GW_SNIFF_NO;
}

enum gw_sniff gw_sniff_markers(struct gw_format_scan *scan, gw_line_test *is_marker)
{
	return sniff_lines(scan, is_marker, true);
}

enum gw_sniff gw_sniff_lines(struct gw_format_scan *scan, gw_line_test *is_marker)
{
	return sniff_lines(scan, is_marker, false);
}

enum gw_sniff gw_sniff_names(struct gw_format_scan *scan, gw_line_test *is_name)
{
	size_t n = scan->sql.n, fitting = 0;

	/* Until those that are left change nothing any more. */
	for (size_t i = 0; i < n && fitting <= n / 2 && fitting + n - i > n / 2; i++)
		fitting += is_name(gw_view_of(scan->sql.items[i]->path));
	return fitting > n / 2 ? GW_SNIFF_YES : GW_SNIFF_NO;
}

/* --- choosing --- */

/* What one format said of the tree. */
struct opinion {
	const struct gw_format *format;
	enum gw_sniff sniff;
	size_t evidence;
	const char *path;
};

static struct opinion ask(const struct gw_format *format, struct gw_format_scan *scan)
{
	struct opinion opinion = {.format = format};

	scan->evidence = 0;
	scan->evidence_path = NULL;
	opinion.sniff = format->sniff(format, scan);
	opinion.evidence = scan->evidence;
	opinion.path = scan->evidence_path;
	/* Strays are told by the format that is chosen. */
	scan->notices.n = 0;
	return opinion;
}

/*
 * Whether most files bear markers of one tool: then those that only hints in each of the files would
 * tell are not it.
 */
static bool is_marked(const struct opinion *opinions, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (opinions[i].sniff == GW_SNIFF_YES && opinions[i].evidence != 0)
			return true;
	}
	return false;
}

/* In two rounds: to look into every file takes long, and is rarely needed. */
static size_t ask_all(struct gw_format_scan *scan, struct opinion *opinions)
{
	const struct gw_format *format;
	size_t n = 0;

	for (; n < MAX_FORMATS && (format = gw_format_at(n)) != NULL; n++)
		opinions[n] = format->reads_all ? (struct opinion){.format = format}
						: ask(format, scan);
	if (is_marked(opinions, n))
		return n;
	for (size_t i = 0; i < n; i++) {
		if (opinions[i].format->reads_all)
			opinions[i] = ask(opinions[i].format, scan);
	}
	return n;
}

/*
 * The first that is sure, else the first that may be; the last one, godwit's own, takes any tree.
 */
static const struct opinion *prefer(const struct opinion *opinions, size_t n)
{
	const struct opinion *best = &opinions[n - 1];

	for (size_t i = n; i-- > 0;) {
		if (opinions[i].sniff != GW_SNIFF_NO && opinions[i].sniff >= best->sniff)
			best = &opinions[i];
	}
	return best;
}

/* The first with evidence that is neither of the two. */
static const struct opinion *find_evidence(const struct opinion *opinions, size_t n,
					   const struct opinion *a, const struct opinion *b)
{
	for (size_t i = 0; i < n; i++) {
		if (&opinions[i] != a && &opinions[i] != b && opinions[i].evidence != 0)
			return &opinions[i];
	}
	return NULL;
}

static bool fail_mixture(const struct gw_format_scan *scan, const struct opinion *chosen,
			 const struct opinion *other, struct gw_error **err)
{
	gw_fail(err, GW_E_SOURCE, "%s mixes migrations of %s and %s", scan->tree->display,
		chosen->format->name, other->format->name);
	gw_error_detail(*err, "%s is marked as %s", other->path, other->format->name);
	gw_error_hint(*err,
		      "Put them in folders of their own, or name the format of all files with "
		      "`--format %s` or `--format %s`.",
		      chosen->format->name, other->format->name);
	return false;
}

static bool fail_unknown(const char *name, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_VEC(const char *) names = {0};
	GW_STR_AUTO struct gw_str list = {0};
	const struct gw_format *format;
	const char *nearest;

	for (size_t i = 0; (format = gw_format_at(i)) != NULL; i++) {
		gw_vec_push(&arena, &names, format->name);
		gw_str_printf(&list, "%s%s", i != 0 ? ", " : "", format->name);
	}
	nearest = gw_nearest(gw_view_of(name), names.items, names.n);
	gw_fail(err, GW_E_CONFIG, "there is no format '%s'", name);
	gw_error_detail(*err, "formats: %s", gw_str_text(&list));
	if (nearest != NULL)
		gw_error_hint(*err, "Did you mean `--format %s`?", nearest);
	return false;
}

bool gw_format_choose(struct gw_format_scan *scan, const char *name,
		      const struct gw_format **ret_format, bool *ret_sniffed, struct gw_error **err)
{
	struct opinion opinions[MAX_FORMATS];
	const struct opinion *chosen;
	const struct opinion *other;
	size_t n;

	if (name != NULL && !gw_view_is(gw_view_of(name), "auto")) {
		*ret_format = gw_format_find(gw_view_of(name));
		*ret_sniffed = false;
		return *ret_format != NULL || fail_unknown(name, err);
	}
	n = ask_all(scan, opinions);
	chosen = prefer(opinions, n);
	other = find_evidence(opinions, n, chosen, chosen);
	if (other != NULL) {
		/* No majority: two that have evidence are the better news. */
		const struct opinion *third = find_evidence(opinions, n, chosen, other);

		return fail_mixture(scan, third != NULL && chosen->evidence == 0 ? third : chosen,
				    other, err);
	}
	*ret_format = chosen->format;
	*ret_sniffed = true;
	return true;
}
