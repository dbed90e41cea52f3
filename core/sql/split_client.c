/*
 * Commands of psql, mariadb and sqlite3 that stand in scripts. Few are obeyed: DELIMITER, \g and \G
 * of mariadb as terminators, and those of psql that change nothing. The rest is refused by name,
 * because a script that relies on them does something else without them.
 */
#include "sql/client_int.h"

#include <string.h>

/* The rest of the line that offset is in, without its end. */
static struct gw_view rest_of_line(struct gw_view text, size_t offset)
{
	struct gw_view rest = gw_view_from(text, offset);
	struct gw_view line = {0};

	return gw_view_next_line(&rest, &line) ? line : gw_view_from(text, text.n);
}

static size_t behind_line(struct gw_view text, size_t offset)
{
	size_t newline = gw_view_find_char(gw_view_from(text, offset), '\n');

	return newline != GW_NOWHERE ? offset + newline + 1 : text.n;
}

/* Only blanks between the start of the line and offset. */
static bool is_first_on_line(struct gw_view text, size_t offset)
{
	while (offset > 0 && (text.p[offset - 1] == ' ' || text.p[offset - 1] == '\t'))
		offset--;
	return offset == 0 || text.p[offset - 1] == '\n';
}

/*
 * The list is lower-case ASCII. The first letter decides quickly, for this is asked of each
 * statement.
 */
static bool is_listed(const char *const *list, struct gw_view name)
{
	if (list == NULL || name.n == 0)
		return false;
	for (; *list != NULL; list++) {
		if ((*list)[0] == (name.p[0] | 0x20) && gw_view_is_nocase(name, *list))
			return true;
	}
	return false;
}

static enum gw_client_action refuse(struct gw_splitter *splitter, size_t offset,
				    struct gw_view command, struct gw_error **err)
{
	splitter->error_offset = offset;
	splitter->error_length = command.n;
	gw_fail(err, GW_E_CLIENT_COMMAND, "'%.*s' is a command of the %s program, not SQL",
		GW_VIEW_ARG(command), splitter->dialect->client->program);
	return GW_CLIENT_REFUSED;
}

/* --- commands with a mark --- */

/* The command at offset with its mark and without arguments. */
static struct gw_view command_at(const struct gw_splitter *splitter, size_t offset)
{
	struct gw_view rest = rest_of_line(splitter->text, offset);
	size_t n = 1;

	if (splitter->dialect->client->short_names)
		return gw_view_slice(rest, 0, 1 + gw_utf8_offset(gw_view_from(rest, 1), 1));
	do
		n++;
	while (n < rest.n && strchr(" \t\r;\\'\"", rest.p[n]) == NULL);
	return gw_view_slice(rest, 0, n);
}

/*
 * A harmless command may stand between statements, alone: what follows another mark on its line
 * would be a second command.
 */
static enum gw_client_action take_harmless(struct gw_splitter *splitter, struct gw_view command,
					   size_t offset, bool within, size_t *ret_next,
					   struct gw_error **err)
{
	size_t second = offset + command.n;
	struct gw_view arguments = rest_of_line(splitter->text, second);
	size_t mark = gw_view_find_char(arguments, splitter->dialect->client->mark);

	if (mark != GW_NOWHERE)
		return refuse(splitter, second + mark, command_at(splitter, second + mark), err);
	if (within) {
		refuse(splitter, offset, command, err);
		gw_error_hint(*err, "It may stand between statements: end the statement before it "
				    "with a semicolon.");
		return GW_CLIENT_REFUSED;
	}
	*ret_next = behind_line(splitter->text, offset);
	return GW_CLIENT_PASSED;
}

static bool is_one_of(const char *characters, struct gw_view name)
{
	return characters != NULL && name.n == 1 && name.p[0] != '\0' &&
	       strchr(characters, name.p[0]) != NULL;
}

static enum gw_client_action take_marked(struct gw_splitter *splitter, size_t offset, bool within,
					 size_t *ret_next, struct gw_error **err)
{
	const struct gw_client *client = splitter->dialect->client;
	struct gw_view command = command_at(splitter, offset);
	struct gw_view name = gw_view_from(command, 1);

	if (is_one_of(client->not_commands, name))
		return GW_CLIENT_NONE;
	if (is_one_of(client->terminators, name)) {
		*ret_next = offset + command.n;
		return within ? GW_CLIENT_ENDS : GW_CLIENT_PASSED;
	}
	if (is_listed(client->harmless, name))
		return take_harmless(splitter, command, offset, within, ret_next, err);
	return refuse(splitter, offset, command, err);
}

