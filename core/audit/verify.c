/*
 * Walking along the chain. A row that fits is forgotten, but for its hash and what the next one may
 * be compared with; at the first that does not, one more row is looked at, and judged (diagnose.c).
 */
#include "audit/verify.h"

#include "audit/verify_int.h"

enum { SHORT_BYTES = 1024 }; /* of a value that is kept for comparison */

const char *gw_chain_fault_name(enum gw_chain_fault fault)
{
	static const char *const names[GW_CHAIN_FAULT_COUNT] = {
		[GW_CHAIN_WHOLE] = "whole",         [GW_CHAIN_ALTERED] = "altered",
		[GW_CHAIN_REMOVED] = "removed",     [GW_CHAIN_INSERTED] = "inserted",
		[GW_CHAIN_SWAPPED] = "swapped",     [GW_CHAIN_TRUNCATED] = "truncated",
		[GW_CHAIN_REWRITTEN] = "rewritten", [GW_CHAIN_FORGED] = "forged",
	};

	return names[fault];
}

void gw_chain_begin(struct gw_chain *chain, struct gw_arena *arena,
		    const struct gw_checkpoints *checkpoints, const struct gw_key_ring *ring)
{
	*chain = (struct gw_chain){.arena = arena, .checkpoints = checkpoints, .ring = ring};
}

static void keep(struct gw_chain_row *row, const struct gw_event *event, size_t limit_bytes)
{
	gw_arena_reset(&row->arena);
	row->known = true;
	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		struct gw_value *value = &row->event.values[i];

		*value = event->values[i];
		if (value->kind != GW_VALUE_TEXT)
			continue;
		if (value->text.n > limit_bytes)
			*value = (struct gw_value){0};
		else
			value->text.p = gw_strndup(&row->arena, value->text.p, value->text.n);
	}
}

bool gw_chain_column_is(const struct gw_event *event, enum gw_event_column column,
			const struct gw_digest *digest)
{
	const struct gw_value *value = &event->values[column];
	struct gw_digest actual;

	if (digest == NULL || value->kind != GW_VALUE_TEXT)
		return digest == NULL && value->kind == GW_VALUE_NULL;
	return gw_digest_parse(value->text, &actual) && gw_digest_eq(&actual, digest);
}

static bool fits(const struct gw_chain *chain, const struct gw_event *event,
		 const struct gw_digest *digest)
{
	const struct gw_value *seq = &event->values[GW_COLUMN_seq];

	return seq->kind == GW_VALUE_INT && seq->number == chain->next_seq &&
	       gw_chain_column_is(event, GW_COLUMN_prev_hash,
				  chain->next_seq != 0 ? &chain->head : NULL) &&
	       gw_chain_column_is(event, GW_COLUMN_hash, digest);
}

static void found(struct gw_chain *chain, enum gw_chain_fault fault, int64_t seq, const char *what)
{
	chain->finding = (struct gw_chain_finding){fault, seq, what};
	chain->judged = true;
}

static void found_rewritten(struct gw_chain *chain, const struct gw_checkpoint *checkpoint,
			    int64_t seq, const char *what)
{
	found(chain, GW_CHAIN_REWRITTEN, seq,
	      gw_format(chain->arena, "it %s the checkpoint of %s", what,
			gw_time_format(chain->arena, checkpoint->time_us)));
}

/* The chain holds so far; is it the one that is known? */
static void hold_against(struct gw_chain *chain, const struct gw_checkpoint *checkpoint)
{
	if (chain->next_seq == 1 && !gw_digest_eq(&chain->anchor, &checkpoint->history))
		found_rewritten(chain, checkpoint, 0, "begins another history than the one of");
	else if (chain->next_seq - 1 == checkpoint->seq &&
		 !gw_digest_eq(&chain->head, &checkpoint->hash))
		found_rewritten(chain, checkpoint, checkpoint->seq,
				"or one before it was written anew since");
}

