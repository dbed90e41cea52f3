/*
 * What the files of this folder share.
 */
#ifndef GW_ROUNDTRIP_ROUNDTRIP_INT_H
#define GW_ROUNDTRIP_ROUNDTRIP_INT_H

#include "roundtrip/roundtrip.h"

/* ground.c: a shadow, and a session on it that applies migrations and takes them back. */
struct gw_ground {
	const struct gw_sides *sides;
	struct gw_shadow shadow;
	struct gw_session session;
};
GW_MUST_USE bool gw_ground_open(struct gw_ground *ground, const struct gw_sides *sides,
				struct gw_error **err);
void gw_ground_close(struct gw_ground *ground); /* {0} is fine */
/* What a run of this request would do; everything is in the arena. */
GW_MUST_USE bool gw_ground_plan(struct gw_ground *ground, struct gw_arena *arena,
				const struct gw_plan_request *request,
				struct gw_history **ret_history, struct gw_plan *ret_plan,
				struct gw_error **err);
/* Applies the next count migrations, or takes the last count back. */
GW_MUST_USE bool gw_ground_up(struct gw_ground *ground, size_t count, struct gw_error **err);
GW_MUST_USE bool gw_ground_down(struct gw_ground *ground, size_t count, struct gw_error **err);

/* rows.c: what the rows of a table come to, in whatever order they are. */
struct gw_rows_sum {
	const struct gw_schema_object *table;
	size_t count;
	uint64_t sum[GW_SHA256_SIZE / sizeof(uint64_t)]; /* of the hashes of all rows */
};
struct gw_rows_sums {
	GW_VEC(struct gw_rows_sum) list;
};
/* Of all tables of the schema, with the columns that they have there. */
GW_MUST_USE bool gw_rows_sum_up(struct gw_conn *conn, struct gw_arena *arena,
				const struct gw_schema *schema, struct gw_rows_sums *ret_sums,
				struct gw_error **err);
bool gw_rows_sum_eq(const struct gw_rows_sum *a, const struct gw_rows_sum *b);
/* Adds one row. */
void gw_rows_sum_add(struct gw_rows_sum *sum, const struct gw_rows *rows, size_t row);

/* seed.c: the statements of a file, run one by one as soon as each can. */
struct gw_seed {
	const char *path; /* NULL: there is none */
	struct gw_text text;
	const struct gw_dialect *dialect;
	size_t at; /* bytes of the text that ran */
	size_t done; /* statements that did */
	struct gw_error *error; /* of the one that waits; NULL: none does */
};
GW_MUST_USE bool gw_seed_open(struct gw_seed *seed, const char *path,
			      const struct gw_dialect *dialect, struct gw_error **err);
void gw_seed_close(struct gw_seed *seed);
/* From the first one on again: the shadow is another one. */
void gw_seed_rewind(struct gw_seed *seed);
/* Runs those that can run now, up to the first that cannot; an error is none of theirs. */
GW_MUST_USE bool gw_seed_run(struct gw_seed *seed, struct gw_shadow *shadow, struct gw_error **err);

/* trip.c: one migration, there and back and there again. */
struct gw_snapshot {
	struct gw_arena arena;
	struct gw_schema schema;
};

struct gw_tripper {
	struct gw_ground ground;
	struct gw_seed seed;
	bool goes_on; /* `after` is what the ground is like now, too */
	/* Of the trip that was made last: */
	struct gw_snapshot before, after;
	struct gw_snapshot back, again; /* after its down, and after its second up */
	struct gw_error *error;
};
/*
 * Makes the trip of the migration, which is the next one to apply. *ret_lost: the ground is not what it
 * should be after it. What the trip points to lives in the arena and the tripper, until the next one.
 */
GW_MUST_USE bool gw_trip_make(struct gw_tripper *tripper, struct gw_arena *arena,
			      const struct gw_migration *migration, struct gw_trip *ret_trip,
			      bool *ret_lost, struct gw_error **err);
/* Forgets what was seen of trips: the ground is another one. */
void gw_trip_forget(struct gw_tripper *tripper);

#endif
