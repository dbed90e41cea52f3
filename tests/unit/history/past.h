/*
 * Histories out of nothing: rows of history_list and journal_list from text, folded without a
 * database.
 *
 *	applied 1 run=r1      EVENT KEY and words; a row 'created' is put in front
 *	baselined 5
 *	reverted 1
 *
 *	1 up done 0 SUM       KEY DIRECTION STATE STATEMENT CHECKSUM, a row of the journal
 *
 * Checksums, name and kind are those of the migration with this key in a source: the files as they
 * were when they were applied. Words change that: name=X, kind=X, run=X, bare (no checksums), unstored
 * (no texts). Lines end at ';' or a newline.
 */
#ifndef TESTS_UNIT_HISTORY_PAST_H
#define TESTS_UNIT_HISTORY_PAST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "history/history_int.h"
#include "source/source.h"

struct past {
	struct gw_arena *arena;
	const struct gw_source *before; /* NULL: every row is bare */
	struct gw_history *history;
	GW_VEC(struct gw_view) cells;
	GW_VEC(struct gw_view) part_cells;
	size_t nrows;
};

/* The columns of history_list, as far as they are columns of the table. */
static const enum gw_event_column past_columns[] = {
	GW_COLUMN_seq,    GW_COLUMN_event,    GW_COLUMN_version, GW_COLUMN_name,
	GW_COLUMN_kind,   GW_COLUMN_checksum, GW_COLUMN_run_id,  GW_COLUMN_started_at,
	GW_COLUMN_up_sql, GW_COLUMN_down_sql, GW_COLUMN_hash,
};
/* Of history_parts. */
static const enum gw_event_column past_part_columns[] = {
	GW_COLUMN_seq,
	GW_COLUMN_checksum_up,
	GW_COLUMN_checksum_down,
	GW_COLUMN_checksum_tokens,
};

static inline struct gw_view past_cell(struct past *past, const struct gw_event *event,
				       enum gw_event_column column)
{
	const struct gw_value *value = &event->values[column];

	if (column == GW_COLUMN_up_sql || column == GW_COLUMN_down_sql)
		return value->kind == GW_VALUE_NULL ? GW_VIEW("0") : GW_VIEW("1");
	if (value->kind == GW_VALUE_INT)
		return gw_view_of(gw_format(past->arena, "%lld", (long long)value->number));
	return value->text;
}

static inline void past_row(struct past *past, struct gw_event *event)
{
	struct gw_digest hash;

	event->values[GW_COLUMN_seq] = gw_value_int((int64_t)past->nrows++);
	event->values[GW_COLUMN_started_at] = gw_value_int(1000);
	hash = gw_event_hash(event);
	event->values[GW_COLUMN_hash] = gw_value_text(
		gw_view_of(gw_digest_hex(past->arena, &hash)));
	for (size_t i = 0; i < GW_COUNT(past_columns); i++)
		gw_vec_push(past->arena, &past->cells, past_cell(past, event, past_columns[i]));
	for (size_t i = 0; i < GW_COUNT(past_part_columns); i++)
		gw_vec_push(past->arena, &past->part_cells,
			    past_cell(past, event, past_part_columns[i]));
}

static inline void past_set(struct past *past, struct gw_event *event, enum gw_event_column column,
			    struct gw_view text)
{
	event->values[column] = gw_value_text(gw_view_of(gw_view_dup(past->arena, text)));
}

static inline void past_describe(struct past *past, struct gw_event *event, struct gw_view key)
{
	const char *copy = gw_view_dup(past->arena, key);
	const struct gw_migration *migration = past->before != NULL
						       ? gw_source_find(past->before, copy)
						       : NULL;

	if (migration == NULL && gw_view_starts(key, "R__"))
		past_set(past, event, GW_COLUMN_name, gw_view_from(key, 3));
	else if (migration == NULL)
		past_set(past, event, GW_COLUMN_version, key);
	if (migration == NULL)
		return;
	gw_event_describe(event, past->arena, migration);
	event->values[GW_COLUMN_up_sql] = gw_value_text(GW_VIEW("stored"));
	if (migration->sections[GW_DOWN].present)
		event->values[GW_COLUMN_down_sql] = gw_value_text(GW_VIEW("stored"));
}

static inline void past_forget(struct gw_event *event, enum gw_event_column first,
			       enum gw_event_column last)
{
	for (enum gw_event_column i = first; i <= last; i++)
		event->values[i] = (struct gw_value){0};
}

static inline void past_word(struct past *past, struct gw_event *event, struct gw_view word)
{
	if (gw_view_starts(word, "run="))
		past_set(past, event, GW_COLUMN_run_id, gw_view_from(word, 4));
	else if (gw_view_starts(word, "name="))
		past_set(past, event, GW_COLUMN_name, gw_view_from(word, 5));
	else if (gw_view_starts(word, "kind="))
		past_set(past, event, GW_COLUMN_kind, gw_view_from(word, 5));
	else if (gw_view_is(word, "bare"))
		past_forget(event, GW_COLUMN_checksum, GW_COLUMN_checksum_tokens);
	else if (gw_view_is(word, "unstored"))
		past_forget(event, GW_COLUMN_up_sql, GW_COLUMN_down_sql);
	else
		fail_msg("what is '%.*s'?", GW_VIEW_ARG(word));
}

