/*
 * Estates: what a server has besides tables and rows, as far as provision/ declares, compares and
 * changes it: roles, databases, schemas, rights, settings.
 *
 * An estate is a list of assets. Each is of a kind, has a name of one or more parts, and attributes:
 * all of it text. Nothing outside of an engine knows what a role is: a kind says by its tables which
 * attributes there are, how they compare, where they stand in the file, by which query the live ones
 * are found, and how a change becomes statements.
 *
 *	declared (YAML)  --+
 *	                   +-- diff (pure) --> actions --> kind->render --> statements
 *	live (queries)   --+
 *
 * A live attribute without a value cannot be known by this user: it never differs.
 */
#ifndef GW_ENGINE_ESTATE_H
#define GW_ENGINE_ESTATE_H

#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

struct gw_conn;
struct gw_kind;

enum { GW_PARTS_MAX = 4 };

/* --- kinds --- */

enum gw_estate_type {
	GW_ESTATE_TEXT,
	GW_ESTATE_BOOL, /* true or false */
	GW_ESTATE_NUMBER, /* may be negative */
	GW_ESTATE_TIME, /* 2027-01-01, 2027-01-01T12:00:00Z, infinity */
	GW_ESTATE_LOCALE, /* the spelling of its encoding does not matter: en_US.utf8, en_US.UTF-8 */
	GW_ESTATE_MODE, /* permissions of a file: 0640 */
	GW_ESTATE_SECRET, /* a reference to a password; only verifiers are compared */
};

struct gw_property {
	const char *name; /* in the file, in output, and of the column in the kind's queries */
	enum gw_estate_type type;
	const char *fallback; /* what it is when nobody says: left out of an export; NULL: never */
	bool fixed; /* decided when the asset is made */
	bool unwritten; /* the server tells it, for render(): neither declared nor exported */
	bool only_told; /* matters when the asset is made, and cannot be seen afterwards */
	const char *const *choices; /* all that it may be, in lower case; NULL: anything */
	const char *also; /* a key of the file that sets this property, and others; NULL: none */
};

/* What rights are about: "table app.users". Tables of them end with {0}. */
struct gw_target {
	const char *name; /* "table"; the file says "table NAME" */
	const char *sql; /* how the engine calls it: "TABLE" */
	const char *const *privileges; /* in lower case, NULL at the end */
	bool nameless; /* the name may be missing */
	bool plain; /* the name is one identifier, to be quoted; else it is SQL that was looked up */
	bool ahead; /* rights on what is not there yet can be given, and need not wait for it */
};

/* Units of work come in this order; each is one transaction, but for what must run alone. */
enum gw_stage {
	GW_STAGE_ROLES, /* roles and their memberships */
	GW_STAGE_DATABASES, /* databases are made */
	GW_STAGE_SERVER, /* what of the server refers to databases */
	GW_STAGE_INSIDE, /* all within one database */
	GW_STAGE_LEAVE, /* in each database: what holds a role that is to be dropped */
	GW_STAGE_DROP_DATABASES,
	GW_STAGE_DROP_ROLES,
	GW_STAGE_COUNT
};

/* A query for live assets. */
struct gw_look {
	/*
	 * The first columns are the parts of the name; the rest is found by its name: `implied` and
	 * `apart` (see struct gw_asset), `attribute` and `value` (then there is a row for each
	 * attribute), else the properties.
	 */
	const char *sql;
	unsigned from_version; /* of the server; 0: any */
	bool may_be_refused; /* not everybody may ask */
};

struct gw_render;
struct gw_action;
struct gw_asset;

struct gw_kind {
	const char *name; /* "role" */
	const char *plural; /* "roles": how `prune` calls it; NULL: never pruned */
	/*
	 * It is pruned only where one of its parts is declared as an asset of one of these kinds: what
	 * is between others is theirs. Ends with NULL; NULL: it is pruned wherever it is.
	 */
	const struct gw_kind *const *parties;
	size_t nparts;
	bool in_database; /* there are others of the same name in other databases */
	const struct gw_property *properties; /* ends with {0}; NULL: attributes have any name */
	const char *missing; /* the value of an attribute that a live asset of any name lacks */
	const struct gw_look *looks; /* ends with {0} */
	enum gw_stage make, drop;
	bool alone; /* makes and drops cannot be in a transaction */
	bool holds_data; /* dropping it destroys what is in it */

