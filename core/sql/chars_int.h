/*
 * The table of bytes that every dialect starts from: GW_CHAR_TABLE() is the initialiser of its 256
 * entries, with the bytes that dialects disagree on as parameters. Only for the dialect files.
 */
#ifndef GW_SQL_CHARS_INT_H
#define GW_SQL_CHARS_INT_H

#include "sql/sql_int.h"

/* Short names keep the table readable as a chart of ASCII. */
enum {
	xx = GW_CHAR_OTHER,
	sp = GW_CHAR_BLANK,
	Wd = GW_CHAR_WORD | GW_CHAR_IN_WORD,
	Pr = GW_CHAR_PREFIX | GW_CHAR_IN_WORD,
	Dg = GW_CHAR_DIGIT | GW_CHAR_IN_WORD,
	Qu = GW_CHAR_QUOTE,
	Dq = GW_CHAR_DOUBLE_QUOTE,
	Op = GW_CHAR_OPERATOR | GW_CHAR_IN_OPERATOR,
	Da = GW_CHAR_DASH | GW_CHAR_IN_OPERATOR,
	Sl = GW_CHAR_SLASH | GW_CHAR_IN_OPERATOR,
	Se = GW_CHAR_SEMICOLON,
	Pa = GW_CHAR_OPEN,
	Re = GW_CHAR_CLOSE,
	Co = GW_CHAR_COMMA,
	Do = GW_CHAR_DOT,
};

#define GW_CHAR_ROW_HIGH Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd

/* clang-format off */
#define GW_CHAR_TABLE(hash, dollar, colon, question, at, bracket, backtick)                       \
	{                                                                                         \
		/* controls */                                                                    \
		xx, xx, xx, xx, xx, xx, xx, xx, xx, sp, sp, sp, sp, sp, xx, xx,                   \
		xx, xx, xx, xx, xx, xx, xx, xx, xx, xx, xx, xx, xx, xx, xx, xx,                   \
		/* blank ! " # $ % & ' ( ) * + , - . / */                                         \
		sp, Op, Dq, hash, dollar, Op, Op, Qu, Pa, Re, Op, Op, Co, Da, Do, Sl,             \
		/* 0 to 9 : ; < = > ? */                                                          \
		Dg, Dg, Dg, Dg, Dg, Dg, Dg, Dg, Dg, Dg, colon, Se, Op, Op, Op, question,          \
		/* @ A to Z; B, E, N, U and X may stand before a quote */                         \
		at, Wd, Pr, Wd, Wd, Pr, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Pr, Wd,                   \
		Wd, Wd, Wd, Wd, Wd, Pr, Wd, Wd, Pr, Wd, Wd, bracket, xx, xx, Op, Wd,              \
		/* backtick, a to z, { | } ~ */                                                   \
		backtick, Wd, Pr, Wd, Wd, Pr, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Wd, Pr, Wd,             \
		Wd, Wd, Wd, Wd, Wd, Pr, Wd, Wd, Pr, Wd, Wd, xx, Op, xx, Op, xx,                   \
		/* bytes of UTF-8 sequences: letters to all three */                              \
		GW_CHAR_ROW_HIGH, GW_CHAR_ROW_HIGH, GW_CHAR_ROW_HIGH, GW_CHAR_ROW_HIGH,           \
		GW_CHAR_ROW_HIGH, GW_CHAR_ROW_HIGH, GW_CHAR_ROW_HIGH, GW_CHAR_ROW_HIGH,           \
	}
/* clang-format on */

#endif
