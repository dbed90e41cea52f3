/*
 * What sessions alone know of the tables of other tools.
 */
#ifndef GW_SESSION_TOOLS_TOOLS_INT_H
#define GW_SESSION_TOOLS_TOOLS_INT_H

#include "adopt/keep.h"
#include "session/session_int.h"
#include "session/tools/tools.h"

/* foreign.c: the table of another tool. */
struct gw_foreign {
	const struct gw_adopt_tool *tool; /* NULL: the database has none */
	const char *schema;
	const char *table;
	int64_t last_number; /* in the column that orders the rows, once they are read */
};
/* The file beside the database that the tool has its tables in; NULL: there is no such thing. */
const char *gw_foreign_file(const struct gw_session *session, const struct gw_adopt_tool *tool);
/* Opens the file beside the database that the tool has its tables in; one that is not there is made, or
 * left alone. */
GW_MUST_USE bool gw_foreign_attach(struct gw_session *session, const struct gw_adopt_tool *tool,
				   bool make, struct gw_error **err);
GW_MUST_USE bool gw_foreign_look(struct gw_session *session, const struct gw_adopt_tool *tool,
				 struct gw_foreign *ret_place, struct gw_error **err);
/* The same where name may be NULL: any tool's; and table: the tool's own. GW_E_ADOPT_NONE. */
GW_MUST_USE bool gw_foreign_find(struct gw_session *session, const char *name, const char *table,
				 struct gw_foreign *ret_place, struct gw_error **err);
/* Whether the files are of the tool's format. */
bool gw_foreign_has_files(const struct gw_session *session, const struct gw_adopt_tool *tool);
/*
 * The one that is meant, of several: whose files these are, or who has more than the one table; NULL: that
 * cannot be said.
 */
const struct gw_foreign *gw_foreign_choose(const struct gw_session *session,
					   const struct gw_foreign *places, size_t n);
/* Whether the tool's table has anything applied, or begun. */
GW_MUST_USE bool gw_foreign_is_used(struct gw_session *session, struct gw_foreign *place,
				    bool *ret_used, struct gw_error **err);
GW_MUST_USE bool gw_foreign_read(struct gw_session *session, struct gw_foreign *place,
				 struct gw_adopt_rows *ret_rows, struct gw_error **err);
/* How the table of that name, in the schema of a tool's table, is written; NULL: there is none. */
GW_MUST_USE bool gw_foreign_beside(struct gw_session *session, const char *name, const char *schema,
				   const char **ret_table, struct gw_error **err);
/*
 * foreign_lock.c: takes the tool's own locks, without waiting: GW_E_FOREIGN_LOCK. Those of the server to
 * the end of the transaction that is open, or of the session; those that are rows to that of the
 * transaction, and without one they are looked at, no more.
 */
GW_MUST_USE bool gw_foreign_lock(struct gw_session *session, const struct gw_foreign *place,
				 struct gw_error **err);
/* Begins a transaction, unless one is open, and takes those locks in it. */
GW_MUST_USE bool gw_foreign_begin(struct gw_session *session, const struct gw_foreign *place,
				  struct gw_error **err);
/* Compares a match with a migration of a source, its own or an earlier one; *match says what came of it. */
GW_MUST_USE bool gw_foreign_prove(struct gw_session *session, const struct gw_adoption *adoption,
				  struct gw_adopt_match *match, struct gw_source *source,
				  const struct gw_migration *migration, struct gw_error **err);
/* eject.c: GW_E_EJECT: the tool's table is not written on this engine, or the files are not its own. */
GW_MUST_USE bool gw_eject_is_possible(struct gw_session *session, const struct gw_adopt_tool *tool,
				      struct gw_error **err);
/*
 * keep.c: before a run or a decision, for the tool that the history says is kept in step, under its own lock; *ret_keeping
 * is NULL when there is none. GW_E_OUT_OF_STEP, GW_E_FOREIGN_LOCK. Source and history are open.
 */
GW_MUST_USE bool gw_in_step_begin(struct gw_session *session, struct gw_keeping **ret_keeping,
				  struct gw_error **err);
/* Whether the tool (NULL: there is none) can be told of all that is planned: GW_E_EJECT. */
GW_MUST_USE bool gw_in_step_check_plan(struct gw_session *session, const struct gw_keeping *keeping,
				       const struct gw_plan *plan, struct gw_error **err);
/* What a person says of a migration, which has a file. */
struct gw_in_step_decision {
	enum gw_keeping_change change;
	const struct gw_migration *migration;
	bool with_earlier; /* and of all that come before it */
};
/* The statements with which the tool, under whose lock the keeping was begun, knows of it too. GW_E_EJECT. */
GW_MUST_USE bool gw_in_step_decide(struct gw_session *session, struct gw_keeping *keeping,
				   const struct gw_in_step_decision *decision,
				   struct gw_statements *ret_list, struct gw_error **err);
/* GW_E_EJECT: its table cannot be written, or not by a run. */
GW_MUST_USE bool gw_in_step_is_possible(struct gw_session *session,
					const struct gw_adopt_tool *tool, struct gw_error **err);
/* Whether the tool's rows have all that is applied: GW_E_OUT_OF_STEP. */
GW_MUST_USE bool gw_in_step_check_told(struct gw_session *session,
				       const struct gw_adoption *adoption, struct gw_error **err);
/* The event with which a tool begins to be kept in step; NULL: with which that ends. */
void gw_in_step_event(const char *tool, struct gw_event *ret_event);
/*
 * adopt_git.c: looks in the history of all branches and tags for the files that matches were disproved by, as
 * the tool applied them: the youngest commit that has it. Where there is no repository, nothing is found.
 */
void gw_adopt_find_edited(struct gw_session *session, struct gw_adoption *adoption,
			  struct gw_adopt_match *const *edited, size_t n);
/* GW_E_ADOPT: what an adoption's refusals say. */
bool gw_foreign_fail(const struct gw_adoption *adoption, struct gw_error **err);

#endif
