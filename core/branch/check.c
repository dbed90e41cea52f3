/*
 * What speaks against merging a branch: for each of its changes, whether the base, a release or a
 * database stands against it; then what is wrong with the files of both, put together.
 */
#include <stdarg.h>
#include <string.h>

#include "base/system.h"
#include "branch/branch_int.h"

const char *gw_severity_name(enum gw_severity severity)
{
	return severity == GW_SEVERITY_ERROR ? "error" : "warning";
}

struct checker {
	struct gw_arena *arena;
	const struct gw_branch *branch;
	const struct gw_branch_facts *facts;
	struct gw_base_added added;
	const struct gw_migration *newest; /* of the base, or of the ancestor */
	const struct gw_applied *newest_applied;
	struct gw_findings *findings;
	bool collides; /* some version is there twice */
};

/* --- findings --- */

GW_PRINTF(4, 5)
static struct gw_finding *find(struct checker *c, enum gw_severity severity, const char *slug,
			       const char *format, ...)
{
	struct gw_finding finding = {.severity = severity, .slug = slug, .line = 1};
	va_list args;

	va_start(args, format);
	finding.message = gw_vformat(c->arena, format, args);
	va_end(args);
	if (severity == GW_SEVERITY_ERROR)
		c->findings->errors++;
	else
		c->findings->warnings++;
	gw_vec_push(c->arena, &c->findings->list, finding);
	return &gw_vec_last(&c->findings->list);
}

static void place(struct gw_finding *finding, const struct gw_migration *migration)
{
	finding->key = migration->key;
	finding->path = migration->path;
}

static const char *label(struct checker *c, const struct gw_migration *migration)
{
	return gw_migration_label(c->arena, migration);
}

/* A file from the root of the repository. */
static const char *repository_path(struct checker *c, const char *path)
{
	const char *folder = c->facts->folder;

	return folder[0] != '\0' ? gw_format(c->arena, "%s/%s", folder, path) : path;
}

/* How git gives a file of the ancestor back. */
static const char *restore_command(struct checker *c, const struct gw_migration *before)
{
	return gw_format(c->arena, "git checkout %s -- ':/%s'", c->facts->ancestor_name,
			 repository_path(c, before->path));
}

/* --- what holds a merged migration in place --- */

static const struct gw_applied *find_applied(const struct checker *c,
					     const struct gw_migration *migration)
{
	const struct gw_history *history = c->facts->history;

	return history != NULL && migration != NULL ? gw_history_find(history, migration->key)
						    : NULL;
}

static const char *applied_on(struct checker *c, const struct gw_applied *applied)
{
	return gw_format(c->arena, "%s applied it on %s UTC", c->facts->environment,
			 gw_time_short(c->arena, applied->started_at_us));
}

/* The worst of: it was applied (applied, may be NULL), released, merged; as half a sentence. */
static bool what_holds(struct checker *c, const struct gw_migration *before,
		       const struct gw_applied *applied, const char **ret_text,
		       struct gw_error **err)
{
	const char *tag = NULL;

	if (applied != NULL) {
		*ret_text = applied_on(c, applied);
		return true;
	}
	if (!c->facts->released(c->facts->payload, before, &tag, err))
		return false;
	*ret_text = tag != NULL ? gw_format(c->arena, "the release %s has it", tag)
				: gw_format(c->arena, "it is merged into %s", c->facts->base_name);
	return true;
}

/* What of the head's text the database has otherwise. */
enum against { AGAINST_NOTHING, AGAINST_COSMETIC, AGAINST_UP };

static bool compare_applied(struct checker *c, const struct gw_applied *applied,
			    const struct gw_migration *after, enum against *ret_against,
			    struct gw_error **err)
{
	*ret_against = AGAINST_NOTHING;
	if (applied == NULL || !applied->has_checksum ||
	    gw_digest_eq(&applied->checksum, &after->checksum))
		return true;
	if (!gw_source_hash_parts(c->branch->head, after, err) ||
	    !gw_history_load_parts(c->facts->history, err))
		return false;
	if (applied->parts == NULL ||
	    gw_digest_eq(&applied->parts->up, &after->parts->checksum[GW_UP]))
		return true;
	*ret_against = gw_digest_eq(&applied->parts->tokens, &after->parts->tokens)
			       ? AGAINST_COSMETIC
			       : AGAINST_UP;
	return true;
}

/* --- what is new --- */

static bool check_collision(struct checker *c, const struct gw_migration *after)
{
	const struct gw_migration *other = gw_branch_collision(&c->added, after);
	struct gw_finding *finding;

	if (other == NULL)
		return true;
	c->collides = true;
	if (gw_view_is(gw_view_of(other->path), after->path))
		finding = find(c, GW_SEVERITY_ERROR, "collision",
			       "%s was added to %s too, with another text", label(c, after),
			       c->facts->base_name);
	else
		finding = find(c, GW_SEVERITY_ERROR, "collision", "%s has the version of %s in %s",
			       label(c, after), label(c, other), c->facts->base_name);
	place(finding, after);
	finding->hint = gw_format(c->arena,
				  "`godwit renumber --base %s` shows how to move this branch's "
				  "migrations behind those of the base.",
				  c->facts->base_name);
	return false;
}