	/* For rights and the like: what they are about is part type_part and part name_part. */
	const struct gw_target *targets; /* NULL: none */
	const char *joint; /* between type and name in the file: " ", " in " */
	const char *about; /* the type, where no part has it: "table"; else NULL */
	size_t type_part, name_part;
	bool has_patterns; /* the name may hold '*': all assets of the estate's `inventory` */

	/* What is wrong with a declared name; NULL: nothing. May be NULL itself. */
	const char *(*problem_of_name)(const char *name);
	/* "table app.users, reader": for people. NULL: the kind's name and the last part. */
	void (*label)(const struct gw_asset *asset, struct gw_str *str);
	/* Appends the statements that carry the action out; NULL, of an inventory only: there are none. */
	void (*render)(struct gw_render *render, const struct gw_action *action);
};

/* --- assets --- */

struct gw_attribute {
	const char *name;
	const char *value; /* NULL: cannot be known */
	bool implied; /* is so without having been said: neither exported nor pruned */
	size_t offset, length; /* in the file */
};

struct gw_asset {
	const struct gw_kind *kind;
	const char *database; /* of a kind that is in one; else NULL */
	const char *parts[GW_PARTS_MAX];
	GW_VEC(struct gw_attribute) attributes;
	bool implied; /* live: is there by itself: neither exported nor pruned */
	bool apart; /* live: belongs to something else (an extension): no pattern means it */
	bool absent; /* declared: it is to be dropped */
	const char *heir; /* declared absent: who gets what it owns; NULL: nobody */
	const struct gw_password *password; /* declared; NULL: none */
	size_t offset, length; /* declared: in the file */
};

struct gw_estate {
	GW_VEC(struct gw_asset *) assets;
	struct gw_map by_key;
};

/* "role shop_app" */
const char *gw_asset_label(struct gw_arena *arena, const struct gw_asset *asset);
struct gw_asset *gw_estate_find(const struct gw_estate *estate, struct gw_arena *arena,
				const struct gw_asset *like);
/* By kind, database (NULL: none) and first part. */
struct gw_asset *gw_estate_get(const struct gw_estate *estate, struct gw_arena *arena,
			       const struct gw_kind *kind, const char *database,
			       const char *first_part);
/* The one that is there already, or the new one. */
struct gw_asset *gw_estate_add(struct gw_estate *estate, struct gw_arena *arena,
			       struct gw_asset *asset);
const struct gw_attribute *gw_asset_attribute(const struct gw_asset *asset, const char *name);
/* NULL: there is none, or it is not known. */
const char *gw_asset_value(const struct gw_asset *asset, const char *name);
/* Adds it, or replaces the one of that name. */
void gw_asset_set(struct gw_arena *arena, struct gw_asset *asset,
		  const struct gw_attribute *attribute);
const struct gw_property *gw_kind_property(const struct gw_kind *kind, const char *name);
const struct gw_target *gw_kind_target(const struct gw_kind *kind, const char *name);

/* --- actions --- */

enum gw_deed { GW_DEED_MAKE, GW_DEED_CHANGE, GW_DEED_DROP };

struct gw_change {
	const char *name;
	const char *before; /* NULL: nothing, or not known */
	const char *after; /* NULL: it is taken away */
	const struct gw_property *property; /* NULL: of a kind whose attributes have any name */
};

struct gw_action {
	enum gw_deed deed;
	const struct gw_asset *asset; /* as declared; for what is dropped, as it is */
	const struct gw_asset *live; /* NULL: there is none yet */
	GW_VEC(struct gw_change) changes;
	enum gw_stage stage;
	const char *database; /* where it has to be carried out; NULL: anywhere on the server */
};
const struct gw_change *gw_action_change(const struct gw_action *action, const char *name);
/* "make", "change", "drop"; "free": what hangs on it is taken away first. */
const char *gw_action_word(const struct gw_action *action);

struct gw_rendered {
	const char *sql;
	const char *shown; /* for people: without verifiers of passwords */
};

struct gw_render {
	struct gw_arena *arena;
	struct gw_conn *conn;
	GW_VEC(struct gw_rendered) list;
};

