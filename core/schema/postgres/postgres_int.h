/*
 * What the files of PostgreSQL's schemas share.
 *
 *	read.c      catalog -> schema: the queries give rows in one form for all kinds
 *	told.c      what the catalog tells of objects besides
 *	address.c   where objects are in the catalog
 *	share.c     values that are the same are there once
 *	needs.c     what needs what, beyond what the catalog tells
 *	common.c    what all kinds have: comments, owners, grants; how objects are named
 *	types.c     enums, domains and range types
 *	composites.c  composite types
 *	rebuild.c   how a type or a collation is made anew under tables that use it
 *	convert.c   how the values of the tables come along then
 *	tables.c    tables, foreign ones too, with their columns
 *	columns.c   how columns are changed
 *	defaults.c  defaults, identities
 *	parts.c     constraints, indexes, triggers, rules, policies, statistics
 *	code.c      views, functions, procedures, aggregates, event triggers
 *	others.c    schemas, extensions, collations, sequences
 *	operators.c casts, operators, operator classes and families
 *	search.c    text search
 *	publications.c  publications, and what is in them
 *	foreign.c   foreign data wrappers, servers, user mappings
 *	rights.c    owners and grants
 *	privileges.c  default privileges
 *	adjust.c    what a change of one object does to another by itself
 *	inherit.c   the same, of tables that inherit
 *	attached.c  the same, of indexes of partitions
 *	dialect.c   the descriptor
 */
#ifndef GW_SCHEMA_POSTGRES_POSTGRES_INT_H
#define GW_SCHEMA_POSTGRES_POSTGRES_INT_H

#include "schema/dialect.h"

/* Properties. All kinds begin with these three; the others are in the order of the queries. */
enum { PG_COMMENT, PG_OWNER, PG_GRANTS, PG_OWN };
enum { EXTENSION_SCHEMA = PG_OWN, EXTENSION_RELOCATABLE };
/* _REBUILT is never set: adjust() has it differ when the object has to be made anew. */
enum { ENUM_LABELS = PG_OWN, ENUM_REBUILT };
enum { DOMAIN_TYPE = PG_OWN, DOMAIN_DEFAULT, DOMAIN_NOT_NULL, DOMAIN_REBUILT };
enum { COMPOSITE_ATTRIBUTES = PG_OWN, COMPOSITE_REBUILT };
enum { RANGE_DEFINITION = PG_OWN };
enum { SEQUENCE_OPTIONS = PG_OWN, SEQUENCE_UNLOGGED };
enum { OWNED_COLUMN = PG_OWN, OWNED_ADDRESS };
enum {
	TABLE_UNLOGGED = PG_OWN,
	TABLE_PARENTS,
	TABLE_BOUND,
	TABLE_PARTITION_KEY,
	TABLE_ACCESS_METHOD,
	TABLE_OPTIONS,
	TABLE_TABLESPACE,
	TABLE_OF,
	TABLE_ROW_SECURITY,
	TABLE_FORCED_SECURITY,
	TABLE_PROPERTIES
};
/* Of foreign tables, which have those of tables before it. */
enum { FOREIGN_SERVER = TABLE_PROPERTIES };
/* Of generated columns as well: what becomes the other can be compared. */
enum {
	COLUMN_TYPE = PG_OWN,
	COLUMN_COLLATION,
	COLUMN_NOT_NULL,
	COLUMN_EXPRESSION,
	COLUMN_INHERITED,
	COLUMN_STORAGE,
	COLUMN_COMPRESSION,
	COLUMN_STATISTICS,
	COLUMN_OPTIONS,
	COLUMN_PROPERTIES
};
enum { DEFAULT_VALUE = PG_OWN };
enum { IDENTITY_WHEN = PG_OWN, IDENTITY_SEQUENCE, IDENTITY_OPTIONS, IDENTITY_INHERITED };
/* Of all constraints; then those of keys, checks and foreign keys. */
enum { CONSTRAINT_DEFINITION = PG_OWN };
enum { KEY_COLUMNS = PG_OWN + 1 };
enum { CHECK_VALIDATED = PG_OWN + 1 };
enum { REFERENCE_COLUMNS = PG_OWN + 2, REFERENCE_TARGET, REFERENCE_TARGET_COLUMNS };
enum {
	INDEX_DEFINITION = PG_OWN,
	INDEX_CLUSTERED,
	INDEX_STATISTICS,
	INDEX_INVALID,
	INDEX_ATTACHED
};
/* Replica identity is a part of the table that needs its index. */
enum { REPLICA_IDENTITY = PG_OWN };
enum { VIEW_QUERY = PG_OWN, VIEW_COLUMNS, VIEW_OPTIONS, VIEW_DEFAULTS };
enum { MATVIEW_TABLESPACE = PG_OWN + 3, MATVIEW_ACCESS_METHOD };
enum { ROUTINE_DEFINITION = PG_OWN, ROUTINE_ARGUMENTS, ROUTINE_RESULT };
enum { AGGREGATE_ARGUMENTS = PG_OWN, AGGREGATE_DEFINITION };
/* Of triggers, rules and event triggers; policies have the definition alone. */
enum { CODE_DEFINITION = PG_OWN, CODE_ENABLED };
enum { COLLATION_DEFINITION = PG_OWN, COLLATION_REBUILT };
enum { PUBLICATION_ALL = PG_OWN, PUBLICATION_CHANGES, PUBLICATION_VIA_ROOT, PUBLICATION_GENERATED };
enum { PUBLISHED_PART = PG_OWN };
enum { WRAPPER_FUNCTIONS = PG_OWN };
enum { SERVER_TYPE = PG_OWN, SERVER_VERSION, SERVER_WRAPPER };
enum { OPTION_VALUE = PG_OWN };
/* Of casts, operators, operator classes and members of operator families. */
enum { OPERATOR_DEFINITION = PG_OWN };
enum { DICTIONARY_TEMPLATE = PG_OWN, DICTIONARY_OPTIONS };
enum { CONFIGURATION_PARSER = PG_OWN, CONFIGURATION_MAPPINGS };
enum { PRIVILEGES_SCOPE = PG_OWN, PRIVILEGES_GRANTS, PRIVILEGES_FIRST };
enum { STATISTICS_DEFINITION = PG_OWN, STATISTICS_TARGET };

