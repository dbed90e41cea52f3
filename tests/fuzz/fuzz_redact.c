/*
 * Fuzz target for finding and hiding secrets, over all dialects. Whatever the bytes:
 *
 *   - both come to an end within the text;
 *   - a text is changed exactly when it is said to hold a secret;
 *   - words stay as they are when they repeat nothing.
 *
 * The first byte says how much of the rest is the statement; what is left are a server's words.
 */
#include <stdlib.h>

#include "sql/redact.h"

#define CHECK(condition)          \
	do {                      \
		if (!(condition)) \
			abort();  \
	} while (0)

static const struct gw_dialect *const dialects[] = {
	&gw_dialect_postgres,
	&gw_dialect_mysql,
	&gw_dialect_sqlite,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct gw_dialect *dialect, struct gw_view statement, struct gw_view words)
{
	struct gw_arena arena GW_ARENA_AUTO = {0};
	struct gw_secrets secrets = {0};
	const struct gw_secrets none = {0};
	struct gw_view shown = gw_sql_redact(&arena, dialect, statement);
	struct gw_view plain = gw_text_redact(&arena, words);

	CHECK((shown.p != statement.p) == gw_sql_has_secret(dialect, statement));
	gw_secrets_find(&arena, dialect, statement, &secrets);
	CHECK(secrets.list.n == 0 || shown.p != statement.p);
	CHECK(gw_view_eq(gw_secrets_hide(&arena, &none, words), plain));
	(void)gw_secrets_hide(&arena, &secrets, words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gw_view text = {(const char *)data + 1, size - 1};
	size_t cut;

	if (size < 2)
		return 0;
	cut = text.n * data[0] / 255;
	for (size_t i = 0; i < GW_COUNT(dialects); i++)
		check(dialects[i], gw_view_slice(text, 0, cut), gw_view_from(text, cut));
	return 0;
}