static bool find_late(struct checker *c, const struct gw_migration *after, const char *what,
		      const char *whose)
{
	struct gw_finding *finding;

	if (c->facts->out_of_order == GW_POLICY_ALLOW)
		return false;
	finding = find(
		c,
		c->facts->out_of_order == GW_POLICY_WARN ? GW_SEVERITY_WARNING : GW_SEVERITY_ERROR,
		"out-of-order", "%s comes before %s, which %s", label(c, after), what, whose);
	place(finding, after);
	finding->hint = gw_format(
		c->arena,
		"`godwit renumber --base %s` shows how to give it a newer version. "
		"Or let it run late: `-- godwit:up out_of_order=allow`.",
		c->facts->base_name);
	return true;
}

static void check_order(struct checker *c, const struct gw_migration *after)
{
	const struct gw_applied *applied = c->newest_applied;

	if (c->newest != NULL && gw_branch_comes_late(c->branch, after, c->newest->version) &&
	    find_late(c, after, label(c, c->newest),
		      gw_format(c->arena, "%s has", c->facts->base_name)))
		return;
	if (applied != NULL && find_applied(c, after) == NULL &&
	    gw_branch_comes_late(c->branch, after, applied->version))
		find_late(c, after, applied->version,
			  gw_format(c->arena, "%s has applied on %s UTC", c->facts->environment,
				    gw_time_short(c->arena, applied->started_at_us)));
}

/* Only this branch has it, but a database may have had it from there. */
static bool check_added(struct checker *c, const struct gw_migration *after, struct gw_error **err)
{
	const struct gw_applied *applied = find_applied(c, after);
	struct gw_finding *finding;
	enum against against;

	if (after->kind == GW_MIGRATION_REPEATABLE)
		return true;
	if (check_collision(c, after))
		check_order(c, after);
	if (!compare_applied(c, applied, after, &against, err))
		return false;
	if (against != AGAINST_UP)
		return true;
	finding = find(c, GW_SEVERITY_ERROR, "edited", "%s was edited since %s", label(c, after),
		       applied_on(c, applied));
	place(finding, after);
	finding->hint = gw_format(
		c->arena,
		"Write what is to change into a new migration: `godwit new NAME`. "
		"Or take it back there first: `godwit down %s`.",
		after->key);
	finding->after = after;
	finding->direction = GW_UP;
	finding->applied = applied;
	return true;
}

/* --- what was there --- */

/* Points at the section in the head, for the diff with what the ancestor has. */
static void show_edit(struct checker *c, struct gw_finding *finding,
		      const struct gw_branch_change *change, enum gw_direction direction)
{
	place(finding, change->after);
	finding->after = change->after;
	finding->direction = direction;
	finding->before = change->before;
	finding->source = c->branch->ancestor;
}

static bool check_edited(struct checker *c, const struct gw_branch_change *change,
			 struct gw_error **err)
{
	const struct gw_applied *applied = find_applied(c, change->after);
	struct gw_finding *finding;
	enum against against;
	const char *holds;

	/* What is applied as the head has it does not hold the edit back: it asks for it. */
	if (!compare_applied(c, applied, change->after, &against, err) ||
	    !what_holds(c, change->before, against == AGAINST_UP ? applied : NULL, &holds, err))
		return false;
	finding = find(c, GW_SEVERITY_ERROR, "edited", "%s was edited, and %s",
		       label(c, change->after), holds);
	show_edit(c, finding, change, GW_UP);
	finding->hint = gw_format(c->arena,
				  "Put it back (`%s`), and write what is to change into a new "
				  "migration: `godwit new NAME`.",
				  restore_command(c, change->before));
	return true;
}

static bool check_deleted(struct checker *c, const struct gw_branch_change *change,
			  struct gw_error **err)
{
	const struct gw_migration *before = change->before;
	struct gw_finding *finding;
	const char *holds;

	if (!what_holds(c, before, find_applied(c, before), &holds, err))
		return false;
	finding = find(c, GW_SEVERITY_ERROR, "deleted", "%s was deleted, and %s", label(c, before),
		       holds);
	place(finding, before);
	finding->hint = gw_format(
		c->arena,
		"Put it back (`%s`), and take back what it did in a new migration: "
		"`godwit new NAME`.",
		restore_command(c, before));
	return true;
}

