/*
 * Checksums of sections: what an edit of a file is told by. Most runs see none, so the list of the
 * history comes without them, which is half of what it would be; they are asked for when that is needed.
 */
#include <stdlib.h>

#include "history/history_int.h"

/* Columns of history_parts, see engine/queries.def. */
enum { PARTS_SEQ, PARTS_UP, PARTS_DOWN, PARTS_TOKENS };

/* NULL where nothing can be compared with them. */
static const struct gw_applied_parts *parts_of(struct gw_arena *arena, const struct gw_rows *rows,
					       size_t row)
{
	struct gw_applied_parts parts;
	struct gw_applied_parts *copy;

	if (!gw_digest_parse(gw_cell(rows, row, PARTS_UP), &parts.up) ||
	    !gw_digest_parse(gw_cell(rows, row, PARTS_TOKENS), &parts.tokens))
		return NULL;
	parts.has_down = gw_digest_parse(gw_cell(rows, row, PARTS_DOWN), &parts.down);
	copy = gw_new(arena, struct gw_applied_parts);
	*copy = parts;
	return copy;
}

void gw_history_fold_parts(struct gw_arena *arena, const struct gw_rows *rows,
			   struct gw_applied *const *wanted, size_t n, size_t *next)
{
	for (size_t row = 0; row < rows->nrows; row++) {
		int64_t seq = gw_cell_int(rows, row, PARTS_SEQ);

		while (*next < n && wanted[*next]->text_seq < seq)
			++*next;
		if (*next < n && wanted[*next]->text_seq == seq)
			wanted[*next]->parts = parts_of(arena, rows, row);
	}
}

/* What is waited for, in the order in which it comes. */
struct load {
	struct gw_arena *arena;
	GW_VEC(struct gw_applied *) wanted;
	size_t next;
};

static int by_text_seq(const void *left, const void *right)
{
	const struct gw_applied *const *a = left;
	const struct gw_applied *const *b = right;

	return ((*a)->text_seq > (*b)->text_seq) - ((*a)->text_seq < (*b)->text_seq);
}

static void find_wanted(const struct gw_history *history, struct gw_arena *scratch,
			struct load *load)
{
	for (size_t i = 0; i < history->applied.n; i++) {
		struct gw_applied *applied = history->applied.items[i];

		if (applied->has_checksum && applied->parts == NULL)
			gw_vec_push(scratch, &load->wanted, applied);
	}
	if (load->wanted.n != 0)
		qsort(load->wanted.items, load->wanted.n, sizeof(*load->wanted.items), by_text_seq);
}

static bool take_rows(void *payload, const struct gw_reply *reply, struct gw_error **err GW_UNUSED)
{
	struct load *load = payload;

	gw_history_fold_parts(load->arena, &reply->rows, load->wanted.items, load->wanted.n,
			      &load->next);
	return true;
}

bool gw_history_load_parts(const struct gw_history *history, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct load load = {.arena = history->arena};
	struct gw_request request = {.rows_apart = true};
	size_t failed;

	find_wanted(history, &scratch, &load);
	if (load.wanted.n == 0)
		return true;
	request.sql = gw_view_of(gw_history_sql(history, GW_Q_HISTORY_PARTS));
	return history->conn->engine->run(history->conn, &request, 1, &scratch, take_rows, &load,
					  &failed, err);
}
