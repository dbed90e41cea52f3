/*
 * What objects of all kinds have, and how they are named in statements.
 */
#include "schema/postgres/postgres_int.h"

const struct gw_schema_effect gw_pg_all_wait = {.lock = GW_SCHEMA_LOCK_ALL};
const struct gw_schema_effect gw_pg_writers_wait = {.lock = GW_SCHEMA_LOCK_WRITES};
const struct gw_schema_effect gw_pg_ddl_waits = {.lock = GW_SCHEMA_LOCK_DDL};
const struct gw_schema_effect gw_pg_rows_lost = {
	.hazards = GW_HAZARD_DATA_LOSS,
	.lock = GW_SCHEMA_LOCK_ALL,
};
const struct gw_schema_effect gw_pg_renamed = {
	.hazards = GW_HAZARD_BREAKS_USERS,
	.lock = GW_SCHEMA_LOCK_ALL,
};

const struct gw_schema_property gw_pg_common_properties[PG_OWN] = {PG_COMMON_PROPERTIES};

const char *gw_pg_keyword(const struct gw_schema_kind *kind)
{
	static const struct {
		const struct gw_schema_kind *kind;
		const char *keyword;
	} words[] = {
		{&gw_pg_schema, "SCHEMA"},
		{&gw_pg_extension, "EXTENSION"},
		{&gw_pg_enum, "TYPE"},
		{&gw_pg_composite, "TYPE"},
		{&gw_pg_range, "TYPE"},
		{&gw_pg_domain, "DOMAIN"},
		{&gw_pg_sequence, "SEQUENCE"},
		{&gw_pg_table, "TABLE"},
		{&gw_pg_column, "COLUMN"},
		{&gw_pg_generated, "COLUMN"},
		{&gw_pg_view_column, "COLUMN"},
		{&gw_pg_attribute, "COLUMN"},
		{&gw_pg_collation, "COLLATION"},
		{&gw_pg_index, "INDEX"},
		{&gw_pg_key_index, "INDEX"},
		{&gw_pg_view, "VIEW"},
		{&gw_pg_matview, "MATERIALIZED VIEW"},
		{&gw_pg_function, "FUNCTION"},
		{&gw_pg_procedure, "PROCEDURE"},
		{&gw_pg_aggregate, "AGGREGATE"},
		{&gw_pg_trigger, "TRIGGER"},
		{&gw_pg_rule, "RULE"},
		{&gw_pg_policy, "POLICY"},
		{&gw_pg_statistics, "STATISTICS"},
		{&gw_pg_event_trigger, "EVENT TRIGGER"},
		{&gw_pg_publication, "PUBLICATION"},
		{&gw_pg_wrapper, "FOREIGN DATA WRAPPER"},
		{&gw_pg_server, "SERVER"},
		{&gw_pg_user_mapping, "USER MAPPING FOR"},
		{&gw_pg_foreign_table, "FOREIGN TABLE"},
		{&gw_pg_cast, "CAST"},
		{&gw_pg_operator, "OPERATOR"},
		{&gw_pg_operator_family, "OPERATOR FAMILY"},
		{&gw_pg_operator_class, "OPERATOR CLASS"},
		{&gw_pg_dictionary, "TEXT SEARCH DICTIONARY"},
		{&gw_pg_configuration, "TEXT SEARCH CONFIGURATION"},
	};

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (words[i].kind == kind)
			return words[i].keyword;
	}
	return "CONSTRAINT";
}

/* Its name is only one among those of its table. */
static bool is_on_table(const struct gw_schema_kind *kind)
{
	return kind == &gw_pg_trigger || kind == &gw_pg_rule || kind == &gw_pg_policy ||
	       kind == &gw_pg_primary_key || kind == &gw_pg_unique || kind == &gw_pg_exclusion ||
	       kind == &gw_pg_check || kind == &gw_pg_foreign_key || kind == &gw_pg_domain_check;
}

bool gw_pg_needs(const struct gw_schema_object *object, const struct gw_schema_object *other)
{
	for (size_t i = 0; i < object->needs.n; i++) {
		if (object->needs.items[i].object == other)
			return true;
	}
	return false;
}

bool gw_pg_is_column(const struct gw_schema_kind *kind)
{
	return kind == &gw_pg_column || kind == &gw_pg_generated || kind == &gw_pg_view_column;
}

