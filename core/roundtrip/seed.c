/*
 * Seeds: rows for tables that come one by one. Each statement runs as soon as it can: one that names
 * what is not there yet waits, and so do those after it.
 */
#include "roundtrip/roundtrip_int.h"
#include "sql/split.h"

enum { SEED_BYTES_MAX = 1 << 30 };

bool gw_seed_open(struct gw_seed *seed, const char *path, const struct gw_dialect *dialect,
		  struct gw_error **err)
{
	*seed = (struct gw_seed){.path = path, .dialect = dialect};
	return path == NULL || gw_file_read(path, SEED_BYTES_MAX, &seed->text, err);
}

void gw_seed_close(struct gw_seed *seed)
{
	gw_text_done(&seed->text);
	gw_error_free(seed->error);
	*seed = (struct gw_seed){0};
}

void gw_seed_rewind(struct gw_seed *seed)
{
	seed->at = 0;
	seed->done = 0;
	gw_error_clear(&seed->error);
}

/* The next statement after what ran; false in *ret_found at the end. */
static bool find_next(const struct gw_seed *seed, struct gw_statement *ret_statement,
		      bool *ret_found, struct gw_error **err)
{
	struct gw_splitter splitter;

	gw_splitter_init(&splitter, seed->dialect, gw_view_from(seed->text.view, seed->at));
	if (gw_split_next(&splitter, ret_statement, ret_found, err))
		return true;
	gw_error_at(*err, seed->path, seed->text.view, seed->at + splitter.error_offset,
		    splitter.error_length);
	return false;
}

static void wait_for(struct gw_seed *seed, const struct gw_statement *statement,
		     struct gw_error *error)
{
	gw_error_free(seed->error);
	seed->error = error;
	gw_error_restate(error, GW_E_STATEMENT, "statement %zu of %s did not run", seed->done + 1,
			 seed->path);
	gw_error_at(error, seed->path, seed->text.view, seed->at + statement->start, 1);
	gw_error_hint(error, "Each statement is tried before the first migration and after each "
			     "one: it has to fit the tables at one of these times.");
}

bool gw_seed_run(struct gw_seed *seed, struct gw_shadow *shadow, struct gw_error **err)
{
	struct gw_statement statement;
	struct gw_error *failure = NULL;
	bool found;

	if (seed->path == NULL)
		return true;
	for (;;) {
		if (!find_next(seed, &statement, &found, err))
			return false;
		if (!found)
			return true;
		if (!gw_shadow_load(
			    shadow, seed->path,
			    gw_view_slice(seed->text.view, seed->at, seed->at + statement.next),
			    &failure))
			break;
		gw_error_clear(&seed->error);
		seed->at += statement.next;
		seed->done++;
	}
	if (failure->code != GW_E_STATEMENT) {
		*err = failure;
		return false;
	}
	wait_for(seed, &statement, failure);
	return true;
}