/* A row that fits; was it signed by the one who it says? */
static void check_signature(struct gw_chain *chain, const struct gw_event *event)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view signer = event->values[GW_COLUMN_signer].text;
	struct gw_signature signature;
	struct gw_public_key key;
	const struct gw_trusted_key *trusted;

	if (!gw_key_next(&signer, &key) ||
	    !gw_base64_parse(event->values[GW_COLUMN_signature].text, signature.bytes,
			     sizeof(signature.bytes)) ||
	    !gw_signature_holds(&key, gw_view_of(gw_event_signed_text(&scratch, event)),
				&signature)) {
		found(chain, GW_CHAIN_FORGED, chain->next_seq - 1,
		      "its signature is not of this content, or not by this signer");
		return;
	}
	trusted = gw_key_ring_find(chain->ring, &key);
	if (trusted == NULL)
		chain->unknown_signatures++;
	else if (trusted->revoked)
		chain->revoked_signatures++;
	else
		chain->good_signatures++;
}

void gw_chain_row(struct gw_chain *chain, const struct gw_event *event)
{
	struct gw_digest digest;

	if (chain->judged)
		return;
	if (chain->suspect.known) {
		gw_chain_judge(chain, event);
		return;
	}
	digest = gw_event_hash(event);
	if (!fits(chain, event, &digest)) {
		keep(&chain->suspect, event, SIZE_MAX);
		return;
	}
	if (chain->next_seq++ == 0)
		chain->anchor = digest;
	chain->head = digest;
	keep(&chain->before, event, SHORT_BYTES);
	if (chain->ring != NULL && event->values[GW_COLUMN_signature].kind != GW_VALUE_NULL)
		check_signature(chain, event);
	for (size_t i = 0; chain->checkpoints != NULL && i < chain->checkpoints->list.n; i++)
		hold_against(chain, &chain->checkpoints->list.items[i]);
}

static void found_cut_off(struct gw_chain *chain, const struct gw_checkpoint *checkpoint)
{
	const char *time = gw_time_format(chain->arena, checkpoint->time_us);

	found(chain, GW_CHAIN_TRUNCATED, chain->next_seq,
	      gw_format(chain->arena,
			"the history ends before it; the checkpoint of %s knows of row %lld", time,
			(long long)checkpoint->seq));
}

static void look_for_the_end(struct gw_chain *chain)
{
	for (size_t i = 0; chain->checkpoints != NULL && i < chain->checkpoints->list.n; i++) {
		const struct gw_checkpoint *checkpoint = &chain->checkpoints->list.items[i];

		if (!chain->judged && checkpoint->seq >= chain->next_seq)
			found_cut_off(chain, checkpoint);
	}
}

struct gw_chain_finding gw_chain_end(struct gw_chain *chain)
{
	if (!chain->judged && chain->suspect.known)
		gw_chain_judge(chain, NULL);
	look_for_the_end(chain);
	gw_arena_done(&chain->before.arena);
	gw_arena_done(&chain->suspect.arena);
	return chain->finding;
}

static bool take_event(void *payload, const struct gw_event *event, struct gw_error **err GW_UNUSED)
{
	gw_chain_row(payload, event);
	return true;
}

bool gw_audit_end(struct gw_chain *chain, struct gw_history *history,
		  struct gw_chain_finding *ret_finding, struct gw_error **err)
{
	bool may_be_empty = true;

	*ret_finding = gw_chain_end(chain);
	if (ret_finding->fault == GW_CHAIN_WHOLE && chain->next_seq == 0 &&
	    !gw_history_may_be_empty(history, &may_be_empty, err))
		return false;
	if (!may_be_empty)
		*ret_finding = (struct gw_chain_finding){GW_CHAIN_REMOVED, 0,
							 "it is missing, and so are all others"};
	return true;
}

bool gw_audit_history(struct gw_history *history, struct gw_arena *arena,
		      const struct gw_checkpoints *checkpoints, const struct gw_key_ring *ring,
		      struct gw_chain *ret_chain, struct gw_chain_finding *ret_finding,
		      struct gw_error **err)
{
	struct gw_chain chain;

	gw_chain_begin(&chain, arena, checkpoints, ring);
	if (!gw_history_each(history, take_event, &chain, err)) {
		gw_chain_end(&chain);
		return false;
	}
	if (!gw_audit_end(&chain, history, ret_finding, err))
		return false;
	if (ret_chain != NULL)
		*ret_chain = chain;
	return true;
}
