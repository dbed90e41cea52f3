/*
 * Notices, which belong to the request that is answered next. Its secrets are looked for once, however
 * many notices it raises.
 */
#include "engine/postgres/postgres_int.h"
#include "engine/words.h"

static const struct gw_secrets *secrets_of(struct gw_pg_flow *flow)
{
	if (flow->known_secrets == flow->answered + 1)
		return &flow->secrets;
	flow->known_secrets = flow->answered + 1;
	flow->secrets = (struct gw_secrets){0};
	gw_arena_reset(&flow->secrets_arena);
	if (flow->answered < flow->n)
		gw_secrets_find(&flow->secrets_arena, &gw_dialect_postgres,
				flow->requests[flow->answered].sql, &flow->secrets);
	return &flow->secrets;
}

void gw_pg_on_notice(void *payload, const PGresult *result)
{
	static const struct gw_secrets none;
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_pg *conn = payload;
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (conn->base.notice == NULL || message == NULL)
		return;
	message = gw_words_hide(&scratch, conn->flow != NULL ? secrets_of(conn->flow) : &none,
				message);
	conn->base.notice(conn->base.notice_payload, severity != NULL ? severity : "NOTICE",
			  message);
}
