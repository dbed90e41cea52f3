/*
 * PostgreSQL: what its scanner and psql's know. Checked with PostgreSQL 15 and psql 15.
 */
#include "sql/chars_int.h"
#include "sql/client_int.h"
#include "sql/compound_int.h"

static const uint8_t chars[256] = GW_CHAR_TABLE(
	/* # */ Op, /* $ */ GW_CHAR_DOLLAR | GW_CHAR_IN_WORD, /* : */ xx, /* ? */ Op, /* @ */ Op,
	/* [ */ xx, /* backtick */ Op);

static const struct gw_string_prefix prefixes[] = {
	{"e'", GW_TOKEN_STRING, .backslash_escapes = true},
	{"n'", GW_TOKEN_STRING, .follows_modes = true},
	{"b'", GW_TOKEN_STRING, .backslash_escapes = false},
	{"x'", GW_TOKEN_STRING, .backslash_escapes = false},
	{"u&'", GW_TOKEN_STRING, .backslash_escapes = false},
	{"u&\"", GW_TOKEN_NAME, .backslash_escapes = false},
	{0},
};

static const struct gw_compound_word compound_words[] = {
	{"create", GW_HEAD_LEAD, 0},
	{"or", GW_HEAD_LEAD, 0},
	{"replace", GW_HEAD_LEAD, 0},
	{"function", GW_HEAD_ANCHORED, 0},
	{"procedure", GW_HEAD_ANCHORED, 0},
	{"begin", GW_HEAD_BEFORE_ANCHOR, 0},
	{"atomic", GW_HEAD_ANCHOR, 0},
	{"end", 0, GW_BODY_END},
	{0},
};

static const struct gw_compound_rules compound = {.words = compound_words};

/*
 * \restrict and \unrestrict stand around what pg_dump writes since 15.14 (CVE-2025-8714); the
 * others say something to the person at the terminal, or choose how results are printed.
 */
static const char *const harmless_commands[] = {
	"restrict", "unrestrict", "echo", "qecho", "warn", "timing", "x", "t", "a", "pset", NULL,
};

static const struct gw_client client = {
	.program = "psql",
	.mark = '\\',
	.mark_anywhere = true,
	.harmless = harmless_commands,
};

static const char *const leaving[] = {"DROP DATABASE", NULL};

const struct gw_dialect gw_dialect_postgres = {
	.name = "postgres",
	.chars = chars,
	.prefixes = prefixes,
	.nested_comments = true,
	.cr_ends_comment = true,
	.string_goes_on = true,
	.words_fold_lower = true,
	.parens_hold_semicolons = true,
	.utf8_only = true,
	.follow_modes = gw_modes_follow_postgres,
	.fresh_schema = "public",
	.client = &client,
	.compound = &compound,
	.leaving = leaving,
	.classifier = &gw_classifier_postgres,
};
