/*
 * The fold: from rows of history_list, in order, to what the database has now.
 *
 *	created            version of our tables
 *	applied, baselined, adopted, resolved-applied   key is applied (again)
 *	reverted, resolved-reverted                     key is not applied
 *	accepted           key stays applied, with the checksums and texts of this row
 *	in-step            the other tool that is kept in step
 *	finished, failed, provisioned, synced, ejected  nothing about migrations
 *	resolved-statement                              nothing: the journal has it
 */
#include "history/history_int.h"

/* Columns of history_list, see engine/queries.def. */
enum {
	LIST_SEQ,
	LIST_EVENT,
	LIST_VERSION,
	LIST_NAME,
	LIST_KIND,
	LIST_CHECKSUM,
	LIST_RUN_ID,
	LIST_STARTED_AT,
	LIST_HAS_UP_SQL,
	LIST_HAS_DOWN_SQL,
	LIST_HASH,
};

struct fold {
	struct gw_history *history;
	const struct gw_rows *rows;
	size_t row;
};

/* To the end, whatever it finds: so the compiler can take many bytes at once. */
static bool has_control(struct gw_view text)
{
	bool found = false;

	for (size_t i = 0; i < text.n; i++)
		found |= (unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f;
	return found;
}

const char *gw_history_word(struct gw_arena *arena, struct gw_view cell)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (!has_control(cell))
		return gw_view_dup(arena, cell);
	gw_str_add_escaped(&str, cell);
	return gw_str_take(&str, arena);
}

static const char *text_of(const struct fold *fold, size_t column)
{
	return gw_history_word(fold->history->arena, gw_cell(fold->rows, fold->row, column));
}

/* The same for what most rows have in common with the one before: that one's text is theirs, too. */
static const char *text_like(const struct fold *fold, size_t column, const char *before)
{
	struct gw_view cell = gw_cell(fold->rows, fold->row, column);

	return before != NULL && gw_view_is(cell, before) ? before : text_of(fold, column);
}

static bool digest_of(const struct fold *fold, size_t column, struct gw_digest *ret_digest)
{
	return gw_digest_parse(gw_cell(fold->rows, fold->row, column), ret_digest);
}

const char *gw_history_key(struct gw_arena *arena, const char *version, const char *name)
{
	return version != NULL ? version : gw_format(arena, "R__%s", name);
}

static const char *key_of(const struct fold *fold)
{
	return gw_history_key(fold->history->arena, text_of(fold, LIST_VERSION),
			      text_of(fold, LIST_NAME));
}

static void take_checksums(const struct fold *fold, struct gw_applied *applied)
{
	applied->has_checksum = digest_of(fold, LIST_CHECKSUM, &applied->checksum);
	applied->parts = NULL;
	applied->has_up_sql = gw_cell_int(fold->rows, fold->row, LIST_HAS_UP_SQL) != 0;
	applied->has_down_sql = gw_cell_int(fold->rows, fold->row, LIST_HAS_DOWN_SQL) != 0;
	applied->text_seq = gw_cell_int(fold->rows, fold->row, LIST_SEQ);
}

static void fold_applied(const struct fold *fold, enum gw_event_kind event)
{
	struct gw_history *history = fold->history;
	struct gw_applied *applied = gw_new(history->arena, struct gw_applied);
	const struct gw_applied nothing = {0};
	const struct gw_applied *last = history->applied.n != 0 ? gw_vec_last(&history->applied)
								: &nothing;
	struct gw_applied *before;

	applied->version = text_of(fold, LIST_VERSION);
	applied->name = text_of(fold, LIST_NAME);
	applied->key = gw_history_key(history->arena, applied->version, applied->name);
	applied->kind = text_like(fold, LIST_KIND, last->kind);
	applied->event = event;
	applied->seq = gw_cell_int(fold->rows, fold->row, LIST_SEQ);
	applied->run_id = text_like(fold, LIST_RUN_ID, last->run_id);
	applied->started_at_us = gw_cell_int(fold->rows, fold->row, LIST_STARTED_AT);
	take_checksums(fold, applied);
	before = gw_map_put(history->arena, &history->by_key, gw_view_of(applied->key), applied);
	applied->times = before != NULL ? before->times + 1 : 1;
	/* The newer row stands for both. */
	if (before != NULL)
		before->reverted = true;
	gw_vec_push(history->arena, &history->applied, applied);
}

