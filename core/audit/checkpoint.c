/*
 * Checkpoints as lines.
 */
#include "audit/checkpoint.h"

#include "base/system.h"

static const char label[] = "Godwit-Checkpoint:";

/* A blank would end the field. */
static void add_target(struct gw_str *str, const char *target)
{
	for (const char *c = target; *c != '\0'; c++) {
		if ((unsigned char)*c <= ' ' || *c == 127)
			gw_str_printf(str, "%%%02X", (unsigned char)*c);
		else
			gw_str_putc(str, *c);
	}
}

static void add_signature(struct gw_str *str, size_t start, const struct gw_private_key *key)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_public_key public = gw_public_key_of(key);
	struct gw_signature signature;

	gw_str_printf(str, " key=%s", gw_base64(&arena, public.bytes, sizeof(public.bytes)));
	signature = gw_sign(key, gw_view_from(gw_str_view(str), start));
	gw_str_printf(str, " signature=%s",
		      gw_base64(&arena, signature.bytes, sizeof(signature.bytes)));
}

void gw_checkpoint_write(const struct gw_checkpoint *checkpoint, const struct gw_private_key *key,
			 struct gw_str *str)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	size_t start = str->n;

	gw_str_printf(str, "%s 1 history=%s seq=%lld hash=%s time=%s target=", label,
		      gw_digest_hex(&arena, &checkpoint->history), (long long)checkpoint->seq,
		      gw_digest_hex(&arena, &checkpoint->hash),
		      gw_time_format(&arena, checkpoint->time_us));
	add_target(str, checkpoint->target);
	if (key != NULL)
		add_signature(str, start, key);
}

static bool fail_line(const char *name, unsigned line, const char *why, struct gw_error **err)
{
	gw_fail(err, GW_E_AUDIT_FILE, "%s:%u is no checkpoint: %s", name, line, why);
	gw_error_hint(*err, "`godwit audit checkpoint` writes one; take the whole line as it is.");
	return false;
}

/* NAME=VALUE: the value, absent when the word is something else. */
static struct gw_view value_of(struct gw_view word, const char *name)
{
	size_t equals = gw_view_find_char(word, '=');

	if (equals == GW_NOWHERE || !gw_view_is(gw_view_slice(word, 0, equals), name))
		return (struct gw_view){0};
	return gw_view_from(word, equals + 1);
}

static bool parse_seq(struct gw_view text, int64_t *ret_seq)
{
	uint64_t seq;

	if (!gw_parse_u64(text, &seq) || seq > (uint64_t)INT64_MAX)
		return false;
	*ret_seq = (int64_t)seq;
	return true;
}

static const char *parse_signature(struct gw_view rest, struct gw_checkpoint *checkpoint)
{
	static const char mark[] = " signature=";
	struct gw_view line = checkpoint->line, key, text;
	struct gw_signature signature;

	if (!gw_view_next_word(&rest, &key))
		return NULL;
	if (!gw_view_next_word(&rest, &text) ||
	    !gw_base64_parse(value_of(key, "key"), checkpoint->key.bytes,
			     sizeof(checkpoint->key.bytes)) ||
	    !gw_base64_parse(value_of(text, "signature"), signature.bytes, sizeof(signature.bytes)))
		return "its signature is damaged";
	line = gw_view_slice(line, 0, gw_view_find(line, gw_view_of(mark)));
	checkpoint->is_signed = gw_signature_holds(&checkpoint->key, line, &signature);
	return checkpoint->is_signed ? NULL : "it was changed since it was signed";
}

/* The words in their order; what follows them is the signature's. */
static const char *parse_words(struct gw_arena *arena, struct gw_view rest,
			       struct gw_checkpoint *checkpoint)
{
	struct gw_view words[6];

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (!gw_view_next_word(&rest, &words[i]))
			return "it is cut off";
	}
	if (!gw_view_is(words[0], "1"))
		return "its version is not known";
	if (!gw_digest_parse(value_of(words[1], "history"), &checkpoint->history) ||
	    !parse_seq(value_of(words[2], "seq"), &checkpoint->seq) ||
	    !gw_digest_parse(value_of(words[3], "hash"), &checkpoint->hash) ||
	    !gw_time_parse(value_of(words[4], "time"), &checkpoint->time_us) ||
	    value_of(words[5], "target").n == 0)
		return "a field is not as it was written";
	checkpoint->target = gw_view_dup(arena, value_of(words[5], "target"));
	return parse_signature(rest, checkpoint);
}

bool gw_checkpoints_parse(struct gw_arena *arena, const char *name, struct gw_view text,
			  struct gw_checkpoints *ret_checkpoints, struct gw_error **err)
{
	struct gw_checkpoints checkpoints = {0};
	struct gw_view line;

	for (unsigned number = 1; gw_view_next_line(&text, &line); number++) {
		struct gw_checkpoint checkpoint = {0};
		const char *problem;

		line = gw_view_trim(line);
		if (!gw_view_starts(line, label))
			continue;
		checkpoint.line = gw_view_of(gw_view_dup(arena, line));
		problem = parse_words(arena, gw_view_from(checkpoint.line, sizeof(label) - 1),
				      &checkpoint);
		if (problem != NULL)
			return fail_line(name, number, problem, err);
		gw_vec_push(arena, &checkpoints.list, checkpoint);
	}
	if (checkpoints.list.n == 0)
		return fail_line(name, 1, "no line begins with `Godwit-Checkpoint:`", err);
	*ret_checkpoints = checkpoints;
	return true;
}