extern const struct gw_schema_kind gw_pg_schema, gw_pg_extension, gw_pg_sequence, gw_pg_owned;
extern const struct gw_schema_kind gw_pg_enum, gw_pg_domain, gw_pg_domain_check;
extern const struct gw_schema_kind gw_pg_composite, gw_pg_attribute, gw_pg_range;
extern const struct gw_schema_kind gw_pg_table, gw_pg_column, gw_pg_generated;
extern const struct gw_schema_kind gw_pg_default, gw_pg_late_default, gw_pg_identity;
extern const struct gw_schema_kind gw_pg_replica_identity;
extern const struct gw_schema_kind gw_pg_primary_key, gw_pg_unique, gw_pg_exclusion;
extern const struct gw_schema_kind gw_pg_check, gw_pg_foreign_key, gw_pg_index;
extern const struct gw_schema_kind gw_pg_view, gw_pg_matview;
extern const struct gw_schema_kind gw_pg_function, gw_pg_procedure, gw_pg_aggregate;
extern const struct gw_schema_kind gw_pg_trigger, gw_pg_partition_trigger, gw_pg_rule, gw_pg_policy,
	gw_pg_statistics;
extern const struct gw_schema_kind gw_pg_event_trigger, gw_pg_collation;
extern const struct gw_schema_kind gw_pg_view_column, gw_pg_key_index, gw_pg_attached;
extern const struct gw_schema_kind gw_pg_default_privileges;
extern const struct gw_schema_kind gw_pg_wrapper, gw_pg_server, gw_pg_user_mapping, gw_pg_option;
extern const struct gw_schema_kind gw_pg_foreign_table;
extern const struct gw_schema_kind gw_pg_cast, gw_pg_operator;
extern const struct gw_schema_kind gw_pg_operator_class, gw_pg_operator_family, gw_pg_family_member;
extern const struct gw_schema_kind gw_pg_dictionary, gw_pg_configuration;
extern const struct gw_schema_kind gw_pg_publication, gw_pg_published_table, gw_pg_published_schema;

