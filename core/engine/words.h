/*
 * What a server says of a statement, without the secrets that the statement holds: servers repeat
 * pieces of what they were sent. No engine lets words out that did not go through here.
 */
#ifndef GW_ENGINE_WORDS_H
#define GW_ENGINE_WORDS_H

#include "base/error.h"
#include "sql/redact.h"

/* Hides in message, detail and hint of server; what is new is in arena. */
void gw_server_words_hide(struct gw_arena *arena, const struct gw_dialect *dialect,
			  struct gw_view statement, struct gw_server_error *server);
/* The same for one text and secrets that are known already; NULL stays NULL. */
const char *gw_words_hide(struct gw_arena *arena, const struct gw_secrets *secrets,
			  const char *words);

#endif
