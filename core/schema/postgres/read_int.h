/*
 * What reading a catalog of ten thousand tables needs so as not to hold it twice: objects by address, and
 * values that are there once however many have them.
 */
#ifndef GW_SCHEMA_POSTGRES_READ_INT_H
#define GW_SCHEMA_POSTGRES_READ_INT_H

#include "schema/postgres/postgres_int.h"

/* --- address.c --- */

/* As in pg_depend. */
struct gw_pg_address {
	uint32_t class, object;
	int32_t column; /* 0: the whole */
};
struct gw_pg_place {
	struct gw_pg_address address;
	uint32_t number; /* of what is there, in the schema's list */
};
struct gw_pg_places {
	GW_VEC(struct gw_pg_place) list;
	struct gw_index index; /* of the list */
};

/* From "class.object.column"; false: it is none, as of what nothing can need. */
bool gw_pg_parse_address(struct gw_view text, struct gw_pg_address *ret_address);
/* What is put there last counts. */
void gw_pg_put_place(struct gw_arena *arena, struct gw_pg_places *places,
		     const struct gw_pg_address *address, uint32_t number);
/* The number of what is there; GW_NOWHERE: nothing. */
size_t gw_pg_find_place(const struct gw_pg_places *places, const struct gw_pg_address *address);

/* --- share.c --- */

struct gw_pg_shared_row {
	struct gw_view *values;
	uint32_t n;
	uint32_t users;
};
struct gw_pg_shares {
	struct gw_arena *arena; /* of texts and values */
	struct gw_arena own; /* of the rest */
	GW_VEC(const char *) texts;
	struct gw_index by_text; /* of the texts */
	GW_VEC(struct gw_pg_shared_row) rows;
	struct gw_index by_row; /* of the rows */
};

void gw_pg_shares_done(struct gw_pg_shares *shares);
/* The same text, which is kept; absent stays absent. It holds no NUL. */
struct gw_view gw_pg_share_text(struct gw_pg_shares *shares, struct gw_view text);
/* The same values, which are kept, and may be those of others as well; these are changed. */
struct gw_view *gw_pg_share_values(struct gw_pg_shares *shares, struct gw_view *values, size_t n);
/* One of the object's values, which others may share, is another from now on; the text is kept. */
void gw_pg_set_shared(struct gw_pg_shares *shares, struct gw_schema_object *object, size_t property,
		      struct gw_view value);

/* --- read.c --- */

/* An index of a partition, which may be a key that is read already, and what it is attached to. */
struct gw_pg_attaching {
	struct gw_pg_address index, above;
	struct gw_pg_name_parts parts;
};

/* A need that is told by address in the object's own row. */
struct gw_pg_later {
	struct gw_schema_object *object;
	struct gw_pg_address needed;
	bool soft;
};

struct gw_pg_reader {
	struct gw_schema *schema;
	const struct gw_schema_read_options *options;
	struct gw_pg_shares shares;
	struct gw_arena arena; /* of what is gone when all is read */
	struct gw_pg_places places; /* of objects, */
	struct gw_pg_places aliases; /* and of what else stands for them */
	GW_VEC(struct gw_pg_attaching) attached;
	GW_VEC(struct gw_pg_later) later;
};

/* --- told.c --- */

/* NULL: nothing of ours is at the address that the text says. */
struct gw_schema_object *gw_pg_object_at(const struct gw_pg_reader *reader, struct gw_view text);
/* All objects are there: those that are attached get their holders, */
void gw_pg_hold_attached(struct gw_pg_reader *reader);
/* and those where everybody has rights at first get none, until a row tells of some. */
void gw_pg_set_no_grants(struct gw_pg_reader *reader);
/* A row of a query that tells something of objects, in its columns' order (schema_postgres.def). */
void gw_pg_take_owner(struct gw_pg_reader *reader, const struct gw_view *cells);
void gw_pg_take_comment(struct gw_pg_reader *reader, const struct gw_view *cells);
void gw_pg_take_grant(struct gw_pg_reader *reader, const struct gw_view *cells);
void gw_pg_take_alias(struct gw_pg_reader *reader, const struct gw_view *cells);
void gw_pg_take_need(struct gw_pg_reader *reader, const struct gw_view *cells);
void gw_pg_take_unmodelled(struct gw_pg_reader *reader, const struct gw_view *cells);
/* All rows are read. */
void gw_pg_finish_reading(struct gw_pg_reader *reader);

#endif