/* Owner and grants that are no part of the comparison, for objects that are made anew: `extra`. */
struct gw_pg_hidden {
	struct gw_view owner;
	struct gw_view grants;
	const char *parent_table; /* id of what a partition or child inherits from first */
	bool has_children;
	/* Of an index that is attached: what the server would have called it. */
	const char *usual_name;
};

/* rights.c */
extern const struct gw_schema_effect gw_pg_rights_lost;
void gw_pg_alter_owner(struct gw_schema_script *script, const struct gw_schema_change *change);
void gw_pg_alter_grants(struct gw_schema_script *script, const struct gw_schema_change *change);
/* One line of grants: privileges, to whom, and whether they can hand them on; with tabs in between. */
struct gw_pg_grant {
	struct gw_view privileges, role, can_grant;
};
/* Calls put() for what is to be revoked, and then for what is to be granted. */
typedef void gw_pg_put_grant(struct gw_schema_script *script, const struct gw_schema_object *object,
			     const struct gw_pg_grant *grant, bool is_grant);
void gw_pg_change_grants(struct gw_schema_script *script, const struct gw_schema_object *object,
			 struct gw_view old, struct gw_view new, gw_pg_put_grant *put);
/* What everybody may do with a new object of the kind; absent: nothing. */
struct gw_view gw_pg_first_grants(const struct gw_schema_kind *kind);
/* After an object is created: its owner and grants, or those that it had when it is made anew. */
void gw_pg_give_rights(struct gw_schema_script *script, const struct gw_schema_object *object);
/* See struct gw_schema_dialect. */
void gw_pg_leave_rights(struct gw_schema *schema, struct gw_schema_read_options *options);

/* common.c */

/* The first three of a kind's properties. */
#define PG_COMMON_PROPERTIES                                              \
	[PG_COMMENT] = {.name = "comment", .alter = gw_pg_alter_comment}, \
	[PG_OWNER] = {.name = "owner", .alter = gw_pg_alter_owner},       \
	[PG_GRANTS] = {.name = "grants", .type = GW_PROPERTY_LIST, .alter = gw_pg_alter_grants}
/* All that some kinds have. */
extern const struct gw_schema_property gw_pg_common_properties[PG_OWN];
void gw_pg_alter_comment(struct gw_schema_script *script, const struct gw_schema_change *change);
/* After an object is created: its comment, owner and grants. */
void gw_pg_finish(struct gw_schema_script *script, const struct gw_schema_object *object);
/* Takes comment and grants away from what cannot be dropped by itself. */
void gw_pg_clear(struct gw_schema_script *script, const struct gw_schema_object *object);
bool gw_pg_needs(const struct gw_schema_object *object, const struct gw_schema_object *other);
/* Of a table, a view, or generated. */
bool gw_pg_is_column(const struct gw_schema_kind *kind);
/* Foreign ones too. */
bool gw_pg_is_table(const struct gw_schema_kind *kind);
/* "TABLE", "CONSTRAINT": what ALTER, DROP and COMMENT ON call the kind. */
const char *gw_pg_keyword(const struct gw_schema_kind *kind);
/* schema.name; of a column with its table; of a routine with its arguments. */
void gw_pg_put_path(struct gw_schema_script *script, const struct gw_schema_object *object);
/* "ALTER TABLE schema.table": the object, or the table that it is part of. */
void gw_pg_begin_alter(struct gw_schema_script *script, const struct gw_schema_object *object);
/* verb, keyword and path: DROP VIEW app.v; with ON table where that belongs to its name. */
void gw_pg_put_command(struct gw_schema_script *script, const char *verb,
		       const struct gw_schema_object *object);
void gw_pg_drop(struct gw_schema_script *script, const struct gw_schema_object *object);
/* Renames by ALTER .. RENAME TO. */
void gw_pg_rename(struct gw_schema_script *script, const struct gw_schema_object *object,
		  const char *name);
/* before, the value and after, where the value is set. */
void gw_pg_put_value(struct gw_schema_script *script, const char *before, struct gw_view value,
		     const char *after);
