/*
 * godwit as a library: open a target, look at it, bring it up or down.
 *
 *	struct godwit *g = godwit_new();
 *	godwit_set(g, "url", "sqlite:app.db");
 *	godwit_set(g, "dir", "migrations");
 *	if (godwit_up(g, NULL) != 0)
 *		fprintf(stderr, "%s\n", godwit_error(g));
 *	godwit_free(g);
 *
 * Every call returns 0, or the exit status that the program would have (README lists them); then
 * godwit_error() has the message for people and godwit_error_json() the same for machines. A handle is
 * for one thread at a time. Nothing is printed, no signal handler is installed, the environment is
 * not read: a variable that goose's files ask for is unset. To read a few thousand files a call may start threads,
 * which take no signals and have ended when it returns.
 */
#ifndef GODWIT_H
#define GODWIT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct godwit;

const char *godwit_version(void);

struct godwit *godwit_new(void);
void godwit_free(struct godwit *g);

/*
 * Sets a setting by its name in godwit.yaml ("url", "dir", "format", "lock_timeout", ...). A value that it cannot
 * have is refused, and the one before stays.
 */
int godwit_set(struct godwit *g, const char *setting, const char *value);
/* Reads godwit.yaml for settings that are not set; environment may be NULL. */
int godwit_read_config(struct godwit *g, const char *path, const char *environment);

/* Told for each migration: done is 0 when it begins, 1 when it stands. */
typedef void godwit_progress_fn(void *payload, const char *migration, int done);
void godwit_set_progress(struct godwit *g, godwit_progress_fn *fn, void *payload);

/* Applies what is pending, up to version `to` (NULL: all). */
int godwit_up(struct godwit *g, const char *to);
/* Takes the last `count` migrations back. */
int godwit_down(struct godwit *g, size_t count);
/* How many migrations are pending; checks the history on the way. Writes nothing. */
int godwit_pending(struct godwit *g, size_t *ret_count);
/* The state as the JSON object of `godwit status --json`; valid until the next call. */
int godwit_status_json(struct godwit *g, const char **ret_json);

/* Of the last call that failed; NULL when it did not. Valid until the next call. */
const char *godwit_error(const struct godwit *g);
const char *godwit_error_json(const struct godwit *g);

#ifdef __cplusplus
}
#endif

#endif
