/*
 * The way from one schema to another: renames, changes, and the proof.
 *
 *	shadow <- old, empty of rows        renames run there, and what they gave is read again
 *	       <- the script                 and read: it must be new
 */
#include "shadow/side_int.h"

#include "schema/render.h"

struct comparing {
	const struct gw_sides *sides;
	const struct gw_compare_options *options;
	struct gw_comparison *comparison;
	struct gw_shadow shadow;
};

static void add_statements(struct gw_schema_script *script, const struct gw_schema_script *more)
{
	for (size_t i = 0; i < more->statements.n; i++)
		gw_vec_push(script->arena, &script->statements, more->statements.items[i]);
}

static bool is_same(struct gw_arena *arena, const struct gw_schema *a, const struct gw_schema *b)
{
	struct gw_schema_changes changes;

	gw_schema_diff(arena, a, b, &changes);
	return changes.list.n == 0;
}

/* What is different where nothing should be, for people. */
static bool fail_different(struct gw_arena *arena, const struct gw_schema *is,
			   const struct gw_schema *should, const char *message,
			   struct gw_error **err)
{
	GW_STR_AUTO struct gw_str detail = {0};
	struct gw_schema_changes changes;

	gw_schema_diff(arena, is, should, &changes);
	for (size_t i = 0; i < changes.list.n; i++) {
		const struct gw_schema_change *change = changes.list.items[i];

		gw_str_printf(&detail, "%s%s %s", i != 0 ? "\n" : "",
			      gw_change_name(change->action),
			      gw_schema_label(arena, gw_schema_change_object(change)));
	}
	gw_fail(err, GW_E_PROOF, "%s", message);
	gw_error_detail(*err, "still to do:\n%s", gw_str_text(&detail));
	gw_error_hint(*err, "`--no-prove` shows the statements all the same.");
	return false;
}

static bool read_shadow(struct comparing *comparing, struct gw_schema *ret_schema,
			struct gw_error **err)
{
	return gw_schema_read(comparing->sides->arena, comparing->shadow.conn,
			      &comparing->sides->read, ret_schema, err);
}

static bool restate(struct gw_error *error, const char *message)
{
	if (error->code == GW_E_SERVER) {
		gw_error_restate(error, GW_E_PROOF, "%s", message);
		gw_error_hint(error, "`--no-prove` shows the statements all the same. Where it is "
				     "for roles or rights, `--no-owners` and `--no-grants` leave "
				     "them out.");
	}
	return false;
}

/* A shadow with the old schema. */
static bool copy_old(struct comparing *comparing, struct gw_error **err)
{
	struct gw_arena *arena = comparing->sides->arena;
	const struct gw_schema *old = &comparing->comparison->old;
	struct gw_schema empty, copy;
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	gw_schema_init(&empty, arena, old->dialect);
	gw_schema_diff(arena, &empty, old, &changes);
	gw_schema_write(arena, &changes, &script);
	if (!gw_sides_shadow(comparing->sides, &comparing->shadow, err))
		return false;
	if (!gw_shadow_run(&comparing->shadow, &script, err))
		return restate(*err, "the first schema cannot be copied to a shadow");
	if (!read_shadow(comparing, &copy, err))
		return false;
	return is_same(arena, &copy, old) ||
	       fail_different(arena, &copy, old,
			      "a copy of the first schema on a shadow is not the same", err);
}

/* Whether there is anything to rename: one that is done already may be all there is. */
static bool has_renames(const struct comparing *comparing)
{
	const struct gw_schema_renames *renames = &comparing->options->renames;

	for (size_t i = 0; i < renames->list.n; i++) {
		const struct gw_schema_rename *rename = &renames->list.items[i];

		if (!rename->may_be_done ||
		    gw_schema_rename_applies(&comparing->comparison->old, rename))
			return true;
	}
	return false;
}

static bool rename_one(struct comparing *comparing, const struct gw_schema_rename *rename,
		       struct gw_error **err)
{
	struct gw_comparison *comparison = comparing->comparison;
	struct gw_arena *arena = comparing->sides->arena;
	struct gw_schema_script script;

	if (rename->may_be_done && !gw_schema_rename_applies(&comparison->renamed, rename))
		return true;
	gw_schema_script_init(&script, arena, comparison->old.dialect);
	if (!gw_schema_rename(&comparison->renamed, rename, &script, err) ||
	    !gw_shadow_run(&comparing->shadow, &script, err) ||
	    !read_shadow(comparing, &comparison->renamed, err))
		return false;
	add_statements(&comparison->script, &script);
	gw_vec_push(arena, &comparison->renames.list, *rename);
	return true;
}

static bool rename_all(struct comparing *comparing, struct gw_error **err)
{
	const struct gw_schema_renames *renames = &comparing->options->renames;

	for (size_t i = 0; i < renames->list.n; i++) {
		if (!rename_one(comparing, &renames->list.items[i], err))
			return false;
	}
	return true;
}

static bool prove(struct comparing *comparing, const struct gw_schema_script *script,
		  struct gw_error **err)
{
	struct gw_comparison *comparison = comparing->comparison;
	struct gw_arena *arena = comparing->sides->arena;
	struct gw_schema result;

	if (!gw_shadow_run(&comparing->shadow, script, err))
		return restate(*err, "the statements fail on a copy of the first schema");
	if (!read_shadow(comparing, &result, err))
		return false;
	if (!is_same(arena, &result, &comparison->new))
		return fail_different(arena, &result, &comparison->new,
				      "the statements do not give the second schema", err);
	comparison->proved = true;
	return true;
}

static bool compare(struct comparing *comparing, struct gw_error **err)
{
	const struct gw_compare_options *options = comparing->options;
	struct gw_comparison *comparison = comparing->comparison;
	struct gw_arena *arena = comparing->sides->arena;
	struct gw_schema_script script;
	bool renames = has_renames(comparing);

	gw_schema_script_init(&comparison->script, arena, comparison->old.dialect);
	if (renames && (!copy_old(comparing, err) || !rename_all(comparing, err)))
		return false;
	gw_schema_diff(arena, &comparison->renamed, &comparison->new, &comparison->changes);
	if (options->check != NULL && !options->check(options->context, &comparison->changes, err))
		return false;
	gw_schema_write(arena, &comparison->changes, &script);
	add_statements(&comparison->script, &script);
	if (comparison->script.statements.n == 0) {
		comparison->proved = true;
		return true;
	}
	if (options->no_prove)
		return true;
	return (renames || copy_old(comparing, err)) && prove(comparing, &script, err);
}

bool gw_compare(const struct gw_sides *sides, const struct gw_schema *old,
		const struct gw_schema *new, const struct gw_compare_options *options,
		struct gw_comparison *ret_comparison, struct gw_error **err)
{
	struct comparing comparing = {
		.sides = sides,
		.options = options,
		.comparison = ret_comparison,
	};
	bool ok;

	*ret_comparison = (struct gw_comparison){.old = *old, .renamed = *old, .new = *new};
	ok = compare(&comparing, err);
	gw_shadow_close(&comparing.shadow);
	return ok;
}
