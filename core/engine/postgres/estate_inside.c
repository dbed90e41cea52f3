/*
 * Statements for what is in one database: schemas, extensions, owners, rights.
 */
#include <string.h>

#include "engine/postgres/estate_int.h"

void gw_pg_render_schema(struct gw_render *render, const struct gw_action *action)
{
	const char *name = action->asset->parts[0];
	const struct gw_change *owner = gw_action_change(action, "owner");
	const struct gw_change *comment = gw_action_change(action, "comment");

	if (action->deed == GW_DEED_DROP) {
		gw_sql_statement(render, "DROP SCHEMA %n", name);
		return;
	}
	if (action->deed == GW_DEED_MAKE && owner != NULL)
		gw_sql_statement(render, "CREATE SCHEMA %n AUTHORIZATION %n", name, owner->after);
	else if (action->deed == GW_DEED_MAKE)
		gw_sql_statement(render, "CREATE SCHEMA %n", name);
	else if (owner != NULL)
		gw_sql_statement(render, "ALTER SCHEMA %n OWNER TO %n", name, owner->after);
	if (comment != NULL && comment->after[0] != '\0')
		gw_sql_statement(render, "COMMENT ON SCHEMA %n IS %t", name, comment->after);
	else if (comment != NULL)
		gw_sql_statement(render, "COMMENT ON SCHEMA %n IS NULL", name);
}

/* An extension goes into the schema that it names itself, else into public: ours is nowhere. */
static void make_extension(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0};
	const struct gw_change *schema = gw_action_change(action, "schema");
	const struct gw_change *version = gw_action_change(action, "version");
	const struct gw_change *cascade = gw_action_change(action, "cascade");

	if (schema != NULL)
		gw_sql_add(render, &options, " SCHEMA %n", schema->after);
	if (version != NULL)
		gw_sql_add(render, &options, " VERSION %t", version->after);
	if (cascade != NULL && strcmp(cascade->after, "true") == 0)
		gw_str_puts(&options, " CASCADE");
	gw_sql_statement(render, "SET LOCAL search_path TO public");
	gw_sql_statement(render, "CREATE EXTENSION %n%w", action->asset->parts[0],
			 gw_str_text(&options));
	gw_sql_statement(render, "SET LOCAL search_path TO ''");
}

void gw_pg_render_extension(struct gw_render *render, const struct gw_action *action)
{
	const char *name = action->asset->parts[0];
	const struct gw_change *schema = gw_action_change(action, "schema");
	const struct gw_change *version = gw_action_change(action, "version");

	if (action->deed == GW_DEED_MAKE) {
		make_extension(render, action);
		return;
	}
	if (action->deed == GW_DEED_DROP) {
		gw_sql_statement(render, "DROP EXTENSION %n", name);
		return;
	}
	if (version != NULL)
		gw_sql_statement(render, "ALTER EXTENSION %n UPDATE TO %t", name, version->after);
	if (schema != NULL)
		gw_sql_statement(render, "ALTER EXTENSION %n SET SCHEMA %n", name, schema->after);
}

/* "TABLE app.users": what an owner or a right is about. */
static void add_target(struct gw_render *render, struct gw_str *str, const struct gw_action *action,
		       struct gw_view name)
{
	const struct gw_asset *asset = action->asset;
	const struct gw_target *target = gw_kind_target(asset->kind,
							asset->parts[asset->kind->type_part]);
	const char *text = gw_view_dup(render->arena, name);

	if (target->nameless)
		text = asset->database;
	gw_sql_add(render, str, target->plain || target->nameless ? "%w %n" : "%w %w", target->sql,
		   text);
}

void gw_pg_render_owner(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str target = {0};
	const struct gw_change *owner = gw_action_change(action, "owner");

	add_target(render, &target, action, gw_view_of(action->asset->parts[1]));
	gw_sql_statement(render, "ALTER %w OWNER TO %n", gw_str_text(&target), owner->after);
}

/* --- rights --- */

/* One GRANT or REVOKE is made of the changes that it is for. */
static const struct right {
	const char *after; /* the value that is wanted */
	const char *before; /* and the one that is there; NULL: any other */
	const char *verb, *joint, *end;
} rights[] = {
	{"no", NULL, "REVOKE ", " FROM ", ""},
	{"yes", "grantable", "REVOKE GRANT OPTION FOR ", " FROM ", ""},
	{"yes", "no", "GRANT ", " TO ", ""},
	{"grantable", NULL, "GRANT ", " TO ", " WITH GRANT OPTION"},
};

