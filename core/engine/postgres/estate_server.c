/*
 * Statements for what belongs to the whole server: roles, memberships, databases, settings.
 *
 * A database is made with what is decided then; its owner and the rest come afterwards, as changes:
 * to give a database away at once takes a membership in the new owner, which the transaction around a
 * change can borrow, and CREATE DATABASE, which takes no transaction, could not.
 */
#include <string.h>

#include "engine/postgres/estate_int.h"
#include "engine/postgres/postgres_int.h"

/* --- roles --- */

static const struct {
	const char *property, *yes, *no;
} role_words[] = {
	{"login", " LOGIN", " NOLOGIN"},
	{"superuser", " SUPERUSER", " NOSUPERUSER"},
	{"createdb", " CREATEDB", " NOCREATEDB"},
	{"createrole", " CREATEROLE", " NOCREATEROLE"},
	{"inherit", " INHERIT", " NOINHERIT"},
	{"replication", " REPLICATION", " NOREPLICATION"},
	{"bypassrls", " BYPASSRLS", " NOBYPASSRLS"},
};

static bool is_true(const char *value)
{
	return strcmp(value, "true") == 0;
}

static void add_role_options(struct gw_render *render, struct gw_str *str,
			     const struct gw_action *action, bool masked)
{
	const struct gw_change *change;

	for (size_t i = 0; i < GW_COUNT(role_words); i++) {
		change = gw_action_change(action, role_words[i].property);
		if (change != NULL)
			gw_str_puts(str,
				    is_true(change->after) ? role_words[i].yes : role_words[i].no);
	}
	change = gw_action_change(action, "connection_limit");
	if (change != NULL)
		gw_sql_add(render, str, " CONNECTION LIMIT %w", change->after);
	change = gw_action_change(action, "valid_until");
	if (change != NULL)
		gw_sql_add(render, str, " VALID UNTIL %t", change->after);
	change = gw_action_change(action, "password");
	if (change != NULL && masked)
		gw_str_puts(str, " PASSWORD '***'");
	else if (change != NULL)
		gw_sql_add(render, str, " PASSWORD %t", change->after);
}

static void add_comment(struct gw_render *render, const struct gw_action *action, const char *what,
			const char *name)
{
	const struct gw_change *comment = gw_action_change(action, "comment");

	if (comment != NULL && comment->after[0] == '\0')
		gw_sql_statement(render, "COMMENT ON %w %n IS NULL", what, name);
	else if (comment != NULL)
		gw_sql_statement(render, "COMMENT ON %w %n IS %t", what, name, comment->after);
}

void gw_pg_render_role(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0}, shown = {0};
	const char *name = action->asset->parts[0];
	const char *verb = action->deed == GW_DEED_MAKE ? "CREATE ROLE" : "ALTER ROLE";

	if (action->deed == GW_DEED_DROP) {
		gw_sql_statement(render, "DROP ROLE %n", name);
		return;
	}
	add_role_options(render, &options, action, false);
	add_role_options(render, &shown, action, true);
	if (action->deed == GW_DEED_MAKE || options.n != 0) {
		struct gw_render masked = {.arena = render->arena, .conn = render->conn};

		gw_sql_statement(&masked, "%w %n%w", verb, name, gw_str_text(&shown));
		gw_sql_statement(render, "%w %n%w", verb, name, gw_str_text(&options));
		gw_vec_last(&render->list).shown = masked.list.items[0].sql;
	}
	add_comment(render, action, "ROLE", name);
}

/* --- lists of names --- */

bool gw_pg_next_name(struct gw_arena *arena, struct gw_view *rest, const char **ret_name)
{
	GW_STR_AUTO struct gw_str str = {0};
	bool quoted = false;
	size_t i = 0;

	*rest = gw_view_trim(*rest);
	if (rest->n == 0)
		return false;
	for (; i < rest->n && (quoted || rest->p[i] != ','); i++) {
		if (rest->p[i] != '"')
			gw_str_putc(&str, rest->p[i]);
		else if (quoted && i + 1 < rest->n && rest->p[i + 1] == '"')
			gw_str_putc(&str, rest->p[++i]);
		else
			quoted = !quoted;
	}
	*rest = gw_view_from(*rest, i + 1);
	*ret_name = gw_view_dup(arena, gw_view_trim(gw_str_view(&str)));
	return true;
}

/* --- memberships --- */