static inline void past_line(struct past *past, struct gw_view line)
{
	struct gw_event event = {0};
	struct gw_view word;

	if (!gw_view_next_word(&line, &word))
		return;
	past_set(past, &event, GW_COLUMN_event, word);
	if (gw_view_next_word(&line, &word))
		past_describe(past, &event, word);
	while (gw_view_next_word(&line, &word))
		past_word(past, &event, word);
	past_row(past, &event);
}

/* Lines of a text; the caller's function takes each. */
static inline void past_lines(struct past *past, const char *text,
			      void (*take)(struct past *past, struct gw_view line))
{
	struct gw_view rest = gw_view_of(text);
	struct gw_view line, part;

	while (gw_view_next_line(&rest, &line)) {
		while (gw_view_next_field(&line, ';', &part))
			take(past, part);
	}
}

/* --- the journal --- */

static inline void past_journal_line(struct past *past, struct gw_view line)
{
	struct gw_view words[5] = {0};
	size_t n = 0;

	while (n < GW_COUNT(words) && gw_view_next_word(&line, &words[n]))
		n++;
	if (n == 0)
		return;
	assert_true(n >= 4);
	/* id, run_id, version, direction, checksum, statement, state, .. at */
	gw_vec_push(past->arena, &past->cells,
		    gw_view_of(gw_format(past->arena, "%zu", ++past->nrows)));
	gw_vec_push(past->arena, &past->cells, GW_VIEW("run"));
	gw_vec_push(past->arena, &past->cells, words[0]);
	gw_vec_push(past->arena, &past->cells, words[1]);
	gw_vec_push(past->arena, &past->cells, n == 5 ? words[4] : GW_VIEW("sum"));
	gw_vec_push(past->arena, &past->cells, words[3]);
	gw_vec_push(past->arena, &past->cells, words[2]);
	for (int i = 0; i < 4; i++)
		gw_vec_push(past->arena, &past->cells, (struct gw_view){0});
	gw_vec_push(past->arena, &past->cells, GW_VIEW("1000"));
}

/* --- folding --- */

static inline struct gw_rows past_rows(const struct past *past, size_t ncols)
{
	assert_int_equal(past->cells.n, past->nrows * ncols);
	return (struct gw_rows){
		.nrows = past->nrows,
		.ncols = ncols,
		.cells = past->cells.items,
	};
}

/* As the engine may tell them: one by one. */
static inline bool past_fold_rows(struct gw_history *history, const struct gw_rows *rows,
				  struct gw_error **err)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		const struct gw_rows row = {
			.nrows = 1,
			.ncols = rows->ncols,
			.cells = rows->cells + i * rows->ncols,
		};

		if (!gw_history_fold_rows(history, &row, err))
			return false;
	}
	return gw_history_fold_end(history, err);
}

/* The parts of one after the other, as if they alone were wanted. */
static inline void past_fold_parts(const struct past *past, struct gw_history *history)
{
	const struct gw_rows rows = {
		.nrows = past->nrows,
		.ncols = GW_COUNT(past_part_columns),
		.cells = past->part_cells.items,
	};

	for (size_t i = 0; i < history->applied.n; i++) {
		size_t next = 0;

		gw_history_fold_parts(history->arena, &rows, &history->applied.items[i], 1, &next);
	}
}

/* False when the fold refuses. The history has no connection, and all of its parts. */
static inline bool past_fold(struct gw_arena *arena, const struct gw_source *before,
			     const char *events, const char *journal,
			     struct gw_history **ret_history, struct gw_error **err)
{
	struct past past = {.arena = arena, .before = before};
	struct past notes = {.arena = arena};
	struct gw_history *history = gw_new(arena, struct gw_history);
	struct gw_rows rows;

	*history = (struct gw_history){
		.arena = arena,
		.exists = true,
		.head_seq = -1,
		.journal = gw_new(arena, struct gw_journal),
	};
	if (!gw_view_starts(gw_view_trim(gw_view_of(events)), "created"))
		past_line(&past, GW_VIEW("created - name=1"));
	past_lines(&past, events, past_line);
	rows = past_rows(&past, GW_COUNT(past_columns));
	if (!past_fold_rows(history, &rows, err))
		return false;
	past_fold_parts(&past, history);
	past_lines(&notes, journal, past_journal_line);
	rows = past_rows(&notes, 12);
	gw_journal_fold(history->arena, &rows, history->journal);
	*ret_history = history;
	return true;
}

static inline struct gw_history *past_history(struct gw_arena *arena,
					      const struct gw_source *before, const char *events,
					      const char *journal)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_history *history = NULL;

	if (!past_fold(arena, before, events, journal, &history, &error))
		fail_msg("%s: %s", events, error->message);
	return history;
}

#endif
