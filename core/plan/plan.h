/*
 * Planning: migrations x history x request -> ordered steps, or refusals. Pure: no database, no
 * clock, no files; what needs reading (the scripts of the steps) is surveyed afterwards by
 * gw_plan_survey().
 *
 * What planning tells apart (each with its own message):
 *
 *	pending       in the files, not in the history
 *	applied       in both, same checksum
 *	cosmetic      applied; only comments, blanks, options or the verify section changed since
 *	edited        applied; the up script changed since
 *	collided      applied is another migration of this version: another name, another up script
 *	down-edited   applied; only the down script changed since: told, not refused
 *	out-of-order  pending, but something later is applied
 *	missing       applied, no file, older than the newest file
 *	future        applied, no file, newer than every file: an older release is being deployed
 *	renamed       applied under another name, same version, same text
 *	renumbered    missing, and a pending file has the very same text
 *	unfinished    an earlier run stopped inside of it
 *	skipped       not for this environment, or below a baseline
 */
#ifndef GW_PLAN_PLAN_H
#define GW_PLAN_PLAN_H

#include "history/history.h"
#include "history/journal.h"
#include "source/source.h"
#include "sql/segment.h"

enum gw_status {
	GW_STATUS_PENDING,
	GW_STATUS_APPLIED,
	GW_STATUS_COSMETIC,
	GW_STATUS_EDITED,
	GW_STATUS_COLLIDED,
	GW_STATUS_DOWN_EDITED,
	GW_STATUS_OUT_OF_ORDER,
	GW_STATUS_MISSING,
	GW_STATUS_FUTURE,
	GW_STATUS_RENAMED,
	GW_STATUS_RENUMBERED,
	GW_STATUS_UNFINISHED,
	GW_STATUS_SKIPPED,
	GW_STATUS_COUNT
};
const char *gw_status_name(enum gw_status status); /* "out-of-order" */

/* What is to be said of a migration that is not in the database as it is in the files. */
struct gw_status_verdict {
	const char *phrase; /* "was edited after it was applied"; NULL: nothing */
	bool is_fault; /* else it does no harm */
	enum gw_code code; /* of the fault */
};
const struct gw_status_verdict *gw_status_verdict(enum gw_status status);

/* One line of `godwit status`: a migration of the files, of the history, or both. */
struct gw_entry {
	enum gw_status status;
	bool baselined; /* applied only in that it is at or below the baseline */
	const struct gw_migration *migration; /* NULL: no file */
	const struct gw_applied *applied; /* NULL: not applied */
	const struct gw_unfinished *unfinished; /* what an earlier run left of it, NULL: nothing;
						   all there is where the others are NULL */
	const char *note; /* one phrase for people, NULL none */
};

/* What names the migration (version NULL: a repeatable; name NULL: not known); what people call it. */
const char *gw_entry_key(const struct gw_entry *entry);
const char *gw_entry_version(const struct gw_entry *entry);
const char *gw_entry_name(const struct gw_entry *entry);
const char *gw_entry_kind(const struct gw_entry *entry); /* as events have it; NULL: not known */
const char *gw_entry_label(struct gw_arena *arena, const struct gw_entry *entry);
/* What is to be said of it, as a sentence, where its status has a phrase. */
const char *gw_entry_verdict(struct gw_arena *arena, const struct gw_entry *entry);

/*
 * Files and history side by side, in the order of versions; repeatables last. The parts of those
 * migrations that are not applied as they are get hashed for it.
 */
struct gw_picture {
	GW_VEC(struct gw_entry) entries;
	size_t counts[GW_STATUS_COUNT];
};
struct gw_picture_request {
	const char *environment; /* NULL: none */
};
GW_MUST_USE bool gw_picture_make(struct gw_arena *arena, struct gw_source *source,
				 const struct gw_history *history,
				 const struct gw_picture_request *request,
				 struct gw_picture *ret_picture, struct gw_error **err);

/* How many entries `godwit up` would run, were nothing refused. */
size_t gw_picture_pending(const struct gw_picture *picture);

/*
 * Whether the file has the version of what was applied, and is another migration. The parts of both are
 * known, unless the file is as it was applied.
 */
bool gw_plan_is_another(const struct gw_migration *migration, const struct gw_applied *applied);

enum gw_policy { GW_POLICY_REFUSE, GW_POLICY_WARN, GW_POLICY_ALLOW };

enum gw_goal {
	GW_GOAL_UP, /* all pending, or up to `to`, or the next `count` */
	GW_GOAL_DOWN, /* the last `count` applied */
	GW_GOAL_DOWN_TO, /* everything applied after `to` in order of version; `to` stays; "0": all.
			    With a target: everything applied that the target has not */
	GW_GOAL_DOWN_RUN, /* everything that run `to` applied */
	GW_GOAL_DOWN_ALL,
	GW_GOAL_GOTO, /* up or down until `to` is the newest; "0": until none is. With a target:
			until what is applied is what the target has */
	GW_GOAL_REDO, /* the last `count`, down and up again, and repeatables that this makes pending */
};

