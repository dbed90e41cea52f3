/*
 * What became of the row that does not fit. Its hash still tells what it was: the row is hashed again
 * with other values in one column after the other (those of its neighbours, those that are usual, those
 * that its texts demand), and where the hash comes out, that value was there.
 *
 *	seq as expected   its content is that of another seq         swapped
 *	                  prev_hash alone is wrong, or one column     altered
 *	                  all of it is right, but prev_hash            the row before was replaced
 *	                  nothing fits, and nobody follows it         inserted
 *	seq too large     rows are missing, or it was renumbered
 *	seq too small     nothing can stand there                     inserted
 */
#include "audit/verify_int.h"

enum {
	REACH = 256, /* how far an event is looked for from where it belongs */
	SHOWN_BYTES = 80, /* of a value */
};

struct judging {
	struct gw_chain *chain;
	const struct gw_event *row; /* the suspect */
	const struct gw_event *next; /* NULL: it is the last one */
	const struct gw_digest *prev; /* what should be before it; NULL: nothing */
	int64_t expected, seq;
	bool sound; /* its hash is that of its content */
	bool linked; /* its prev_hash is prev */
};

static void found(const struct judging *judging, enum gw_chain_fault fault, int64_t seq,
		  const char *what)
{
	judging->chain->finding = (struct gw_chain_finding){fault, seq, what};
	judging->chain->judged = true;
}

/* Whether the row would be sound with this value in the column. */
static bool would_fit(const struct judging *judging, enum gw_event_column column,
		      struct gw_value value)
{
	struct gw_event copy = *judging->row;
	struct gw_digest digest;

	copy.values[column] = value;
	digest = gw_event_hash(&copy);
	return gw_chain_column_is(&copy, GW_COLUMN_hash, &digest);
}

/* --- one column --- */

static const char *show(struct gw_arena *arena, const struct gw_value *value)
{
	if (value->kind == GW_VALUE_NULL)
		return "NULL";
	if (value->kind == GW_VALUE_INT)
		return gw_format(arena, "%lld", (long long)value->number);
	return gw_format(arena, "'%.*s'%s", (int)GW_MIN(value->text.n, (size_t)SHOWN_BYTES),
			 value->text.p, value->text.n > SHOWN_BYTES ? "..." : "");
}

/* Tries a value; tells it when it is the one. */
static bool try_value(const struct judging *judging, enum gw_event_column column,
		      struct gw_value value)
{
	struct gw_arena *arena = judging->chain->arena;

	if (!would_fit(judging, column, value))
		return false;
	found(judging, GW_CHAIN_ALTERED, judging->expected,
	      gw_format(arena, "it was altered: %s was %s, and is %s", gw_event_column_name(column),
			show(arena, &value), show(arena, &judging->row->values[column])));
	return true;
}

static bool try_text(const struct judging *judging, enum gw_event_column column, const char *text)
{
	return try_value(judging, column, gw_value_text(gw_view_of(text)));
}

static bool try_number(const struct judging *judging, enum gw_event_column column, int64_t number)
{
	return try_value(judging, column, gw_value_int(number));
}

/* What a column is most likely to have held. */
static bool try_usual(const struct judging *judging, enum gw_event_column column)
{
	const struct gw_chain_row *before = &judging->chain->before;

	return try_value(judging, column, (struct gw_value){0}) ||
	       (before->known && try_value(judging, column, before->event.values[column])) ||
	       (judging->next != NULL &&
		try_value(judging, column, judging->next->values[column])) ||
	       try_text(judging, column, "") || try_number(judging, column, 0) ||
	       try_number(judging, column, 1);
}

static bool try_event_names(const struct judging *judging)
{
	for (size_t i = 0; i < GW_EVENT_KIND_COUNT; i++) {
		if (try_text(judging, GW_COLUMN_event, gw_event_kind_name((enum gw_event_kind)i)))
			return true;
	}
	return false;
}

static bool try_kind_names(const struct judging *judging)
{
	return try_text(judging, GW_COLUMN_kind, gw_migration_kind_name(GW_MIGRATION_VERSIONED)) ||
	       try_text(judging, GW_COLUMN_kind, gw_migration_kind_name(GW_MIGRATION_REPEATABLE)) ||
	       try_text(judging, GW_COLUMN_kind, gw_migration_kind_name(GW_MIGRATION_BASELINE));
}

/* The texts of a migration and their checksums are in the row twice, so to say. */
static const struct {
	enum gw_event_column text, checksum;
} sections[] = {
	{GW_COLUMN_up_sql, GW_COLUMN_checksum_up},
	{GW_COLUMN_down_sql, GW_COLUMN_checksum_down},
};

static bool try_checksums(const struct judging *judging)
{
	for (size_t i = 0; i < GW_COUNT(sections); i++) {
		struct gw_view text = judging->row->values[sections[i].text].text;
		struct gw_digest digest;

		if (text.p == NULL)
			continue;
		digest = gw_sha256_of(text);
		if (try_text(judging, sections[i].checksum,
			     gw_digest_hex(judging->chain->arena, &digest)))
			return true;
	}
	return false;
}