static bool is_of(const struct right *right, const struct gw_change *change)
{
	const char *before = change->before != NULL ? change->before : "no";

	return strcmp(right->after, change->after) == 0 &&
	       (right->before == NULL || strcmp(right->before, before) == 0);
}

/* "select, update", or with a column "select (email), update (email)". */
static void add_privileges(struct gw_str *str, const struct right *right,
			   const struct gw_action *action, const char *column)
{
	bool first = true;

	for (size_t i = 0; i < action->changes.n; i++) {
		const struct gw_change *change = &action->changes.items[i];

		if (!is_of(right, change))
			continue;
		gw_str_puts(str, first ? "" : ", ");
		gw_str_puts(str, change->name);
		if (column[0] != '\0') {
			gw_str_puts(str, " (");
			gw_str_puts(str, column);
			gw_str_puts(str, ")");
		}
		first = false;
	}
}

static void add_grantee(struct gw_render *render, struct gw_str *str, const char *grantee)
{
	gw_sql_add(render, str, strcmp(grantee, "public") == 0 ? "PUBLIC" : "%n", grantee);
}

/* Where the last name of "app.users.email" begins. */
static size_t last_name(struct gw_view name)
{
	bool quoted = false;
	size_t start = 0;

	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '"')
			quoted = !quoted;
		else if (name.p[i] == '.' && !quoted)
			start = i + 1;
	}
	return start;
}

struct gw_view gw_pg_table_of_column(struct gw_view name)
{
	size_t start = last_name(name);

	return gw_view_slice(name, 0, start != 0 ? start - 1 : 0);
}

/* The column comes from the file: whatever it is, it becomes one name. */
static void add_column(struct gw_render *render, struct gw_view name, struct gw_str *str)
{
	GW_STR_AUTO struct gw_str column = {0};
	struct gw_view text = gw_view_from(name, last_name(name));

	if (gw_view_starts(text, "\"") && gw_view_ends(text, "\"") && text.n > 1)
		text = gw_view_slice(text, 1, text.n - 1);
	for (size_t i = 0; i < text.n; i++) {
		gw_str_putc(&column, text.p[i]);
		/* A quote within is two. */
		if (gw_view_starts(gw_view_from(text, i), "\"\""))
			i++;
	}
	gw_sql_add(render, str, "%n", gw_str_text(&column));
}

/* All statements that a change of rights takes; prefix and target stand around their privileges. */
static void render_rights(struct gw_render *render, const struct gw_action *action,
			  const char *prefix, const char *target, const char *column,
			  const char *grantee)
{
	for (size_t i = 0; i < GW_COUNT(rights); i++) {
		GW_STR_AUTO struct gw_str privileges = {0}, to = {0};

		add_privileges(&privileges, &rights[i], action, column);
		if (privileges.n == 0)
			continue;
		add_grantee(render, &to, grantee);
		gw_sql_statement(render, "%w%w%w ON %w%w%w%w", prefix, rights[i].verb,
				 gw_str_text(&privileges), target, rights[i].joint,
				 gw_str_text(&to), rights[i].end);
	}
}

void gw_pg_render_grant(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str target = {0}, column = {0};
	const struct gw_asset *asset = action->asset;
	struct gw_view name = gw_view_of(asset->parts[2]);

	if (strcmp(asset->parts[1], "column") == 0) {
		add_column(render, name, &column);
		name = gw_pg_table_of_column(name);
	}
	add_target(render, &target, action, name);
	render_rights(render, action, "", gw_str_text(&target), gw_str_text(&column),
		      asset->parts[0]);
}

void gw_pg_render_default(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str prefix = {0};
	const struct gw_asset *asset = action->asset;
	const char *schema = asset->parts[3];
	const struct gw_target *target = gw_kind_target(asset->kind, asset->parts[2]);

	gw_sql_add(render, &prefix, "ALTER DEFAULT PRIVILEGES FOR ROLE %n ", asset->parts[0]);
	if (schema[0] != '\0')
		gw_sql_add(render, &prefix, "IN SCHEMA %n ", schema);
	render_rights(render, action, gw_str_text(&prefix), target->sql, "", asset->parts[1]);
}