static void add_membership_option(struct gw_str *str, const struct gw_action *action,
				  const char *property, const char *word)
{
	const struct gw_change *change = gw_action_change(action, property);

	if (change == NULL)
		return;
	gw_str_puts(str, str->n == 0 ? " WITH " : ", ");
	gw_str_puts(str, word);
	gw_str_puts(str, is_true(change->after) ? " TRUE" : " FALSE");
}

/* From version 16 on: statement by statement what each who granted it has granted. */
static void render_each(struct gw_render *render, const struct gw_action *action,
			const char *options)
{
	const char *group = action->asset->parts[0], *member = action->asset->parts[1];
	const char *grantors = gw_asset_value(action->live, GW_PG_GRANTORS);
	struct gw_view rest = gw_view_of(grantors != NULL ? grantors : "");
	const char *grantor;

	while (gw_pg_next_name(render->arena, &rest, &grantor)) {
		if (action->deed == GW_DEED_DROP)
			gw_sql_statement(render, "REVOKE %n FROM %n GRANTED BY %n", group, member,
					 grantor);
		else
			gw_sql_statement(render, "GRANT %n TO %n%w GRANTED BY %n", group, member,
					 options, grantor);
	}
}

static void render_with_options(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0};

	add_membership_option(&options, action, "admin", "ADMIN");
	add_membership_option(&options, action, "inherit", "INHERIT");
	add_membership_option(&options, action, "set", "SET");
	if (action->deed == GW_DEED_MAKE || gw_asset_value(action->live, GW_PG_GRANTORS) == NULL)
		gw_sql_statement(render, "GRANT %n TO %n%w", action->asset->parts[0],
				 action->asset->parts[1], gw_str_text(&options));
	else
		render_each(render, action, gw_str_text(&options));
}

void gw_pg_render_membership(struct gw_render *render, const struct gw_action *action)
{
	const char *group = action->asset->parts[0], *member = action->asset->parts[1];
	const struct gw_change *admin = gw_action_change(action, "admin");
	bool has_options = render->conn->info.version_number >= GW_PG_MEMBERSHIP_OPTIONS;

	if (action->deed == GW_DEED_DROP && has_options)
		render_each(render, action, "");
	else if (action->deed == GW_DEED_DROP)
		gw_sql_statement(render, "REVOKE %n FROM %n", group, member);
	else if (has_options)
		render_with_options(render, action);
	else if (admin != NULL && is_true(admin->after))
		gw_sql_statement(render, "GRANT %n TO %n WITH ADMIN OPTION", group, member);
	else if (action->deed == GW_DEED_CHANGE)
		gw_sql_statement(render, "REVOKE ADMIN OPTION FOR %n FROM %n", group, member);
	else
		gw_sql_statement(render, "GRANT %n TO %n", group, member);
}

/* --- databases --- */

static void add_database_text(struct gw_render *render, struct gw_str *str,
			      const struct gw_action *action, const char *property,
			      const char *word)
{
	const struct gw_change *change = gw_action_change(action, property);

	if (change != NULL && change->after[0] != '\0')
		gw_sql_add(render, str, " %w %t", word, change->after);
}

static void add_database_name(struct gw_render *render, struct gw_str *str,
			      const struct gw_action *action, const char *property,
			      const char *word)
{
	const struct gw_change *change = gw_action_change(action, property);

	if (change != NULL)
		gw_sql_add(render, str, " %w %n", word, change->after);
}

/* Only an empty template takes another encoding or locale than its own. */
static bool needs_template0(const struct gw_action *action)
{
	static const char *const properties[] = {"encoding", "lc_collate", "lc_ctype",
						 "provider", "icu_locale", "builtin_locale",
						 "icu_rules"};
	bool needs = false;

	for (size_t i = 0; i < GW_COUNT(properties); i++)
		needs |= gw_action_change(action, properties[i]) != NULL;
	return needs && gw_action_change(action, "template") == NULL;
}

static void make_database(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0};

	add_database_name(render, &options, action, "template", "TEMPLATE");
	if (needs_template0(action))
		gw_str_puts(&options, " TEMPLATE template0");
	add_database_text(render, &options, action, "encoding", "ENCODING");
	add_database_text(render, &options, action, "lc_collate", "LC_COLLATE");
	add_database_text(render, &options, action, "lc_ctype", "LC_CTYPE");
	if (render->conn->info.version_number >= 150000)
		add_database_name(render, &options, action, "provider", "LOCALE_PROVIDER");
	add_database_text(render, &options, action, "icu_locale", "ICU_LOCALE");
	add_database_text(render, &options, action, "icu_rules", "ICU_RULES");
	add_database_text(render, &options, action, "builtin_locale", "BUILTIN_LOCALE");
	add_database_name(render, &options, action, "tablespace", "TABLESPACE");
	gw_sql_statement(render, "CREATE DATABASE %n%w", action->asset->parts[0],
			 gw_str_text(&options));
}