/* --- DELIMITER --- */

/* The argument of DELIMITER, maybe in quotes; absent when there is none. */
static struct gw_view delimiter_argument(struct gw_view rest)
{
	struct gw_view argument = gw_view_trim(rest);
	size_t end;

	if (argument.n > 0 && strchr("'\"`", argument.p[0]) != NULL) {
		char quote = argument.p[0];

		argument = gw_view_from(argument, 1);
		end = gw_view_find_char(argument, quote);
	} else {
		end = gw_view_find_char(argument, ' ');
	}
	argument = gw_view_slice(argument, 0, GW_MIN(end, argument.n));
	return argument.n > 0 ? argument : (struct gw_view){0};
}

static enum gw_client_action take_delimiter(struct gw_splitter *splitter, struct gw_token word,
					    size_t *ret_next, struct gw_error **err)
{
	struct gw_view rest = rest_of_line(splitter->text, word.end);
	struct gw_view argument = delimiter_argument(rest);

	splitter->error_offset = word.start;
	splitter->error_length = word.end - word.start;
	if (argument.p == NULL) {
		gw_fail(err, GW_E_CLIENT_COMMAND, "DELIMITER names no delimiter");
		return GW_CLIENT_REFUSED;
	}
	if (gw_view_find_char(argument, '\\') != GW_NOWHERE) {
		gw_fail(err, GW_E_CLIENT_COMMAND, "a delimiter cannot hold a backslash");
		return GW_CLIENT_REFUSED;
	}
	splitter->delimiter = argument;
	*ret_next = behind_line(splitter->text, word.end);
	return GW_CLIENT_PASSED;
}

/*
 * Within a statement DELIMITER may be a column of that name. It is the command when it starts a
 * line, and the rest of the line is one word of punctuation that no expression could go on with.
 */
static bool is_delimiter_line(const struct gw_splitter *splitter, struct gw_token word)
{
	struct gw_view argument = gw_view_trim(rest_of_line(splitter->text, word.end));

	if (!is_first_on_line(splitter->text, word.start) || argument.n == 0)
		return false;
	for (size_t i = 0; i < argument.n; i++) {
		if (strchr(";$/|@#~^&!", argument.p[i]) == NULL || argument.p[i] == '\0')
			return false;
	}
	return true;
}

/* --- commands that are words --- */

static enum gw_client_action take_first_token(struct gw_splitter *splitter, struct gw_token token,
					      struct gw_error **err)
{
	const struct gw_client *client = splitter->dialect->client;
	struct gw_view name = gw_token_text(splitter->text, token);
	struct gw_view line = rest_of_line(splitter->text, token.end);

	if (is_listed(client->words, name))
		return refuse(splitter, token.start, name, err);
	if (!is_listed(client->words_or_sql, name) ||
	    gw_view_find(line, splitter->delimiter) != GW_NOWHERE)
		return GW_CLIENT_NONE;
	refuse(splitter, token.start, name, err);
	gw_error_hint(*err, "As a statement it must end with '%.*s' on the same line.",
		      GW_VIEW_ARG(splitter->delimiter));
	return GW_CLIENT_REFUSED;
}

enum gw_client_action gw_client_take(struct gw_splitter *splitter, struct gw_token token,
				     bool within, size_t *ret_next, struct gw_error **err)
{
	const struct gw_client *client = splitter->dialect->client;

	if (splitter->text.p[token.start] == client->mark) {
		if (within && !client->mark_anywhere)
			return GW_CLIENT_NONE;
		return take_marked(splitter, token.start, within, ret_next, err);
	}
	if (client->has_delimiter && gw_token_is_word(splitter->text, token, "delimiter")) {
		if (!within)
			return take_delimiter(splitter, token, ret_next, err);
		*ret_next = token.start;
		return is_delimiter_line(splitter, token) ? GW_CLIENT_ENDS : GW_CLIENT_NONE;
	}
	return within ? GW_CLIENT_NONE : take_first_token(splitter, token, err);
}
