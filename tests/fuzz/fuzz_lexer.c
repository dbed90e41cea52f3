/*
 * Fuzz target for the lexer and the splitter, over all dialects. Whatever the bytes:
 *
 *   - the tokens of a text, concatenated, are the text;
 *   - statements are in order, within the text, not empty, and do not overlap;
 *   - both come to an end, and a refusal points into the text.
 *
 * Build: clang -fsanitize=fuzzer,address,undefined with core/sql and core/base.
 */
#include <stdlib.h>

#include "sql/split.h"

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

static void check_tokens(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			 struct gw_view text)
{
	struct gw_arena arena GW_ARENA_AUTO = {0};
	struct gw_lexer lexer;
	size_t offset = 0;

	gw_lexer_init(&lexer, dialect, text);
	lexer.modes = modes;
	for (;;) {
		struct gw_token token = gw_lexer_next(&lexer);

		CHECK(token.start == offset);
		if (token.kind == GW_TOKEN_END) {
			CHECK(token.end == text.n && offset == text.n);
			break;
		}
		CHECK(token.end > token.start && token.end <= text.n);
		CHECK(!token.unterminated || token.end == text.n);
		CHECK(gw_token_name(&arena, dialect, text, token) != NULL);
		offset = token.end;
	}
}

static void check_statements(const struct gw_dialect *dialect, struct gw_view text)
{
	struct gw_error *err GW_ERROR_AUTO = NULL;
	struct gw_splitter splitter;
	struct gw_statement statement;
	size_t offset = 0;
	unsigned line = 1;
	bool found = true;

	gw_splitter_init(&splitter, dialect, text);
	while (gw_split_next(&splitter, &statement, &found, &err) && found) {
		CHECK(statement.start >= offset && statement.end > statement.start);
		CHECK(statement.next >= statement.end && statement.next <= text.n);
		CHECK(statement.copy_start <= statement.copy_end);
		CHECK(statement.copy_end <= statement.next);
		CHECK(statement.line >= line);
		CHECK(statement.class.tag != NULL);
		offset = statement.next;
		line = statement.line;
	}
	if (err != NULL)
		CHECK(splitter.error_offset < text.n &&
		      splitter.error_length <= text.n - splitter.error_offset);
	else
		CHECK(!found && splitter.offset == text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gw_view text = {(const char *)data, size};

	for (size_t i = 0; i < GW_COUNT(dialects); i++) {
		for (unsigned modes = 0; modes < 4; modes++)
			check_tokens(dialects[i],
				     (struct gw_lexer_modes){
					     .backslash_escapes = (modes & 1) != 0,
					     .double_quoted_strings = (modes & 2) != 0,
				     },
				     text);
		check_statements(dialects[i], text);
	}
	return 0;
}
