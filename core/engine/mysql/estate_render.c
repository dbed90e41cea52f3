/*
 * Statements that provision MariaDB. Each is a transaction of its own there.
 */
#include <string.h>

#include "engine/mysql/estate_int.h"

/* "`app`@`localhost`", or a role's name alone. */
static void add_grantee(struct gw_render *render, struct gw_str *str, const char *name)
{
	struct gw_view view = gw_view_of(name);
	size_t at = gw_view_rfind_char(view, '@');

	if (at == GW_NOWHERE)
		gw_sql_add(render, str, "%n", name);
	else
		gw_sql_add(render, str, "%n@%n", gw_strndup(render->arena, name, at),
			   name + at + 1);
}

static const char *grantee(struct gw_render *render, const char *name)
{
	GW_STR_AUTO struct gw_str str = {0};

	add_grantee(render, &str, name);
	return gw_str_take(&str, render->arena);
}

/* --- databases --- */

void gw_my_render_database(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0};
	const char *name = action->asset->parts[0];
	const struct gw_change *charset = gw_action_change(action, "charset");
	const struct gw_change *collation = gw_action_change(action, "collation");
	const struct gw_change *comment = gw_action_change(action, "comment");

	if (action->deed == GW_DEED_DROP) {
		gw_sql_statement(render, "DROP DATABASE %n", name);
		return;
	}
	if (charset != NULL)
		gw_sql_add(render, &options, " CHARACTER SET %n", charset->after);
	if (collation != NULL)
		gw_sql_add(render, &options, " COLLATE %n", collation->after);
	if (comment != NULL)
		gw_sql_add(render, &options, " COMMENT %t", comment->after);
	gw_sql_statement(render, "%w DATABASE %n%w",
			 action->deed == GW_DEED_MAKE ? "CREATE" : "ALTER", name,
			 gw_str_text(&options));
}

/* --- roles and users --- */

void gw_my_render_role(struct gw_render *render, const struct gw_action *action)
{
	gw_sql_statement(render, "%w ROLE %n", action->deed == GW_DEED_DROP ? "DROP" : "CREATE",
			 action->asset->parts[0]);
}

static const struct {
	const char *property, *words;
} limits[] = {
	{"max_queries", " MAX_QUERIES_PER_HOUR "},
	{"max_updates", " MAX_UPDATES_PER_HOUR "},
	{"max_connections", " MAX_CONNECTIONS_PER_HOUR "},
	{"max_user_connections", " MAX_USER_CONNECTIONS "},
	{"max_statement_time", " MAX_STATEMENT_TIME "},
};

/* What REQUIRE says of a certificate and of a connection. */
static const struct {
	const char *property, *words;
} demands[] = {
	{"issuer", "ISSUER"},
	{"subject", "SUBJECT"},
	{"cipher", "CIPHER"},
};

/* What it will be: as it becomes, else as it is. "" where nobody says. */
static const char *value_after(const struct gw_action *action, const char *property)
{
	const struct gw_change *change = gw_action_change(action, property);
	const char *value = NULL;

	if (change != NULL)
		value = change->after;
	else if (action->live != NULL)
		value = gw_asset_value(action->live, property);
	return value != NULL ? value : "";
}

static bool changes_require(const struct gw_action *action)
{
	bool changes = gw_action_change(action, "require") != NULL;

	for (size_t i = 0; i < GW_COUNT(demands); i++)
		changes = changes || gw_action_change(action, demands[i].property) != NULL;
	return changes;
}

/* All that is required is said anew; what is said of a certificate stands for X509. */
static void add_require(struct gw_render *render, struct gw_str *str,
			const struct gw_action *action)
{
	static const struct {
		const char *name, *words;
	} kinds[] = {{"ssl", "SSL"}, {"x509", "X509"}};
	const char *require = value_after(action, "require");
	GW_STR_AUTO struct gw_str words = {0};

	for (size_t i = 0; i < GW_COUNT(demands); i++) {
		const char *value = value_after(action, demands[i].property);

		if (value[0] != '\0')
			gw_sql_add(render, &words, "%w%w %t", words.n != 0 ? " AND " : "",
				   demands[i].words, value);
	}
	for (size_t i = 0; words.n == 0 && i < GW_COUNT(kinds); i++) {
		if (strcmp(require, kinds[i].name) == 0)
			gw_str_puts(&words, kinds[i].words);
	}
	gw_sql_add(render, str, " REQUIRE %w", words.n != 0 ? gw_str_text(&words) : "NONE");
}

static void add_lifetime(struct gw_str *str, const struct gw_change *days)
{
	if (strcmp(days->after, "-1") == 0)
		gw_str_puts(str, " PASSWORD EXPIRE DEFAULT");
	else if (strcmp(days->after, "0") == 0)
		gw_str_puts(str, " PASSWORD EXPIRE NEVER");
	else
		gw_str_printf(str, " PASSWORD EXPIRE INTERVAL %s DAY", days->after);
}

static void add_limits(struct gw_str *str, const struct gw_action *action)
{
	const char *before = " WITH";

	for (size_t i = 0; i < GW_COUNT(limits); i++) {
		const struct gw_change *change = gw_action_change(action, limits[i].property);

		if (change == NULL)
			continue;
		gw_str_puts(str, before);
		gw_str_puts(str, limits[i].words);
		gw_str_puts(str, change->after);
		before = "";
	}
}