bool gw_pg_is_table(const struct gw_schema_kind *kind)
{
	return kind == &gw_pg_table || kind == &gw_pg_foreign_table;
}

/* Its name is SQL already. */
static bool is_named_by_sql(const struct gw_schema_kind *kind)
{
	return kind == &gw_pg_cast || kind == &gw_pg_operator;
}

void gw_pg_put_path(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	const struct gw_schema_kind *kind = object->kind;
	const char *schema = object->schema;

	if (kind == &gw_pg_index || kind == &gw_pg_key_index)
		schema = gw_schema_root(object)->schema;
	if (gw_pg_is_column(kind) || kind == &gw_pg_attribute) {
		gw_pg_put_path(script, object->parent);
		gw_schema_puts(script, ".");
	} else if (schema != NULL) {
		gw_schema_put_name(script, schema);
		gw_schema_puts(script, ".");
	}
	if (is_named_by_sql(kind))
		gw_schema_puts(script, object->name);
	else
		gw_schema_put_name(script, object->name);
	if (object->signature != NULL)
		gw_schema_puts(script, object->signature);
}

void gw_pg_begin_alter(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	while (object->parent != NULL && object->kind != &gw_pg_index)
		object = object->parent;
	gw_pg_put_command(script, "ALTER ", object);
}

void gw_pg_put_command(struct gw_schema_script *script, const char *verb,
		       const struct gw_schema_object *object)
{
	gw_schema_puts(script, verb);
	gw_schema_puts(script, gw_pg_keyword(object->kind));
	gw_schema_puts(script, " ");
	gw_pg_put_path(script, object);
	if (is_on_table(object->kind)) {
		gw_schema_puts(script,
			       object->kind == &gw_pg_domain_check ? " ON DOMAIN " : " ON ");
		gw_pg_put_path(script, object->parent);
	}
}

void gw_pg_drop(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	bool has_rows = object->kind == &gw_pg_table || object->kind == &gw_pg_sequence;

	gw_pg_put_command(script, "DROP ", object);
	gw_schema_end(script, has_rows ? &gw_pg_rows_lost : &gw_pg_all_wait);
}

