/*
 * The lexer: the kinds of tokens of each dialect, and that tokens are the text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "sql/lexer.h"

#define POSTGRES &gw_dialect_postgres
#define MYSQL    &gw_dialect_mysql
#define SQLITE   &gw_dialect_sqlite

/* One letter for each kind, as the tables below write them. */
static const char letters[] = {
	[GW_TOKEN_END] = 'E',          [GW_TOKEN_BLANK] = '_',  [GW_TOKEN_COMMENT] = 'c',
	[GW_TOKEN_CODE_COMMENT] = 'C', [GW_TOKEN_WORD] = 'w',   [GW_TOKEN_NAME] = 'n',
	[GW_TOKEN_STRING] = 's',       [GW_TOKEN_NUMBER] = '0', [GW_TOKEN_PARAMETER] = 'p',
	[GW_TOKEN_SEMICOLON] = ';',    [GW_TOKEN_OPEN] = '(',   [GW_TOKEN_CLOSE] = ')',
	[GW_TOKEN_COMMA] = ',',        [GW_TOKEN_DOT] = '.',    [GW_TOKEN_OTHER] = 'o',
};

/* "w<SELECT> 0<1>": blanks are left out; '!' marks what never ends. */
static void render(struct gw_str *out, struct gw_lexer *lexer)
{
	size_t offset = 0;
	struct gw_token token;

	while ((token = gw_lexer_next(lexer)).kind != GW_TOKEN_END) {
		assert_int_equal(token.start, offset);
		assert_true(token.end > token.start);
		offset = token.end;
		if (token.kind == GW_TOKEN_BLANK)
			continue;
		if (out->n > 0)
			gw_str_putc(out, ' ');
		gw_str_putc(out, letters[token.kind]);
		if (token.unterminated)
			gw_str_putc(out, '!');
		gw_str_putc(out, '<');
		gw_str_add(out, gw_view_slice(lexer->text, token.start, token.end));
		gw_str_putc(out, '>');
	}
	assert_int_equal(offset, lexer->text.n);
	assert_int_equal(gw_lexer_next(lexer).kind, GW_TOKEN_END);
}

struct lexer_case {
	const struct gw_dialect *dialect;
	const char *text;
	const char *expected;
};

static void check_case(const struct lexer_case *c, struct gw_lexer_modes modes)
{
	struct gw_str out GW_STR_AUTO = {0};
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, c->dialect, gw_view_of(c->text));
	lexer.modes = modes;
	render(&out, &lexer);
	assert_string_equal(gw_str_text(&out), c->expected);
}

static void check_cases(const struct lexer_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_case(&cases[i], gw_lexer_default_modes(cases[i].dialect));
}

