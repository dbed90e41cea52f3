/*
 * Servers' words without secrets; see words.h.
 */
#include "engine/words.h"

const char *gw_words_hide(struct gw_arena *arena, const struct gw_secrets *secrets,
			  const char *words)
{
	struct gw_view all = gw_view_of(words);
	struct gw_view hidden = gw_secrets_hide(arena, secrets, all);

	return hidden.p == all.p ? words : gw_view_dup(arena, hidden);
}

void gw_server_words_hide(struct gw_arena *arena, const struct gw_dialect *dialect,
			  struct gw_view statement, struct gw_server_error *server)
{
	const char **texts[] = {&server->message, &server->detail, &server->hint};
	struct gw_secrets secrets = {0};

	gw_secrets_find(arena, dialect, statement, &secrets);
	for (size_t i = 0; i < GW_COUNT(texts); i++)
		*texts[i] = gw_words_hide(arena, &secrets, *texts[i]);
}
