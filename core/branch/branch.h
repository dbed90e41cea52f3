/*
 * A branch of git beside its base: what the branch did to the migrations, what speaks against merging
 * it, and which versions its migrations need to come after those of the base.
 *
 *	base         o--o   the branch that it is to be merged into
 *	            /
 *	ancestor   o        the merge base of both
 *	            \
 *	head         o--o   the branch: a commit, or the work tree as it is
 *
 * Pure: three sources, what a database says, and what was released go in; findings come out. Nothing
 * here knows where the sources come from.
 */
#ifndef GW_BRANCH_BRANCH_H
#define GW_BRANCH_BRANCH_H

#include "history/history.h"
#include "plan/plan.h"
#include "source/source.h"

/* From the ancestor to the head. */
enum gw_branch_kind {
	GW_BRANCH_ADDED,
	GW_BRANCH_EDITED, /* its up script */
	GW_BRANCH_COSMETIC, /* comments, blanks, options or the verify section only */
	GW_BRANCH_DOWN_EDITED, /* its down script only */
	GW_BRANCH_DELETED,
	GW_BRANCH_RENAMED, /* same version and text, another name */
	GW_BRANCH_RENUMBERED, /* same up script, another version */
	GW_BRANCH_COUNT
};
const char *gw_branch_kind_name(enum gw_branch_kind kind); /* "down-edited" */

struct gw_branch_change {
	enum gw_branch_kind kind;
	const struct gw_migration *before; /* in the ancestor; NULL: added */
	const struct gw_migration *after; /* in the head; NULL: deleted */
	bool merged; /* the base has done the same: merging changes nothing */
};

struct gw_branch {
	/* Set by the caller; all of one format. */
	struct gw_source *ancestor;
	struct gw_source *base;
	struct gw_source *head;
	/* Of what the ancestor has, then what is new, each in the order of versions. */
	GW_VEC(struct gw_branch_change) changes;
	size_t counts[GW_BRANCH_COUNT];
};

/* Fills changes and counts. The parts of what differs are hashed for it. */
GW_MUST_USE bool gw_branch_compare(struct gw_arena *arena, struct gw_branch *branch,
				   struct gw_error **err);

enum gw_severity { GW_SEVERITY_ERROR, GW_SEVERITY_WARNING };
const char *gw_severity_name(enum gw_severity severity); /* "error" */

/* One thing that speaks against merging, or is worth a look before. */
struct gw_finding {
	enum gw_severity severity;
	const char *slug; /* stable: "collision", "out-of-order", the change's name, an error's */
	const char *key; /* of the migration; NULL: not known */
	const char *message; /* one phrase */
	const char *hint; /* whole sentences; NULL: none */
	const char *path; /* relative to the folder of migrations; NULL: not known */
	unsigned line; /* 1-based */
	/* What was edited, for a diff: this section of `after` in the head, which was */
	const struct gw_migration *after; /* NULL: there is nothing to compare */
	enum gw_direction direction;
	struct gw_source *source; /* the text of `before` in this source, or */
	const struct gw_migration *before;
	const struct gw_applied *applied; /* what was applied */
	const char *diff; /* for who can read the texts to fill in; NULL: none */
};
struct gw_findings {
	GW_VEC(struct gw_finding) list;
	size_t errors;
	size_t warnings;
};

/* The first tag that has a migration of the ancestor; NULL: it is in none. */
typedef bool gw_released_fn(void *payload, const struct gw_migration *migration,
			    const char **ret_tag, struct gw_error **err);

struct gw_branch_facts {
	const char *base_name; /* as people call it: "origin/main" */
	const char *ancestor_name; /* the id of its commit, short */
	const char *folder; /* the path of the migrations in the repository; "" is the root */
	const struct gw_history *history; /* NULL: no database was asked */
	const char *environment; /* whose history it is: "prod" */
	enum gw_policy out_of_order;
	gw_released_fn *released;
	void *payload;
};

/* What speaks against merging. The branch was compared. */
GW_MUST_USE bool gw_branch_check(struct gw_arena *arena, const struct gw_branch *branch,
				 const struct gw_branch_facts *facts,
				 struct gw_findings *ret_findings, struct gw_error **err);

/* A migration of the branch, and the version that it is to have. */
struct gw_renumbered {
	const struct gw_migration *migration; /* of the head */
	const char *version;
};
struct gw_renumbering {
	GW_VEC(struct gw_renumbered) list; /* in their order; empty: nothing is in the way */
	const struct gw_migration *behind; /* the newest of base and ancestor; NULL: none is */
	GW_VEC(struct gw_rename) renames; /* to be done in this order */
	GW_VEC(struct gw_rewrite) rewrites; /* to be done after them */
};
/*
 * New versions behind all that base and ancestor have, in their style, for what the branch added, once
 * one of its migrations collides or comes too early. now_us: for time stamps. GW_E_UNSUPPORTED where
 * names cannot tell versions.
 */
GW_MUST_USE bool gw_branch_renumber(struct gw_arena *arena, const struct gw_branch *branch,
				    int64_t now_us, struct gw_renumbering *ret_renumbering,
				    struct gw_error **err);

#endif