/* The text was changed, and is too long to be guessed. */
static bool find_changed_text(const struct judging *judging)
{
	for (size_t i = 0; i < GW_COUNT(sections); i++) {
		struct gw_view text = judging->row->values[sections[i].text].text;
		struct gw_digest digest = gw_sha256_of(text);

		if (text.p == NULL ||
		    gw_chain_column_is(judging->row, sections[i].checksum, &digest))
			continue;
		found(judging, GW_CHAIN_ALTERED, judging->expected,
		      gw_format(judging->chain->arena,
				"it was altered: %s is not the text that %s is of",
				gw_event_column_name(sections[i].text),
				gw_event_column_name(sections[i].checksum)));
		return true;
	}
	return false;
}

static bool find_column(const struct judging *judging)
{
	for (size_t i = 0; i < GW_COLUMN_hash; i++) {
		if (try_usual(judging, (enum gw_event_column)i))
			return true;
	}
	return try_event_names(judging) || try_kind_names(judging) || try_checksums(judging) ||
	       find_changed_text(judging);
}

/* The content is what the row after it follows: so the hash was changed. */
static bool find_changed_hash(const struct judging *judging)
{
	struct gw_digest digest = gw_event_hash(judging->row);

	if (judging->next == NULL ||
	    !gw_chain_column_is(judging->next, GW_COLUMN_prev_hash, &digest))
		return false;
	found(judging, GW_CHAIN_ALTERED, judging->expected,
	      "it was altered: hash is not that of its content, which the row after it has");
	return true;
}

static bool find_changed_link(const struct judging *judging)
{
	const char *prev = judging->prev != NULL
				   ? gw_digest_hex(judging->chain->arena, judging->prev)
				   : NULL;

	return !judging->linked && try_text(judging, GW_COLUMN_prev_hash, prev);
}

/* --- places --- */

/* The seq with which the row is sound; -1: none that is near. */
static int64_t find_own_seq(const struct judging *judging)
{
	if (judging->sound)
		return judging->seq;
	for (int64_t seq = GW_MAX(judging->expected - REACH, (int64_t)0);
	     seq < judging->expected + REACH; seq++) {
		if (would_fit(judging, GW_COLUMN_seq, gw_value_int(seq)))
			return seq;
	}
	return -1;
}

static bool is_followed(const struct judging *judging)
{
	struct gw_digest hash;

	return judging->next != NULL &&
	       gw_digest_parse(judging->row->values[GW_COLUMN_hash].text, &hash) &&
	       gw_chain_column_is(judging->next, GW_COLUMN_prev_hash, &hash);
}

static void judge_gap(const struct judging *judging)
{
	struct gw_arena *arena = judging->chain->arena;
	long long first = judging->expected, last = judging->seq - 1;

	if (find_own_seq(judging) == judging->expected)
		found(judging, GW_CHAIN_ALTERED, first,
		      gw_format(arena, "it was altered: seq is %lld now", last + 1));
	else if (first == last)
		found(judging, GW_CHAIN_REMOVED, first, "it is missing");
	else
		found(judging, GW_CHAIN_REMOVED, first,
		      gw_format(arena, "it is missing, as are all up to row %lld", last));
}

/* The row is as it was written; but after another one than that which is before it now. */
static void judge_stranger(const struct judging *judging)
{
	if (judging->expected > 0 && (is_followed(judging) || judging->next == NULL))
		found(judging, GW_CHAIN_ALTERED, judging->expected - 1,
		      "it was replaced, hash and all: the row after it follows another one");
	else
		found(judging, GW_CHAIN_INSERTED, judging->expected,
		      "it was put in: its prev_hash is not the hash of the row before");
}

static void judge_content(const struct judging *judging)
{
	int64_t own = find_own_seq(judging);

	if (own >= 0)
		found(judging, GW_CHAIN_SWAPPED, judging->expected,
		      gw_format(judging->chain->arena,
				"it holds the event that was written as row %lld", (long long)own));
	else if (find_changed_link(judging) || find_changed_hash(judging) || find_column(judging))
		return;
	else if (judging->linked || is_followed(judging))
		found(judging, GW_CHAIN_ALTERED, judging->expected,
		      "it was altered: its content does not match its hash; of which column the "
		      "row alone does not tell");
	else
		found(judging, GW_CHAIN_INSERTED, judging->expected,
		      "it was put in: it does not follow the row before, and nothing follows it");
}

void gw_chain_judge(struct gw_chain *chain, const struct gw_event *next)
{
	const struct gw_event *row = &chain->suspect.event;
	struct gw_digest digest = gw_event_hash(row);
	struct judging judging = {
		.chain = chain,
		.row = row,
		.next = next,
		.prev = chain->next_seq != 0 ? &chain->head : NULL,
		.expected = chain->next_seq,
		.seq = row->values[GW_COLUMN_seq].number,
		.sound = gw_chain_column_is(row, GW_COLUMN_hash, &digest),
	};

	judging.linked = gw_chain_column_is(row, GW_COLUMN_prev_hash, judging.prev);
	if (judging.seq > judging.expected)
		judge_gap(&judging);
	else if (judging.seq < judging.expected)
		found(&judging, GW_CHAIN_INSERTED, judging.seq,
		      "it stands where no row can: before the first, or a second time");
	else if (judging.sound)
		judge_stranger(&judging);
	else
		judge_content(&judging);
}