static void add_database_option(struct gw_str *str, const struct gw_action *action,
				const char *property, const char *word)
{
	const struct gw_change *change = gw_action_change(action, property);

	if (change == NULL)
		return;
	gw_str_puts(str, word);
	gw_str_puts(str, change->after);
}

/* The owner comes last: with the ownership goes the right to change the rest. */
static void change_database(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0};
	const char *name = action->asset->parts[0];
	const struct gw_change *owner = gw_action_change(action, "owner");

	add_database_option(&options, action, "connection_limit", " CONNECTION LIMIT ");
	add_database_option(&options, action, "allow_connections", " ALLOW_CONNECTIONS ");
	add_database_option(&options, action, "is_template", " IS_TEMPLATE ");
	if (options.n != 0)
		gw_sql_statement(render, "ALTER DATABASE %n WITH%w", name, gw_str_text(&options));
	add_comment(render, action, "DATABASE", name);
	if (owner != NULL)
		gw_sql_statement(render, "ALTER DATABASE %n OWNER TO %n", name, owner->after);
}

void gw_pg_render_database(struct gw_render *render, const struct gw_action *action)
{
	switch (action->deed) {
	case GW_DEED_MAKE:
		make_database(render, action);
		break;
	case GW_DEED_CHANGE:
		change_database(render, action);
		break;
	case GW_DEED_DROP:
		gw_sql_statement(render, "DROP DATABASE %n", action->asset->parts[0]);
		break;
	}
}

/* --- settings --- */

bool gw_pg_setting_is_list(const char *name)
{
	static const char *const lists[] = {
		"search_path",
		"temp_tablespaces",
		"session_preload_libraries",
		"local_preload_libraries",
	};

	for (size_t i = 0; i < GW_COUNT(lists); i++) {
		if (gw_view_is_nocase(gw_view_of(name), lists[i]))
			return true;
	}
	return false;
}

const char *gw_pg_setting_list(struct gw_arena *arena, const char *value)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view rest = gw_view_of(value);
	const char *name;

	while (gw_pg_next_name(arena, &rest, &name)) {
		gw_str_puts(&str, str.n == 0 ? "" : ", ");
		gw_module_postgres.quote_name(&str, gw_view_of(name));
	}
	return gw_str_take(&str, arena);
}

static void add_setting_value(struct gw_render *render, struct gw_str *str,
			      const struct gw_change *change)
{
	struct gw_view rest = gw_view_of(change->after);
	const char *name;
	bool first = true;

	if (!gw_pg_setting_is_list(change->name) || change->after[0] == '\0') {
		gw_sql_add(render, str, "%t", change->after);
		return;
	}
	while (gw_pg_next_name(render->arena, &rest, &name)) {
		gw_sql_add(render, str, first ? "%t" : ", %t", name);
		first = false;
	}
}

void gw_pg_render_setting(struct gw_render *render, const struct gw_action *action)
{
	const char *database = action->asset->parts[0], *role = action->asset->parts[1];
	GW_STR_AUTO struct gw_str whose = {0};

	if (role[0] != '\0')
		gw_sql_add(render, &whose, "ROLE %n", role);
	if (database[0] != '\0')
		gw_sql_add(render, &whose, role[0] != '\0' ? " IN DATABASE %n" : "DATABASE %n",
			   database);
	for (size_t i = 0; i < action->changes.n; i++) {
		const struct gw_change *change = &action->changes.items[i];
		GW_STR_AUTO struct gw_str value = {0};

		if (change->after == NULL) {
			gw_sql_statement(render, "ALTER %w RESET %n", gw_str_text(&whose),
					 change->name);
			continue;
		}
		add_setting_value(render, &value, change);
		gw_sql_statement(render, "ALTER %w SET %n TO %w", gw_str_text(&whose), change->name,
				 gw_str_text(&value));
	}
}

/* --- who is to be dropped --- */

void gw_pg_leave(struct gw_render *render, const char *role, const char *heir)
{
	if (heir != NULL)
		gw_sql_statement(render, "REASSIGN OWNED BY %n TO %n", role, heir);
	gw_sql_statement(render, "DROP OWNED BY %n", role);
}