/* ALTER .. SET (..) and RESET (..), from one list of options, "a=1, b=2", to another. */
void gw_pg_alter_options(struct gw_schema_script *script, const struct gw_schema_change *change,
			 size_t property, const char *prefix);
/* Lists of entries "name rest", where the name may be quoted. */
struct gw_view gw_pg_entry_name(struct gw_view entry);
/* The entry with the name; absent: there is none. */
struct gw_view gw_pg_find_entry(struct gw_view list, struct gw_view name);
/* An entry in both lists; absent in that which does not have it. */
struct gw_pg_entry_change {
	struct gw_view old, new;
};
typedef void gw_pg_put_entry(struct gw_schema_script *script, const struct gw_schema_change *change,
			     struct gw_view name, const struct gw_pg_entry_change *entry);
/* Calls put() for the entries that go, and then for those that come or are others. */
void gw_pg_change_entries(struct gw_schema_script *script, const struct gw_schema_change *change,
			  size_t property, gw_pg_put_entry *put);
/* The old value of a property; absent where there is no old object. */
struct gw_view gw_pg_old_value(const struct gw_schema_change *change, size_t property);
/* Calls alter() of the properties from first on that a new object has set. */
void gw_pg_apply(struct gw_schema_script *script, const struct gw_schema_object *object,
		 const size_t *properties, size_t n);

extern const struct gw_schema_effect gw_pg_all_wait, gw_pg_writers_wait, gw_pg_ddl_waits;
extern const struct gw_schema_effect gw_pg_rows_lost, gw_pg_renamed;

/* columns.c: a column as CREATE TABLE and ADD COLUMN have it. */
void gw_pg_put_column(struct gw_schema_script *script, const struct gw_schema_object *column);
/* "ALTER TABLE schema.table", the action, " ALTER COLUMN " or the like, and the name of the column. */
/* The table's column of that name; NULL: it has none, or there is no table (NULL). */
const struct gw_schema_object *gw_pg_same_column(const struct gw_schema_object *table,
						 const struct gw_schema_object *column);
void gw_pg_begin_column(struct gw_schema_script *script, const struct gw_schema_object *column,
			const char *action);
/* The options of a sequence, and RESTART where it cannot stand where it began any more. */
void gw_pg_put_sequence(struct gw_schema_script *script, struct gw_view old, struct gw_view new);
/* What cannot be said there. */
void gw_pg_finish_column(struct gw_schema_script *script, const struct gw_schema_object *column);
/* The child of this kind, of which there is one at most; NULL: none. */
const struct gw_schema_object *gw_pg_child(const struct gw_schema_object *object,
					   const struct gw_schema_kind *kind);
/* " USING .." for a change of a column's type, where the server needs or may need it. */
void gw_pg_put_conversion(struct gw_schema_script *script, const struct gw_schema_object *column,
			  struct gw_view old, struct gw_view new);

/* defaults.c */

/* " GENERATED .. AS IDENTITY (..)" of a new column. */
void gw_pg_put_identity(struct gw_schema_script *script, const struct gw_schema_object *identity);
/* Absent: the column has none, or there is no column (NULL). */
struct gw_view gw_pg_default_of(const struct gw_schema_object *column);
/* The column has the default of the one above it (NULL: has none): it gets its own, or none. */
void gw_pg_make_default(struct gw_schema_script *script, const struct gw_schema_object *above,
			const struct gw_schema_object *column);

/* rebuild.c */

/* alter() of what can only be had by another one under its name. */
void gw_pg_rebuild(struct gw_schema_script *script, const struct gw_schema_change *head);
/* For adjust(): the object has to be made anew so. */
void gw_pg_mark_rebuilt(struct gw_schema_change *change);
/* The same of what is made of such objects; those that hang together are within one change. */
void gw_pg_group_rebuilt(struct gw_schema_changes *changes);
/* What is made anew together. */
struct gw_pg_group {
	GW_VEC(const struct gw_schema_change *) list;
};
/* The same object under the name that it has until the group is done. */
struct gw_schema_object gw_pg_aside(const struct gw_schema_script *script,
				    const struct gw_schema_object *type);

/* convert.c */

