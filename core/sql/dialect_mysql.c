/*
 * MySQL and MariaDB: what their lexers and the mariadb program know. Checked with MariaDB 10.11.
 */
#include "sql/chars_int.h"
#include "sql/client_int.h"
#include "sql/compound_int.h"

static const uint8_t chars[256] = GW_CHAR_TABLE(
	/* # */ GW_CHAR_HASH, /* $ */ Wd, /* : */ xx, /* ? */ GW_CHAR_QUESTION,
	/* @ */ GW_CHAR_VARIABLE, /* [ */ xx, /* backtick */ GW_CHAR_BACKTICK);

static const struct gw_string_prefix prefixes[] = {
	{"n'", GW_TOKEN_STRING, .follows_modes = true},
	{"b'", GW_TOKEN_STRING, .backslash_escapes = false},
	{"x'", GW_TOKEN_STRING, .backslash_escapes = false},
	{0},
};

static const struct gw_compound_word compound_words[] = {
	{"create", GW_HEAD_LEAD | GW_HEAD_SIMPLE, 0},
	{"alter", GW_HEAD_LEAD | GW_HEAD_SIMPLE, 0},
	{"or", GW_HEAD_LEAD, GW_BODY_OPERATOR},
	{"replace", GW_HEAD_LEAD | GW_HEAD_SIMPLE, 0},
	{"aggregate", GW_HEAD_LEAD, 0},
	{"definer", GW_HEAD_DEFINER, 0},
	{"view", GW_HEAD_NO_BODY, 0},
	{"procedure", GW_HEAD_ROUTINE, GW_BODY_ROUTINE},
	{"function", GW_HEAD_ROUTINE, GW_BODY_ROUTINE},
	{"trigger", GW_HEAD_TRIGGER, 0},
	{"event", GW_HEAD_EVENT, 0},
	{"package", GW_HEAD_PACKAGE, 0},
	{"atomic", GW_HEAD_ANCHOR, GW_BODY_THEN},
	{"each", GW_HEAD_EACH, 0},
	{"row", GW_HEAD_ROW, 0},
	{"returns", GW_HEAD_RETURNS | GW_HEAD_OF_TYPE, 0},
	{"return", GW_HEAD_RETURN, 0},
	{"character", GW_HEAD_OF_TYPE, 0},
	{"char", GW_HEAD_OF_TYPE, 0},

	{"select", GW_HEAD_SIMPLE, GW_BODY_OPERATOR},
	{"insert", GW_HEAD_SIMPLE, 0},
	{"update", GW_HEAD_SIMPLE, 0},
	{"delete", GW_HEAD_SIMPLE, 0},
	{"set", GW_HEAD_SIMPLE, 0},
	{"call", GW_HEAD_SIMPLE, 0},
	{"with", GW_HEAD_SIMPLE, 0},
	{"values", GW_HEAD_SIMPLE, 0},
	{"drop", GW_HEAD_SIMPLE, 0},
	{"rename", GW_HEAD_SIMPLE, 0},
	{"truncate", GW_HEAD_SIMPLE, 0},
	{"grant", GW_HEAD_SIMPLE, 0},
	{"revoke", GW_HEAD_SIMPLE, 0},
	{"execute", GW_HEAD_SIMPLE, 0},
	{"prepare", GW_HEAD_SIMPLE, 0},
	{"deallocate", GW_HEAD_SIMPLE, 0},
	{"signal", GW_HEAD_SIMPLE, 0},
	{"resignal", GW_HEAD_SIMPLE, 0},
	{"get", GW_HEAD_SIMPLE, 0},
	{"show", GW_HEAD_SIMPLE, 0},
	{"analyze", GW_HEAD_SIMPLE, 0},
	{"optimize", GW_HEAD_SIMPLE, 0},
	{"kill", GW_HEAD_SIMPLE, 0},
	{"flush", GW_HEAD_SIMPLE, 0},

	{"begin", GW_HEAD_ANCHORED, GW_BODY_BEGIN | GW_BODY_LIST},
	{"end", 0, GW_BODY_END},
	{"if", 0, GW_BODY_BLOCK},
	{"case", 0, GW_BODY_BLOCK | GW_BODY_CASE | GW_BODY_OPERATOR},
	{"loop", 0, GW_BODY_BLOCK | GW_BODY_LIST | GW_BODY_DO},
	{"repeat", 0, GW_BODY_BLOCK | GW_BODY_LIST},
	{"while", 0, GW_BODY_BLOCK | GW_BODY_LOOP_HEAD},
	{"for", 0, GW_BODY_BLOCK | GW_BODY_LOOP_HEAD | GW_BODY_FOR},
	{"do", GW_HEAD_SIMPLE, GW_BODY_DO},
	{"until", 0, GW_BODY_UNTIL},
	{"then", 0, GW_BODY_THEN | GW_BODY_OPERATOR},
	{"else", 0, GW_BODY_LIST | GW_BODY_OPERATOR},
	{"when", 0, GW_BODY_OPERATOR},
	{"declare", 0, GW_BODY_DECLARE},
	{"handler", GW_HEAD_SIMPLE, GW_BODY_HANDLER},
	{"sqlstate", 0, GW_BODY_CONDITION},
	{"value", 0, GW_BODY_CONDITION},
	{"not", GW_HEAD_BEFORE_ANCHOR, GW_BODY_CONDITION | GW_BODY_OPERATOR},
	{"as", 0, GW_BODY_AS},
	{"is", 0, GW_BODY_AS},
	{"follows", 0, GW_BODY_ORDER},
	{"precedes", 0, GW_BODY_ORDER},
	{"and", 0, GW_BODY_OPERATOR},
	{"xor", 0, GW_BODY_OPERATOR},
	{"like", 0, GW_BODY_OPERATOR},
	{"between", 0, GW_BODY_OPERATOR},
	{"div", 0, GW_BODY_OPERATOR},
	{"mod", 0, GW_BODY_OPERATOR},
	{0},
};