/*
 * Appends to str: %n a name, quoted; %t a text, quoted; %w words of SQL as they are: our own
 * keywords, or what the server wrote itself. One argument each, const char *.
 */
void gw_sql_add(struct gw_render *render, struct gw_str *str, const char *format, ...);
/* The same as a statement of its own. */
void gw_sql_statement(struct gw_render *render, const char *format, ...);

/* --- rights of the user who provisions --- */

struct gw_missing {
	const struct gw_action *action;
	const char *right; /* "needs CREATEDB" */
};
struct gw_preflight {
	GW_VEC(struct gw_missing) missing;
	/* Around the statements of a unit: rights that the user takes, and gives back. */
	GW_VEC(const char *) before;
	GW_VEC(const char *) after;
	/* In a transaction before an action that cannot be in one: what it is about becomes the user's. */
	GW_VEC(const char *) seize;
};

/* --- the file --- */

enum gw_shape {
	GW_SHAPE_ASSETS, /* {name: {property: value, section: ..}} */
	GW_SHAPE_SETTINGS, /* {name: value}: attributes of the asset that the path names */
	GW_SHAPE_LINKS, /* [name, {name: {property: value}}] */
	GW_SHAPE_VALUES, /* {target: value of the kind's first property} */
	GW_SHAPE_RIGHTS, /* {target: [privilege]} */
};

/*
 * A key of the file and what stands below it. The path of an asset is made of the names in the maps
 * that lead to it, from the top.
 */
struct gw_estate_section {
	const char *name; /* "roles"; tables end with {0} */
	enum gw_shape shape;
	const struct gw_kind *kind;
	size_t levels; /* maps of names between the section and its values */
	/* One character for each part of the asset's name: which name of the path it is, from 0, or
	   '-' for "". A kind that is in a database takes that from the path's first name. */
	const char *parts;
	const struct gw_estate_section *inner; /* of GW_SHAPE_ASSETS; NULL: none */
};

/* --- an engine's part --- */

struct gw_estate_engine {
	const struct gw_kind *const *kinds; /* NULL at the end; in the order of making */
	const struct gw_estate_section *sections; /* of the top */
	const struct gw_kind *database; /* NULL: a server without databases */
	const struct gw_kind *role;
	const struct gw_kind *inventory; /* whose assets patterns are matched against */
	/* Sent on each new connection: names are looked up where nobody could plant any. */
	const char *prelude;
	/* Databases to connect to when the URL's is not there yet; NULL at the end. */
	const char *const *doors;
	/* SQLSTATE, or native number, of a connection that found no such database. */
	const char *no_database;
	int no_database_number;
	const char *model; /* a new database is like this one */

	/* Why this server cannot be provisioned; NULL: it can. May be NULL itself. */
	const char *(*problem_of_server)(const struct gw_conn *conn);
	/* Whether both values of a property (NULL: of an open kind's attribute) mean the same. */
	bool (*same)(struct gw_arena *arena, const char *name, const char *a, const char *b);
	/* Whether the stored verifier is that of the password. */
	bool (*password_fits)(const char *role, const char *verifier, const char *password);
	/* What the server is to store for it. Nothing is sent. */
	bool (*password_verifier)(struct gw_conn *conn, struct gw_arena *arena, const char *role,
				  const char *password, const char **ret_verifier,
				  struct gw_error **err);
	/* Whether a text is such a verifier. */
	bool (*is_verifier)(const char *text);
	/*
	 * NULL: the server is left to say. What the user lacks for the actions, and, to make do without it, what comes around them.
	 * conn is connected to the database of the actions, unless that is yet to be made; live is what
	 * was seen of it, and of the server.
	 */
	bool (*preflight)(struct gw_conn *conn, struct gw_arena *arena,
			  const struct gw_estate *live, const struct gw_action *const *actions,
			  size_t n, struct gw_preflight *ret_preflight, struct gw_error **err);
	/*
	 * NULL: nothing stands in the way. In each database: what an asset of kind `role` that is to be dropped has there.
	 * Columns: database, role, how many assets it owns, how many grants it has, a few names, and
	 * whether these are seen to from any database.
	 */
	const char *belongings;
	/* The statements that free the role from its belongings in the connected database. */
	void (*leave)(struct gw_render *render, const char *role, const char *heir);
};

#endif