/* The columns get the types of the group; those stand after what they need. */
void gw_pg_convert(struct gw_schema_script *script, const struct gw_pg_group *group);
/* A column gets another composite type that has attributes of the same names in other places: whether it does. */
bool gw_pg_alter_by_name(struct gw_schema_script *script, const struct gw_schema_change *column);

/* composites.c */

/* Whether ADD and DROP ATTRIBUTE lead from one list of attributes to the other. */
bool gw_pg_attributes_grow(struct gw_view old, struct gw_view new);
/* The same, but for the types of attributes. */
bool gw_pg_attributes_append(const struct gw_schema_change *change);
/* Where that is so, the old type gets the attributes of the new one, under the name of `adapted`. */
void gw_pg_adapt_attributes(struct gw_schema_script *script, const struct gw_schema_change *change,
			    const struct gw_schema_object *adapted);
bool gw_pg_loses_attribute(const struct gw_schema_change *change);
/* A value of the old type, which this expression is, as one of the new type, by the names of attributes: what
   is none of the old ones is null. */
void gw_pg_put_by_attribute(struct gw_schema_script *script, const struct gw_schema_change *change,
			    const char *value);

/* read.c */
bool gw_pg_read(struct gw_conn *conn, const struct gw_schema_read_options *options,
		struct gw_schema *schema, struct gw_error **err);

/* needs.c */
void gw_pg_add_untold_needs(struct gw_schema *schema);
/* The type of ours that a column has, itself or as elements; NULL: none. */
const struct gw_schema_object *gw_pg_type_of(const struct gw_schema_object *column);
/* Of an object in the schema; it has one from then on. */
struct gw_pg_hidden *gw_pg_hidden_of(const struct gw_schema *schema,
				     struct gw_schema_object *object);

/* foreign.c: " OPTIONS (..)" of a new object; nothing where it has none. */
void gw_pg_put_options(struct gw_schema_script *script, const struct gw_schema_object *object);

/* inherit.c, for adjust.c */
void gw_pg_adjust_parents(struct gw_schema_changes *changes, struct gw_schema_change *table);
void gw_pg_adjust_inherited(struct gw_schema_changes *changes, struct gw_schema_change *change);
void gw_pg_adjust_children(struct gw_schema_changes *changes, const struct gw_schema_change *above);
/* Whether the table only gets other bounds, in the same table as `beside`; and the first such one. */
bool gw_pg_is_rebound(const struct gw_schema_change *change, const struct gw_schema_change *beside);
const struct gw_schema_change *gw_pg_first_rebound(const struct gw_schema_changes *changes,
						   const struct gw_schema_change *beside);
/* The column of the table above with which a new one comes, with all that that has but a comment and grants;
   NULL: it comes by itself. */
const struct gw_schema_object *gw_pg_came_with(const struct gw_schema_changes *changes,
					       const struct gw_schema_object *column);
/* Whether the column goes from its table, while one that inherits it keeps it as its own. */
bool gw_pg_stays_below(const struct gw_schema_changes *changes,
		       const struct gw_schema_object *column);

/* attached.c */

/* What the server makes the name of an index of; no columns: that of a primary key. */
struct gw_pg_name_parts {
	struct gw_view columns; /* "a_b" */
	struct gw_view suffix; /* "idx"; absent: nobody but a person gave the name */
};
const char *gw_pg_usual_name(struct gw_arena *arena, const char *table,
			     const struct gw_pg_name_parts *parts);
/* Of an index with this type of constraint; absent: none. */
const struct gw_schema_kind *gw_pg_attached_kind(const struct gw_schema_identity *identity,
						 const struct gw_pg_name_parts *parts,
						 struct gw_view type);
void gw_pg_adjust_attached(struct gw_schema_changes *changes);
/* For the table: names that differ while the indexes above stay. */
void gw_pg_rename_attached(struct gw_schema_script *script, const struct gw_schema_change *table);
/* Whether the index is there since its table was created; it has its name then. */
bool gw_pg_came_along(struct gw_schema_script *script, const struct gw_schema_object *index);

/* adjust.c */
void gw_pg_adjust(struct gw_schema_changes *changes);

#endif