static bool check_renumbered(struct checker *c, const struct gw_branch_change *change,
			     struct gw_error **err)
{
	const struct gw_migration *before = change->before;
	struct gw_finding *finding;
	const char *holds;

	if (!what_holds(c, before, find_applied(c, before), &holds, err))
		return false;
	finding = find(c, GW_SEVERITY_ERROR, "renumbered", "%s is %s now, and %s", label(c, before),
		       label(c, change->after), holds);
	place(finding, change->after);
	finding->hint = gw_format(
		c->arena,
		"Give it its old version back: `git mv %s %s`, from the root of the "
		"repository. Where it is applied, `godwit up` would refuse it as "
		"`renumbered`.",
		repository_path(c, change->after->path), repository_path(c, before->path));
	(void)check_collision(c, change->after);
	return true;
}

/* What no database minds. */
static void warn_changed(struct checker *c, const struct gw_branch_change *change)
{
	const char *slug = gw_branch_kind_name(change->kind);
	struct gw_finding *finding;

	if (change->kind == GW_BRANCH_COSMETIC) {
		finding = find(c, GW_SEVERITY_WARNING, slug,
			       "comments, blanks, options or the verify section of %s changed",
			       label(c, change->after));
		show_edit(c, finding, change, GW_UP);
	} else if (change->kind == GW_BRANCH_DOWN_EDITED) {
		finding = find(c, GW_SEVERITY_WARNING, slug, "the down script of %s changed",
			       label(c, change->after));
		show_edit(c, finding, change, GW_DOWN);
	} else {
		finding = find(c, GW_SEVERITY_WARNING, slug, "%s is called %s now",
			       label(c, change->before), label(c, change->after));
		place(finding, change->after);
	}
}

static bool check_change(struct checker *c, const struct gw_branch_change *change,
			 struct gw_error **err)
{
	bool repeatable = change->after != NULL && change->after->kind == GW_MIGRATION_REPEATABLE;

	switch (change->kind) {
	case GW_BRANCH_ADDED:
		return check_added(c, change->after, err);
	case GW_BRANCH_EDITED:
		return repeatable || check_edited(c, change, err);
	case GW_BRANCH_DELETED:
		return check_deleted(c, change, err);
	case GW_BRANCH_RENUMBERED:
		return check_renumbered(c, change, err);
	case GW_BRANCH_COSMETIC:
	case GW_BRANCH_DOWN_EDITED:
	case GW_BRANCH_RENAMED:
		if (!repeatable)
			warn_changed(c, change);
		return true;
	case GW_BRANCH_COUNT:
		break;
	}
	return true;
}

/* --- both together --- */

/* What the format refuses of the merged files: gaps, broken chains, two files that are one. */
static void check_merged(struct checker *c)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const struct gw_source *head = c->branch->head;
	struct gw_tree *tree = gw_branch_merge(c->arena, c->branch);
	struct gw_finding *finding;
	struct gw_source *merged;
	struct gw_view path;

	if (gw_source_open(c->arena, tree, head->format->name, head->dialect, &merged, &error))
		return;
	finding = find(c, GW_SEVERITY_ERROR, gw_code_info(error->code)->slug, "merged with %s: %s",
		       c->facts->base_name, error->message);
	finding->hint = gw_strdup(c->arena, error->hint);
	path = gw_view_of(error->location.path);
	if (gw_view_starts(path, gw_format(c->arena, "%s/", tree->display)))
		finding->path = gw_view_dup(c->arena,
					    gw_view_from(path, strlen(tree->display) + 1));
	finding->line = GW_MAX(error->location.line, 1u);
}

static const struct gw_applied *newest_applied(const struct checker *c)
{
	const struct gw_history *history = c->facts->history;
	const struct gw_applied *newest = NULL;

	for (size_t i = 0; history != NULL && i < history->applied.n; i++) {
		const struct gw_applied *applied = history->applied.items[i];

		if (applied->version != NULL &&
		    (newest == NULL ||
		     c->branch->head->format->compare(applied->version, newest->version) > 0))
			newest = applied;
	}
	return newest;
}

bool gw_branch_check(struct gw_arena *arena, const struct gw_branch *branch,
		     const struct gw_branch_facts *facts, struct gw_findings *ret_findings,
		     struct gw_error **err)
{
	struct gw_findings findings = {0};
	struct checker c = {
		.arena = arena,
		.branch = branch,
		.facts = facts,
		.added = gw_branch_base_added(arena, branch),
		.newest = gw_branch_newest(branch->base),
		.findings = &findings,
	};

	c.newest_applied = newest_applied(&c);
	for (size_t i = 0; i < branch->changes.n; i++) {
		if (!branch->changes.items[i].merged &&
		    !check_change(&c, &branch->changes.items[i], err))
			return false;
	}
	if (branch->changes.n != 0 && !c.collides)
		check_merged(&c);
	*ret_findings = findings;
	return true;
}