/* A migration as it was when it was applied, and where that was found. */
struct gw_found {
	struct gw_source *source;
	const struct gw_migration *migration;
};

struct gw_plan_request {
	enum gw_goal goal;
	const char *to; /* version or run id; NULL: none */
	bool to_may_be_commit; /* or the name of a commit: the session makes its files the target,
				  and of GW_GOAL_UP GW_GOAL_GOTO */
	struct gw_source *target; /* of GOTO and DOWN_TO, in place of `to`; NULL: none */
	const struct gw_source *since; /* of what is in it, all must be applied; NULL: nothing */
	const struct gw_map *found; /* key -> struct gw_found *: for down scripts that neither the
				       files nor the history have; may be NULL */
	size_t count; /* 0: no limit (up), 1 (down, redo) */
	enum gw_policy out_of_order;
	enum gw_policy edited;
	enum gw_policy missing;
	const char *environment;
};

struct gw_step {
	enum gw_direction direction; /* GW_UP or GW_DOWN */
	const char *key;
	const char *label;
	struct gw_source *source; /* of the migration, or by whose rules stored text is read */
	const struct gw_migration *migration; /* NULL: no file; the stored text is used */
	const struct gw_applied *applied; /* DOWN: what is taken back; UP: NULL, or the former
						 run of a repeatable */
	bool stored; /* the script comes from the history */
	size_t resume_at; /* statements that an earlier run has done */
	const struct gw_journal_row *intent; /* statement resume_at may have happened; NULL: no */
	int64_t resume_id; /* of the journal's last row about it; 0: none */
	const char *resume_checksum; /* of what an earlier run had done, see journal.h */
	/* Filled by gw_plan_survey(): */
	struct gw_script_facts facts;
	bool atomic; /* one transaction with its history row */
};

/* Why nothing is run, or what is worth saying although it is. */
struct gw_refusal {
	enum gw_status status;
	const char *key;
	const char *path; /* for display; NULL unknown */
	const char *message; /* one phrase: "20261122_x was edited after it was applied" */
	const char *hint; /* the command that settles it */
	const char *detail; /* several lines, a diff for instance; NULL none */
	const struct gw_git_commit *commit; /* that brought what was applied; NULL: not known */
	bool irreversible; /* its down script is missing: see gw_plan_request.found */
	const struct gw_migration *migration;
	const struct gw_applied *applied;
};

struct gw_plan {
	GW_VEC(struct gw_step) steps;
	GW_VEC(struct gw_refusal) refusals; /* not empty: steps must not be run */
	GW_VEC(struct gw_refusal) warnings;
};

/*
 * The key of the migration that a person means: text is its key, or what stands before a `_` or `-`
 * in it. GW_E_NO_VERSION when there is none, or more than one.
 */
GW_MUST_USE bool gw_plan_find_key(const struct gw_source *source, const struct gw_history *history,
				  const char *text, const char **ret_key, struct gw_error **err);

/* Always succeeds: what is wrong is in refusals. An unknown version in request.to is GW_E_NO_VERSION. */
GW_MUST_USE bool gw_plan_make(struct gw_arena *arena, struct gw_source *source,
			      const struct gw_history *history,
			      const struct gw_plan_request *request, struct gw_plan *ret_plan,
			      struct gw_error **err);

/* The transaction mode of a run. */
enum gw_run_mode { GW_MODE_MIGRATION, GW_MODE_RUN, GW_MODE_OFF };

struct gw_survey_request {
	struct gw_source *source; /* whose hooks run */
	const struct gw_caps *caps;
	enum gw_run_mode mode;
	bool pooled; /* of gw_server_info: each transaction may have another session */
	const struct gw_map *placeholders; /* NULL: off */
	const char *fence; /* the database that scripts may not leave; NULL: they may */
};
/*
 * Reads each step's script once and cuts it into segments. All errors of reading and splitting come
 * out here, before anything runs. In mode GW_MODE_RUN a statement that cannot run in a transaction is
 * an error with its place; and where sessions are pooled (GW_E_UNSUPPORTED), any step that is not one
 * transaction: its journal and the lock would each be another session's.
 */
GW_MUST_USE bool gw_plan_survey(struct gw_arena *arena, struct gw_history *history,
				const struct gw_survey_request *request, struct gw_plan *plan,
				struct gw_error **err);
/* The script of a step, from file or history; release with gw_script_done(). */
GW_MUST_USE bool gw_step_script(struct gw_arena *arena, struct gw_history *history,
				const struct gw_step *step, const struct gw_map *placeholders,
				struct gw_script **ret_script, struct gw_error **err);

/* One error for all refusals: GW_E_REFUSED with a line for each in its detail. */
bool gw_plan_fail(const struct gw_plan *plan, struct gw_error **err);

#endif
