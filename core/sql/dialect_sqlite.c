/*
 * SQLite: what its tokenizer knows, and triggers as sqlite3_complete() sees them. The place of
 * facts is sqlite.org/lang.html; checked with SQLite 3.40.
 */
#include "sql/chars_int.h"
#include "sql/client_int.h"
#include "sql/compound_int.h"

static const uint8_t chars[256] = GW_CHAR_TABLE(
	/* # */ xx, /* $ */ GW_CHAR_VARIABLE | GW_CHAR_IN_WORD, /* : */ GW_CHAR_VARIABLE,
	/* ? */ GW_CHAR_QUESTION, /* @ */ GW_CHAR_VARIABLE, /* [ */ GW_CHAR_BRACKET,
	/* backtick */ GW_CHAR_BACKTICK);

static const struct gw_string_prefix prefixes[] = {
	{"x'", GW_TOKEN_STRING, .backslash_escapes = false},
	{0},
};

static const struct gw_compound_word compound_words[] = {
	{"explain", GW_HEAD_LEAD, 0},     {"query", GW_HEAD_LEAD, 0},
	{"plan", GW_HEAD_LEAD, 0},        {"create", GW_HEAD_LEAD, 0},
	{"temp", GW_HEAD_LEAD, 0},        {"temporary", GW_HEAD_LEAD, 0},
	{"trigger", GW_HEAD_ANCHORED, 0}, {"begin", GW_HEAD_ANCHOR, 0},
	{"end", 0, GW_BODY_END},          {0},
};

static const struct gw_compound_rules compound = {
	.words = compound_words,
	.anchor_stands_alone = true,
};

static const struct gw_client client = {
	.program = "sqlite3",
	.mark = '.',
};

static const char *const leaving[] = {"ATTACH", NULL};

const struct gw_dialect gw_dialect_sqlite = {
	.name = "sqlite",
	.chars = chars,
	.prefixes = prefixes,
	.open_comment_is_whole = true,
	.tables_ignore_case = true,
	.columns_ignore_case = true,
	.fresh_schema = "main",
	.client = &client,
	.compound = &compound,
	.leaving = leaving,
	.classifier = &gw_classifier_sqlite,
};