static const struct gw_compound_rules compound = {.words = compound_words};

/* What the mariadb and mysql programs take for themselves at the start of a statement. */
static const char *const client_words[] = {
	"?",       "charset",   "clear",
	"connect", "edit",      "ego",
	"exit",    "go",        "nopager",
	"notee",   "nowarning", "pager",
	"print",   "prompt",    "query_attributes",
	"quit",    "rehash",    "resetconnection",
	"sandbox", "source",    "status",
	"system",  "tee",       "warnings",
	NULL,
};

/* Those that are SQL as well when they end with the delimiter. */
static const char *const client_words_or_sql[] = {"use", "help", NULL};

static const struct gw_client client = {
	.program = "mariadb",
	.mark = '\\',
	.mark_anywhere = true,
	.short_names = true,
	.not_commands = "N",
	.terminators = "gG",
	.words = client_words,
	.words_or_sql = client_words_or_sql,
	.has_delimiter = true,
};

static const char *const leaving[] = {
	"USE",
	"CREATE DATABASE",
	"CREATE SCHEMA",
	"CREATE OR REPLACE DATABASE",
	"CREATE OR REPLACE SCHEMA",
	"DROP DATABASE",
	"DROP SCHEMA",
	NULL,
};

const struct gw_dialect gw_dialect_mysql = {
	.name = "mysql",
	.chars = chars,
	.prefixes = prefixes,
	.modes = {.backslash_escapes = true, .double_quoted_strings = true},
	.dash_comment_needs_blank = true,
	.code_comments = true,
	.follow_modes = gw_modes_follow_mysql,
	.databases_qualify = true,
	.leaving = leaving,
	.inline_indexes = true,
	.columns_ignore_case = true,
	.client = &client,
	.compound = &compound,
	.classifier = &gw_classifier_mysql,
};