static void fold_reverted(const struct fold *fold)
{
	struct gw_applied *applied = gw_map_get(&fold->history->by_key, gw_view_of(key_of(fold)));

	if (applied == NULL)
		return;
	applied->reverted = true;
	if (applied->version != NULL)
		fold->history->reverted_seq = gw_cell_int(fold->rows, fold->row, LIST_SEQ);
}

static void fold_accepted(const struct fold *fold)
{
	struct gw_applied *applied = gw_map_get(&fold->history->by_key, gw_view_of(key_of(fold)));

	if (applied == NULL)
		return;
	applied->name = text_of(fold, LIST_NAME);
	take_checksums(fold, applied);
}

static bool fold_created(const struct fold *fold, struct gw_error **err)
{
	uint64_t version;

	if (!gw_parse_u64(gw_cell(fold->rows, fold->row, LIST_NAME), &version))
		return gw_fail(err, GW_E_METADATA, "godwit_history names no version of its tables");
	if (version > GW_METADATA_VERSION) {
		gw_fail(err, GW_E_METADATA_NEWER,
			"godwit's tables have version %llu, this godwit knows version %d",
			(unsigned long long)version, GW_METADATA_VERSION);
		gw_error_hint(*err, "Use the newer godwit that wrote them.");
		return false;
	}
	fold->history->metadata_version = (unsigned)version;
	return true;
}

static bool fold_row(const struct fold *fold, struct gw_error **err)
{
	struct gw_view name = gw_cell(fold->rows, fold->row, LIST_EVENT);
	enum gw_event_kind kind;

	if (!gw_event_kind_parse(name, &kind))
		return gw_fail(err, GW_E_METADATA, "godwit_history holds an unknown event '%.*s'",
			       GW_VIEW_ARG(name));
	switch (kind) {
	case GW_EVENT_CREATED:
		return fold_created(fold, err);
	case GW_EVENT_APPLIED:
	case GW_EVENT_BASELINED:
	case GW_EVENT_ADOPTED:
	case GW_EVENT_RESOLVED_APPLIED:
		fold_applied(fold, kind);
		return true;
	case GW_EVENT_REVERTED:
	case GW_EVENT_RESOLVED_REVERTED:
		fold_reverted(fold);
		return true;
	case GW_EVENT_ACCEPTED:
		fold_accepted(fold);
		return true;
	case GW_EVENT_IN_STEP:
		fold->history->in_step = text_of(fold, LIST_NAME);
		return true;
	case GW_EVENT_RESOLVED_STATEMENT:
	case GW_EVENT_FINISHED:
	case GW_EVENT_FAILED:
	case GW_EVENT_PROVISIONED:
	case GW_EVENT_SYNCED:
	case GW_EVENT_EJECTED:
	case GW_EVENT_KIND_COUNT:
		return true;
	}
	return true;
}

/* Takes what was reverted out of the list, which stays in order of application. */
static void drop_reverted(struct gw_history *history)
{
	size_t kept = 0;

	for (size_t i = 0; i < history->applied.n; i++) {
		if (!history->applied.items[i]->reverted)
			history->applied.items[kept++] = history->applied.items[i];
	}
	history->applied.n = kept;
}

/* The last one that was not taken back. */
static void find_baseline(struct gw_history *history)
{
	for (size_t i = 0; i < history->applied.n; i++) {
		if (history->applied.items[i]->event == GW_EVENT_BASELINED)
			history->baseline = history->applied.items[i]->version;
	}
}

bool gw_history_fold_rows(struct gw_history *history, const struct gw_rows *rows,
			  struct gw_error **err)
{
	struct fold fold = {.history = history, .rows = rows};

	for (fold.row = 0; fold.row < rows->nrows; fold.row++) {
		int64_t seq = gw_cell_int(rows, fold.row, LIST_SEQ);

		if (!fold_row(&fold, err))
			return false;
		if (history->missing_seq < 0 && seq != history->head_seq + 1)
			history->missing_seq = history->head_seq + 1;
		history->head_seq = seq;
		history->has_head_hash = digest_of(&fold, LIST_HASH, &history->head_hash);
	}
	return true;
}

bool gw_history_fold_end(struct gw_history *history, struct gw_error **err)
{
	drop_reverted(history);
	history->applied_count = history->applied.n;
	find_baseline(history);
	if (history->head_seq >= 0 && !history->has_head_hash)
		return gw_fail(err, GW_E_METADATA, "the last row of godwit_history has no hash");
	return true;
}
