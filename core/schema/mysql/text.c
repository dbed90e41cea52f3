/*
 * The text of SHOW CREATE, taken apart.
 */
#include "engine/literal.h"
#include "schema/mysql/mysql_int.h"
#include "sql/lexer.h"

void gw_mysql_quote_name(struct gw_str *str, struct gw_view name)
{
	gw_add_quoted(str, name, '`');
}

void gw_mysql_quote_text(struct gw_str *str, struct gw_view text)
{
	gw_str_putc(str, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\'' || text.p[i] == '\\')
			gw_str_putc(str, text.p[i]);
		gw_str_putc(str, text.p[i]);
	}
	gw_str_putc(str, '\'');
}

static struct gw_view token_text(const struct gw_lexer *lexer, struct gw_token token)
{
	return gw_view_slice(lexer->text, token.start, token.end);
}

static size_t count_digits(struct gw_view text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
		n++;
	return n;
}

/* What is within a comment that is code for some servers: this one wrote it for itself. */
static bool open_comment(struct gw_view comment, struct gw_view *ret_inner)
{
	size_t start = gw_view_starts(comment, "/*M!") ? strlen("/*M!") : strlen("/*!");

	if (comment.n < start + strlen("*/") ||
	    (!gw_view_starts(comment, "/*!") && !gw_view_starts(comment, "/*M!")))
		return false;
	*ret_inner = gw_view_slice(comment, start, comment.n - strlen("*/"));
	*ret_inner = gw_view_trim(gw_view_from(*ret_inner, count_digits(*ret_inner)));
	return true;
}

struct gw_view gw_mysql_plain(struct gw_arena *arena, struct gw_view sql)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_lexer lexer;
	struct gw_token token;
	struct gw_view inner;

	if (gw_view_find(sql, GW_VIEW("/*")) == GW_NOWHERE)
		return sql;
	gw_lexer_init(&lexer, &gw_dialect_mysql, sql);
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END) {
		struct gw_view text = token_text(&lexer, token);

		if (token.kind == GW_TOKEN_CODE_COMMENT && open_comment(text, &inner))
			gw_str_add(&str, gw_mysql_plain(arena, inner));
		else
			gw_str_add(&str, text);
	}
	return gw_view_of(gw_str_take(&str, arena));
}

struct gw_view gw_mysql_without(struct gw_arena *arena, struct gw_view expression,
				const char *database)
{
	GW_STR_AUTO struct gw_str name = {0};
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	gw_mysql_quote_name(&name, gw_view_of(database));
	if (gw_view_find(expression, gw_str_view(&name)) == GW_NOWHERE)
		return expression;
	gw_lexer_init(&lexer, &gw_dialect_mysql, expression);
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END) {
		if (gw_view_eq(token_text(&lexer, token), gw_str_view(&name)) &&
		    gw_view_starts(gw_view_from(expression, token.end), "."))
			(void)gw_lexer_next(&lexer);
		else
			gw_str_add(&str, token_text(&lexer, token));
	}
	return gw_view_of(gw_str_take(&str, arena));
}

/* The lexer is behind an opening parenthesis: where the closing one ends. */
static size_t end_of_group(struct gw_lexer *lexer)
{
	struct gw_token token;

	for (size_t depth = 1; depth != 0;) {
		token = gw_lexer_next(lexer);
		if (token.kind == GW_TOKEN_END)
			return lexer->text.n;
		if (token.kind == GW_TOKEN_OPEN)
			depth++;
		else if (token.kind == GW_TOKEN_CLOSE)
			depth--;
	}
	return token.end;
}

bool gw_mysql_next(struct gw_view *rest, struct gw_view *ret_token)
{
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_mysql, *rest);
	token = gw_lexer_next_code(&lexer);
	if (token.kind == GW_TOKEN_END)
		return false;
	if (token.kind == GW_TOKEN_OPEN)
		token.end = end_of_group(&lexer);
	*ret_token = gw_view_slice(*rest, token.start, token.end);
	*rest = gw_view_from(*rest, token.end);
	return true;
}

bool gw_mysql_skip(struct gw_view *rest, const char *word)
{
	struct gw_view after = *rest;
	struct gw_view token;

	if (!gw_mysql_next(&after, &token) || !gw_view_is_nocase(token, word))
		return false;
	*rest = after;
	return true;
}

bool gw_mysql_next_item(struct gw_view *rest, struct gw_view *ret_item)
{
	struct gw_view start = *rest;
	struct gw_view token = {0};

	while (gw_mysql_next(rest, &token) && token.p[0] != ',')
		;
	*ret_item = gw_view_slice(start, 0, start.n - rest->n);
	if (token.n == 1 && token.p[0] == ',')
		*ret_item = gw_view_slice(*ret_item, 0, ret_item->n - 1);
	*ret_item = gw_view_trim(*ret_item);
	return ret_item->n != 0;
}

const char *gw_mysql_unquote(struct gw_arena *arena, struct gw_view token)
{
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, &gw_dialect_mysql, token);
	return gw_token_name(arena, &gw_dialect_mysql, token, gw_lexer_next(&lexer));
}

const char *gw_mysql_next_name(struct gw_arena *arena, struct gw_view *rest)
{
	struct gw_view token = {0};

	return gw_mysql_next(rest, &token) ? gw_mysql_unquote(arena, token) : "";
}

static char unescape(char c)
{
	static const char written[] = "0nr";
	static const char meant[] = {'\0', '\n', '\r'};
	const char *at = c != '\0' ? strchr(written, c) : NULL;

	return at != NULL ? meant[at - written] : c;
}

struct gw_view gw_mysql_hex(struct gw_arena *arena, struct gw_view literal)
{
	GW_STR_AUTO struct gw_str bytes = {0};
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 1; i + 1 < literal.n; i++) {
		char c = literal.p[i];

		if (c == '\'' || c == '\\')
			c = unescape(literal.p[++i]);
		gw_str_putc(&bytes, c);
	}
	gw_add_hex(&str, gw_str_view(&bytes));
	return gw_view_of(gw_str_take(&str, arena));
}

struct gw_view gw_mysql_join(struct gw_arena *arena, struct gw_view list, struct gw_view element)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_add(&str, list);
	if (list.p != NULL)
		gw_str_putc(&str, GW_SCHEMA_SEPARATOR);
	gw_str_add(&str, element);
	return gw_view_of(gw_str_take(&str, arena));
}

/* Parts of a key that are expressions have no name. */
struct gw_view gw_mysql_names(struct gw_arena *arena, struct gw_view group)
{
	struct gw_view items = gw_view_slice(group, 1, group.n - 1);
	struct gw_view list = {0};
	struct gw_view item, token;

	while (gw_mysql_next_item(&items, &item)) {
		if (gw_mysql_next(&item, &token) && token.p[0] == '`')
			list = gw_mysql_join(arena, list,
					     gw_view_of(gw_mysql_unquote(arena, token)));
	}
	return list;
}

bool gw_mysql_lists(struct gw_view list, struct gw_view name)
{
	struct gw_view other;

	while (gw_view_next_field(&list, GW_SCHEMA_SEPARATOR, &other)) {
		if (gw_view_eq_nocase(other, name))
			return true;
	}
	return false;
}