static void add_user_options(struct gw_render *render, struct gw_str *str,
			     const struct gw_action *action, bool masked)
{
	const struct gw_change *password = gw_action_change(action, "password");
	const struct gw_change *plugin = gw_action_change(action, "plugin");
	const struct gw_change *locked = gw_action_change(action, "locked");
	const struct gw_change *lifetime = gw_action_change(action, "password_lifetime");

	if (password != NULL)
		gw_sql_add(render, str, " IDENTIFIED BY PASSWORD %t",
			   masked ? "***" : password->after);
	else if (plugin != NULL)
		gw_sql_add(render, str, " IDENTIFIED VIA %n", plugin->after);
	if (changes_require(action))
		add_require(render, str, action);
	add_limits(str, action);
	if (locked != NULL)
		gw_str_puts(str, strcmp(locked->after, "true") == 0 ? " ACCOUNT LOCK"
								    : " ACCOUNT UNLOCK");
	if (lifetime != NULL)
		add_lifetime(str, lifetime);
}

void gw_my_render_user(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0}, shown = {0};
	const char *user = grantee(render, action->asset->parts[0]);
	const char *verb = action->deed == GW_DEED_MAKE ? "CREATE USER" : "ALTER USER";

	if (action->deed == GW_DEED_DROP) {
		gw_sql_statement(render, "DROP USER %w", user);
		return;
	}
	add_user_options(render, &options, action, false);
	add_user_options(render, &shown, action, true);
	if (action->deed == GW_DEED_MAKE || options.n != 0) {
		struct gw_render masked = {.arena = render->arena, .conn = render->conn};

		gw_sql_statement(&masked, "%w %w%w", verb, user, gw_str_text(&shown));
		gw_sql_statement(render, "%w %w%w", verb, user, gw_str_text(&options));
		gw_vec_last(&render->list).shown = masked.list.items[0].sql;
	}
}

static bool is_true(const struct gw_change *change)
{
	return change != NULL && strcmp(change->after, "true") == 0;
}

void gw_my_render_membership(struct gw_render *render, const struct gw_action *action)
{
	const char *role = action->asset->parts[0];
	const char *member = grantee(render, action->asset->parts[1]);
	const struct gw_change *admin = gw_action_change(action, "admin");
	const struct gw_change *as_default = gw_action_change(action, "default");

	if (action->deed == GW_DEED_DROP) {
		gw_sql_statement(render, "REVOKE %n FROM %w", role, member);
		return;
	}
	if (is_true(admin))
		gw_sql_statement(render, "GRANT %n TO %w WITH ADMIN OPTION", role, member);
	else if (action->deed == GW_DEED_MAKE)
		gw_sql_statement(render, "GRANT %n TO %w", role, member);
	else if (admin != NULL)
		gw_sql_statement(render, "REVOKE ADMIN OPTION FOR %n FROM %w", role, member);
	if (is_true(as_default))
		gw_sql_statement(render, "SET DEFAULT ROLE %n FOR %w", role, member);
	else if (as_default != NULL && action->deed == GW_DEED_CHANGE)
		gw_sql_statement(render, "SET DEFAULT ROLE NONE FOR %w", member);
}

/* --- rights --- */

static const char *cut(struct gw_render *render, struct gw_view *rest)
{
	struct gw_view name = {0};

	gw_view_next_field(rest, '.', &name);
	return gw_view_dup(render->arena, name);
}

/* "`shop`.*", "`shop`.`users`"; of a column *ret_column is its name, else "". */
static const char *target_of(struct gw_render *render, const struct gw_asset *asset,
			     const char **ret_column)
{
	GW_STR_AUTO struct gw_str str = {0};
	const struct gw_target *target = gw_kind_target(asset->kind, asset->parts[1]);
	struct gw_view rest = gw_view_of(asset->parts[2]);

	*ret_column = "";
	gw_str_puts(&str, target->sql);
	if (target->nameless)
		return gw_str_take(&str, render->arena);
	if (strcmp(target->name, "database") == 0) {
		gw_sql_add(render, &str, "%n.*", asset->parts[2]);
		return gw_str_take(&str, render->arena);
	}
	gw_sql_add(render, &str, "%n", cut(render, &rest));
	gw_sql_add(render, &str, ".%n", cut(render, &rest));
	*ret_column = gw_view_dup(render->arena, rest);
	return gw_str_take(&str, render->arena);
}

static bool is_grant_option(const struct gw_change *change)
{
	return strcmp(change->name, "grant option") == 0;
}

/* Those that become `after`, without the grant option. */
static const char *privileges_of(struct gw_render *render, const struct gw_action *action,
				 const char *after, const char *column)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < action->changes.n; i++) {
		const struct gw_change *change = &action->changes.items[i];

		if (strcmp(change->after, after) != 0 || is_grant_option(change))
			continue;
		gw_str_puts(&str, str.n == 0 ? "" : ", ");
		gw_str_puts(&str, change->name);
		if (column[0] != '\0')
			gw_sql_add(render, &str, " (%n)", column);
	}
	return gw_str_take(&str, render->arena);
}

void gw_my_render_grant(struct gw_render *render, const struct gw_action *action)
{
	const char *column;
	const char *target = target_of(render, action->asset, &column);
	const char *to = grantee(render, action->asset->parts[0]);
	const char *revoked = privileges_of(render, action, "no", column);
	const char *granted = privileges_of(render, action, "yes", column);
	const struct gw_change *option = gw_action_change(action, "grant option");
	bool with_option = option != NULL && strcmp(option->after, "yes") == 0;

	if (revoked[0] != '\0')
		gw_sql_statement(render, "REVOKE %w ON %w FROM %w", revoked, target, to);
	if (option != NULL && !with_option)
		gw_sql_statement(render, "REVOKE GRANT OPTION ON %w FROM %w", target, to);
	if (granted[0] != '\0' || with_option)
		gw_sql_statement(render, "GRANT %w ON %w TO %w%w",
				 granted[0] != '\0' ? granted : "USAGE", target, to,
				 with_option ? " WITH GRANT OPTION" : "");
}