void gw_pg_rename(struct gw_schema_script *script, const struct gw_schema_object *object,
		  const char *name)
{
	gw_pg_put_command(script, "ALTER ", object);
	gw_schema_puts(script, " RENAME TO ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, &gw_pg_renamed);
}

/*
 * An IN list of varchar is deparsed as (ARRAY['a'::character varying])::text[]. Read again, the cast would
 * be one of each element, and be deparsed so; left out, the server puts it back where it was.
 */
static void put_expression(struct gw_schema_script *script, struct gw_view text)
{
	static const char cast[] = "::character varying])::text[]";
	const size_t kept = strlen("::character varying])");
	size_t at;

	while ((at = gw_view_find(text, gw_view_of(cast))) != GW_NOWHERE) {
		gw_schema_put(script, gw_view_slice(text, 0, at + kept));
		text = gw_view_from(text, at + strlen(cast));
	}
	gw_schema_put(script, text);
}

void gw_pg_put_value(struct gw_schema_script *script, const char *before, struct gw_view value,
		     const char *after)
{
	if (value.p == NULL)
		return;
	gw_schema_puts(script, before);
	put_expression(script, value);
	gw_schema_puts(script, after);
}

struct gw_view gw_pg_old_value(const struct gw_schema_change *change, size_t property)
{
	return change->old != NULL ? gw_schema_value(change->old, property) : (struct gw_view){0};
}

void gw_pg_alter_comment(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view comment = gw_schema_value(change->new, PG_COMMENT);

	/* What it has in a new database is read as none. */
	if (comment.p == NULL &&
	    change->new->kind == &gw_pg_schema &&strcmp(change->new->name, "public") == 0)
		comment = GW_VIEW("standard public schema");
	gw_pg_put_command(script, "COMMENT ON ", change->new);
	gw_schema_puts(script, " IS ");
	if (comment.p != NULL)
		gw_schema_put_literal(script, comment);
	else
		gw_schema_puts(script, "NULL");
	gw_schema_end(script, &gw_pg_ddl_waits);
}

void gw_pg_finish(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	if (gw_schema_value(object, PG_COMMENT).p != NULL)
		gw_pg_alter_comment(script, &(struct gw_schema_change){.new = object});
	gw_pg_give_rights(script, object);
}

void gw_pg_clear(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	struct gw_schema_object bare = {
		.kind = object->kind,
		.name = object->name,
		.parent = object->parent,
		.values = (struct gw_view[PG_OWN]){{0}},
	};
	const struct gw_schema_change change = {.old = object, .new = &bare};

	if (gw_schema_value(object, PG_COMMENT).p != NULL)
		gw_pg_alter_comment(script, &change);
	gw_pg_alter_grants(script, &change);
}

void gw_pg_apply(struct gw_schema_script *script, const struct gw_schema_object *object,
		 const size_t *properties, size_t n)
{
	const struct gw_schema_change change = {.action = GW_CHANGE_CREATE, .new = object};

	for (size_t i = 0; i < n; i++) {
		if (gw_schema_value(object, properties[i]).p != NULL)
			object->kind->properties[properties[i]].alter(script, &change);
	}
}

struct gw_view gw_pg_entry_name(struct gw_view entry)
{
	size_t end = 0;
	bool is_quoted = false;

	while (end < entry.n && (is_quoted || entry.p[end] != ' '))
		is_quoted ^= entry.p[end++] == '"';
	return gw_view_slice(entry, 0, end);
}

struct gw_view gw_pg_find_entry(struct gw_view list, struct gw_view name)
{
	struct gw_view entry;

	while (gw_view_next_field(&list, GW_SCHEMA_SEPARATOR, &entry)) {
		if (gw_view_eq(gw_pg_entry_name(entry), name))
			return entry;
	}
	return (struct gw_view){0};
}

void gw_pg_change_entries(struct gw_schema_script *script, const struct gw_schema_change *change,
			  size_t property, gw_pg_put_entry *put)
{
	struct gw_view old = gw_pg_old_value(change, property);
	struct gw_view new = gw_schema_value(change->new, property);
	struct gw_view rest = old;
	struct gw_pg_entry_change entry = {0};

	while (gw_view_next_field(&rest, GW_SCHEMA_SEPARATOR, &entry.old)) {
		struct gw_view name = gw_pg_entry_name(entry.old);

		if (gw_pg_find_entry(new, name).p == NULL)
			put(script, change, name, &entry);
	}
	rest = new;
	while (gw_view_next_field(&rest, GW_SCHEMA_SEPARATOR, &entry.new)) {
		entry.old = gw_pg_find_entry(old, gw_pg_entry_name(entry.new));
		if (!gw_view_eq(entry.old, entry.new))
			put(script, change, gw_pg_entry_name(entry.new), &entry);
	}
}

static struct gw_view option_name(struct gw_view option)
{
	return gw_view_trim(gw_view_slice(option, 0, gw_view_find_char(option, '=')));
}

static bool has_option(struct gw_view list, struct gw_view name)
{
	struct gw_view option;

	while (gw_view_next_field(&list, ',', &option)) {
		if (gw_view_eq(option_name(option), name))
			return true;
	}
	return false;
}

void gw_pg_alter_options(struct gw_schema_script *script, const struct gw_schema_change *change,
			 size_t property, const char *prefix)
{
	struct gw_view old = gw_pg_old_value(change, property);
	struct gw_view new = gw_schema_value(change->new, property);
	struct gw_view option;
	const char *before = " RESET (";
	size_t n = 0;

	if (new.p != NULL) {
		gw_pg_begin_alter(script, change->new);
		gw_schema_puts(script, prefix);
		gw_pg_put_value(script, " SET (", new, ")");
		gw_schema_end(script, &gw_pg_ddl_waits);
	}
	while (gw_view_next_field(&old, ',', &option)) {
		if (has_option(new, option_name(option)))
			continue;
		if (n++ == 0) {
			gw_pg_begin_alter(script, change->new);
			gw_schema_puts(script, prefix);
		}
		gw_pg_put_value(script, before, option_name(option), "");
		before = ", ";
	}
	if (n == 0)
		return;
	gw_schema_puts(script, ")");
	gw_schema_end(script, &gw_pg_ddl_waits);
}
