/*
 * "Did you mean": the nearest of a list of names.
 *
 * Distance is the number of letters inserted, dropped, changed or swapped with their neighbour
 * (optimal string alignment), capitals ignored. About one mistake in three letters is forgiven,
 * and a word that is the start of a name counts as near.
 */
#include "base/ascii.h"
#include "config/config.h"

enum { WORD_MAX = 48, MISTAKES_MAX = 3, PREFIX_MIN = 3 };

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	return GW_MIN(a, GW_MIN(b, c));
}

/* One row of the table of distances: after the first i letters of a, to each start of b. */
static void fill_row(struct gw_view a, struct gw_view b, size_t i, unsigned rows[3][WORD_MAX + 1])
{
	unsigned *row = rows[i % 3];
	const unsigned *above = rows[(i + 2) % 3];
	const unsigned *above_that = rows[(i + 1) % 3];

	row[0] = (unsigned)i;
	for (size_t j = 1; j <= b.n; j++) {
		char x = gw_lower(a.p[i - 1]), y = gw_lower(b.p[j - 1]);

		row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
		if (i > 1 && j > 1 && x == gw_lower(b.p[j - 2]) && gw_lower(a.p[i - 2]) == y)
			row[j] = GW_MIN(row[j], above_that[j - 2] + 1);
	}
}

/* Both are at most WORD_MAX long. */
static unsigned distance(struct gw_view a, struct gw_view b)
{
	unsigned rows[3][WORD_MAX + 1] = {{0}};

	for (size_t j = 0; j <= b.n; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++)
		fill_row(a, b, i, rows);
	return rows[a.n % 3][b.n];
}

static bool is_start_of(struct gw_view word, struct gw_view name)
{
	return word.n >= PREFIX_MIN && word.n < name.n &&
	       gw_view_eq_nocase(word, gw_view_slice(name, 0, word.n));
}

const char *gw_nearest(struct gw_view word, const char *const *names, size_t n)
{
	unsigned allowed = (unsigned)GW_MIN(GW_MAX(word.n / 3, (size_t)1), (size_t)MISTAKES_MAX);
	unsigned best = allowed + 1;
	const char *nearest = NULL;

	if (word.n == 0 || word.n > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		struct gw_view name = gw_view_of(names[i]);
		unsigned mistakes;

		if (name.n > WORD_MAX)
			continue;
		mistakes = distance(word, name);
		/* Every letter wrong is no likeness at all, however short the words. */
		if (mistakes >= GW_MAX(word.n, name.n))
			continue;
		if (mistakes > allowed && is_start_of(word, name))
			mistakes = allowed;
		if (mistakes < best) {
			best = mistakes;
			nearest = names[i];
		}
	}
	return nearest;
}
