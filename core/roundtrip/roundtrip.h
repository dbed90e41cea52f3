/*
 * Round trips: whether the down of each migration takes back what its up did.
 *
 *	before --up--> after --down--> before? --up--> after?
 *
 * All of it happens on shadows, by godwit's own runner, verify sections included; the database beside
 * which they are made is not touched. Migrations run in the order of a first run on an empty database;
 * those that are not to be tested are applied as what the others stand on. A trip that ends anywhere
 * else than it should is no reason to stop: another shadow is brought to where it should have ended.
 */
#ifndef GW_ROUNDTRIP_ROUNDTRIP_H
#define GW_ROUNDTRIP_ROUNDTRIP_H

#include "shadow/side.h"

enum gw_trip_outcome {
	GW_TRIP_GOOD, /* of a repeatable: it was applied; it goes back with versions only */
	GW_TRIP_NO_DOWN, /* it was applied; there is no way back to be tried */
	GW_TRIP_UP_FAILED, /* nothing after it can be tested */
	GW_TRIP_DOWN_FAILED,
	GW_TRIP_SCHEMA_DIFFERS, /* its down ran, and left another schema than there was */
	GW_TRIP_ROWS_DIFFER, /* the same of the rows of tables that were there */
	GW_TRIP_AGAIN_FAILED, /* its up fails after its down */
	GW_TRIP_AGAIN_DIFFERS, /* and leaves another schema than the first time */
	GW_TRIP_OUTCOME_COUNT
};
/* "good", "no-down", "up-failed" .. */
const char *gw_trip_outcome_name(enum gw_trip_outcome outcome);
bool gw_trip_is_bad(enum gw_trip_outcome outcome);

/* A table whose rows the down did not bring back. */
struct gw_trip_rows {
	const struct gw_schema_object *table;
	size_t before, now; /* how many there were, and are */
};

/* How one migration did. All of it lives until the listener returns. */
struct gw_trip {
	const struct gw_migration *migration;
	enum gw_trip_outcome outcome;
	struct gw_schema_changes changes; /* of *_DIFFERS: from what is to what should be, */
	struct gw_schema_script script; /* and the statements for that */
	GW_VEC(struct gw_trip_rows) rows; /* of ROWS_DIFFER */
	const struct gw_error *error; /* of *_FAILED */
	int64_t elapsed_us;
};
typedef void gw_trip_fn(void *payload, const struct gw_trip *trip);

struct gw_round_trips {
	const struct gw_sides *sides; /* beside was chosen */
	const char *const *keys; /* of the migrations to test, as people may write them; */
	size_t nkeys;
	bool all; /* or all that there are */
	const char *seed; /* a file of SQL, whose statements run as soon as they can; NULL: none */
	gw_trip_fn *tell; /* called after each trip */
	void *payload;
};

/*
 * GW_E_NO_VERSION when a key names no migration, or one that a first run passes over. GW_E_STATEMENT
 * when a statement of the seed never ran; all trips were told then.
 */
GW_MUST_USE bool gw_round_trip(const struct gw_round_trips *trips, struct gw_error **err);

#endif
