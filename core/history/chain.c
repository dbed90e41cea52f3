/*
 * The chain: every row's hash recomputed, every link followed. Rows are read in slices, so that a
 * long history fits a small memory.
 */
#include "history/history_int.h"

enum { SLICE_ROWS = 500 };

struct walk {
	struct gw_arena *arena; /* of the finding */
	int64_t seq; /* that comes next */
	struct gw_view prev; /* hex hash of the row before; empty at first */
	char prev_hex[GW_SHA256_HEX];
	struct gw_chain_finding finding;
};

static void found(struct walk *walk, int64_t seq, const char *what)
{
	walk->finding = (struct gw_chain_finding){.broken = true, .seq = seq, .what = what};
}

/* Checks one row against the row before; false ends the walk. */
static bool check_row(struct walk *walk, const struct gw_event *event)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	int64_t seq = event->values[GW_COLUMN_seq].number;
	struct gw_view prev = event->values[GW_COLUMN_prev_hash].text;
	struct gw_view hash = event->values[GW_COLUMN_hash].text;
	struct gw_digest digest = gw_event_hash(event);

	if (seq != walk->seq)
		found(walk, walk->seq,
		      gw_format(walk->arena, "row %lld is missing", (long long)walk->seq));
	else if (!gw_view_eq(prev, walk->prev))
		found(walk, seq, "prev_hash is not the hash of the row before");
	else if (!gw_view_is(hash, gw_digest_hex(&scratch, &digest)))
		found(walk, seq, "the row's content does not match its hash");
	if (walk->finding.broken)
		return false;
	for (size_t i = 0; i < hash.n; i++)
		walk->prev_hex[i] = hash.p[i];
	walk->prev = (struct gw_view){walk->prev_hex, hash.n};
	walk->seq++;
	return true;
}

bool gw_history_verify_chain(struct gw_history *history, struct gw_arena *arena,
			     struct gw_chain_finding *ret_finding, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena slice = {0};
	struct walk walk = {.arena = arena};

	while (walk.seq <= history->head_seq && !walk.finding.broken) {
		struct gw_events events;
		int64_t last = walk.seq + SLICE_ROWS - 1;

		gw_arena_reset(&slice);
		if (!gw_history_events(history, &slice, walk.seq, last, &events, err))
			return false;
		for (size_t i = 0; i < events.list.n; i++) {
			if (!check_row(&walk, &events.list.items[i]))
				break;
		}
		if (!walk.finding.broken && walk.seq <= GW_MIN(last, history->head_seq))
			found(&walk, walk.seq,
			      gw_format(arena, "row %lld is missing", (long long)walk.seq));
	}
	*ret_finding = walk.finding;
	return true;
}