static void tells_words_from_numbers(void **state GW_UNUSED)
{
	static const struct lexer_case cases[] = {
		{POSTGRES, "SELECT a1,_b.c$d", "w<SELECT> w<a1> ,<,> w<_b> .<.> w<c$d>"},
		{POSTGRES, "é数 $1 $ $x", "w<é数> p<$1> o<$> o<$> w<x>"},
		{POSTGRES, "1.5e-3+1e5 0xe-1 1..2",
		 "0<1.5e-3> o<+> 0<1e5> 0<0xe> o<-> 0<1> 0<1> .<.> .<.> 0<2>"},
		{POSTGRES, "1$$a$$", "0<1> s<$$a$$>"},
		{MYSQL, "@a @@global.x @ ?,:x $y",
		 "p<@a> p<@@global.x> o<@> p<?> ,<,> o<:> w<x> w<$y>"},
		{SQLITE, "?1 :a @b $c #", "p<?1> p<:a> p<@b> p<$c> o<#>"},
		{SQLITE, "", ""},
		{SQLITE,
		 "\xef\xbb\xbf"
		 "a",
		 "w<a>"},
		{POSTGRES, "a\xef\xbb\xbf", "w<a\xef\xbb\xbf>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void finds_the_end_of_strings(void **state GW_UNUSED)
{
	static const struct lexer_case cases[] = {
		{POSTGRES, "'a;''b' '\\'", "s<'a;''b'> s<'\\'>"},
		{POSTGRES, "E'\\'' e'\\\\' some'a'", "s<E'\\''> s<e'\\\\'> w<some> s<'a'>"},
		{POSTGRES, "U&'\\0061' u&\"x\" b'0' X'F' n'a' u&x",
		 "s<U&'\\0061'> n<u&\"x\"> s<b'0'> s<X'F'> s<n'a'> w<u> o<&> w<x>"},
		{POSTGRES, "E'a' -- c\n 'b\\';'", "s<E'a' -- c\n 'b\\';'>"},
		{POSTGRES, "E'a' 'b\\'", "s<E'a'> s<'b\\'>"},
		{POSTGRES, "$$a;$b$$ $é$ $$ $é$", "s<$$a;$b$$> s<$é$ $$ $é$>"},
		{POSTGRES, "$a$ $A$", "s!<$a$ $A$>"},
		{POSTGRES, "a$$b$$", "w<a$$b$$>"},
		{POSTGRES, "'a", "s!<'a>"},
		{POSTGRES, "\"a\"\"b\" \"c", "n<\"a\"\"b\"> n!<\"c>"},
		{MYSQL, "'a\\';' \"b\\\";\" _utf8'x'", "s<'a\\';'> s<\"b\\\";\"> w<_utf8> s<'x'>"},
		{MYSQL, "`a\\` `b``c`", "n<`a\\`> n<`b``c`>"},
		{MYSQL, "x'41' n'\\''", "s<x'41'> s<n'\\''>"},
		{MYSQL, "'a\\", "s!<'a\\>"},
		{SQLITE, "'\\' [a'] `b;` \"c\" x'3B'", "s<'\\'> n<[a']> n<`b;`> n<\"c\"> s<x'3B'>"},
		{SQLITE, "[a", "n!<[a>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void finds_the_end_of_comments(void **state GW_UNUSED)
{
	static const struct lexer_case cases[] = {
		{POSTGRES, "/* a /* b */ c */ d", "c</* a /* b */ c */> w<d>"},
		{POSTGRES, "/* /* */", "c!</* /* */>"},
		{POSTGRES, "--a\nb--c\rd", "c<--a> w<b> c<--c> w<d>"},
		{POSTGRES, "5 */*;*/ @-- c", "0<5> o<*> c</*;*/> o<@> c<-- c>"},
		{POSTGRES, "a # b", "w<a> o<#> w<b>"},
		{MYSQL, "/* a /* b */ c */", "c</* a /* b */> w<c> o<*/>"},
		{MYSQL, "5--1 --\t2\n--", "0<5> o<--> 0<1> c<--\t2> c<-->"},
		{MYSQL, "# a'\nb", "c<# a'> w<b>"},
		{MYSQL, "/*!40101 SET x='*/' */ y", "C</*!40101 SET x='*/' */> w<y>"},
		{MYSQL, "/*M! 1+*/ /*+ it's */ /*! /* a */ b */",
		 "C</*M! 1+*/> C</*+ it's */> C</*! /* a */ b */>"},
		{MYSQL, "/*! a", "C!</*! a>"},
		{SQLITE, "5--1\n/*! a */ /*", "0<5> c<--1> c</*! a */> c!</*>"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void follows_modes(void **state GW_UNUSED)
{
	static const struct lexer_modes_case {
		struct gw_lexer_modes modes;
		struct lexer_case c;
	} cases[] = {
		{{.backslash_escapes = true},
		 {POSTGRES, "'\\'' N'\\'' x'\\'", "s<'\\''> s<N'\\''> s<x'\\'>"}},
		{{.backslash_escapes = true}, {POSTGRES, "'a'\n'\\''", "s<'a'\n'\\''>"}},
		{{.double_quoted_strings = true}, {MYSQL, "'\\' \"\\\"", "s<'\\'> s<\"\\\">"}},
		{{.backslash_escapes = true}, {MYSQL, "\"\\\" '\\''", "n<\"\\\"> s<'\\''>"}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check_case(&cases[i].c, cases[i].modes);
}

static void leaves_strange_bytes_alone(void **state GW_UNUSED)
{
	static const char bytes[] = "a\0\x01\x7f\\{";
	struct gw_lexer lexer;
	unsigned others = 0;
	struct gw_token token;

	gw_lexer_init(&lexer, POSTGRES, (struct gw_view){bytes, sizeof(bytes) - 1});
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END) {
		assert_int_equal(token.end - token.start, 1);
		others += token.kind == GW_TOKEN_OTHER;
	}
	assert_int_equal(others, 5);
}

static void passes_over_space(void **state GW_UNUSED)
{
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, MYSQL, GW_VIEW(" -- a\n/* b */ /*! c */ # d"));
	assert_int_equal(gw_lexer_next_code(&lexer).kind, GW_TOKEN_CODE_COMMENT);
	assert_int_equal(gw_lexer_next_code(&lexer).kind, GW_TOKEN_END);
	assert_int_equal(gw_lexer_next_code(&lexer).kind, GW_TOKEN_END);
}

static void names_tokens(void **state GW_UNUSED)
{
	static const struct lexer_case cases[] = {
		{POSTGRES, "MyTable", "mytable"},
		{MYSQL, "MyTable", "MyTable"},
		{POSTGRES, "\"My\"\"T\"", "My\"T"},
		{POSTGRES, "U&\"d\\0061t\\+000061\\\\\"", "data\\"},
		{MYSQL, "`a``b\\`", "a`b\\"},
		{SQLITE, "[a b]", "a b"},
		{POSTGRES, "'it''s\\'", "it's\\"},
		{POSTGRES, "E'it\\'s\\n'", "it's\n"},
		{POSTGRES, "$t$a''b$t$", "a''b"},
		{MYSQL, "'it\\'s\\\n'", "it's\n"},
		{POSTGRES, "'open", "open"},
		{POSTGRES, "E'", ""},
		{MYSQL, "'a\\", "a\\"},
		{POSTGRES, "42", "42"},
	};
	struct gw_arena arena GW_ARENA_AUTO = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_lexer lexer;
		struct gw_token token;

		gw_lexer_init(&lexer, cases[i].dialect, gw_view_of(cases[i].text));
		token = gw_lexer_next(&lexer);
		assert_int_equal(token.end, lexer.text.n);
		assert_string_equal(gw_token_name(&arena, lexer.dialect, lexer.text, token),
				    cases[i].expected);
	}
}

static void dialects_have_names(void **state GW_UNUSED)
{
	assert_string_equal(gw_dialect_name(POSTGRES), "postgres");
	assert_string_equal(gw_dialect_name(MYSQL), "mysql");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_words_from_numbers),
		cmocka_unit_test(finds_the_end_of_strings),
		cmocka_unit_test(finds_the_end_of_comments),
		cmocka_unit_test(follows_modes),
		cmocka_unit_test(leaves_strange_bytes_alone),
		cmocka_unit_test(passes_over_space),
		cmocka_unit_test(names_tokens),
		cmocka_unit_test(dialects_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
