/*
 * Writing statements.
 */
#include "schema/dialect.h"

void gw_schema_script_init(struct gw_schema_script *script, struct gw_arena *arena,
			   const struct gw_schema_dialect *dialect)
{
	*script = (struct gw_schema_script){.arena = arena, .dialect = dialect};
}

void gw_schema_puts(struct gw_schema_script *script, const char *text)
{
	gw_str_puts(&script->text, text);
}

void gw_schema_put(struct gw_schema_script *script, struct gw_view text)
{
	gw_str_add(&script->text, text);
}

void gw_schema_put_name(struct gw_schema_script *script, const char *name)
{
	script->dialect->quote_name(&script->text, gw_view_of(name));
}

void gw_schema_put_object(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	if (object->schema != NULL && object->parent == NULL) {
		gw_schema_put_name(script, object->schema);
		gw_schema_puts(script, ".");
	}
	gw_schema_put_name(script, object->name);
}

void gw_schema_put_literal(struct gw_schema_script *script, struct gw_view text)
{
	script->dialect->quote_text(&script->text, text);
}

void gw_schema_end(struct gw_schema_script *script, const struct gw_schema_effect *effect)
{
	struct gw_schema_statement statement = {
		.step = script->step,
		.object = script->object,
	};

	if (effect != NULL)
		statement.effect = *effect;
	script->written++;
	if (script->take != NULL) {
		statement.sql = gw_str_view(&script->text);
		script->take(script->payload, &statement);
		gw_str_clear(&script->text);
		return;
	}
	statement.sql.n = script->text.n;
	statement.sql.p = gw_str_take(&script->text, script->arena);
	gw_vec_push(script->arena, &script->statements, statement);
}

/* The property whose alter() has written all that differs; NULL: each has its own. */
static const struct gw_schema_property *find_making_anew(const struct gw_schema_change *change)
{
	const struct gw_schema_kind *kind = change->old->kind;

	for (size_t i = 0; i < kind->nproperties; i++) {
		if (kind->properties[i].makes_anew && gw_schema_differs(change, i))
			return &kind->properties[i];
	}
	return NULL;
}

static void write_alter(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	const struct gw_schema_kind *kind = change->old->kind;
	const struct gw_schema_property *making_anew = find_making_anew(change);
	bool rest = change->cause != NULL;

	if (making_anew != NULL) {
		making_anew->alter(script, change);
		return;
	}
	for (size_t i = 0; i < kind->nproperties; i++) {
		if (!gw_schema_differs(change, i))
			continue;
		if (kind->properties[i].alter != NULL)
			kind->properties[i].alter(script, change);
		else
			rest = true;
	}
	if (rest && kind->alter != NULL)
		kind->alter(script, change);
}

void gw_schema_write_step(struct gw_schema_script *script, const struct gw_schema_step *step)
{
	script->step = step->kind;
	script->object = step->object;
	switch (step->kind) {
	case GW_SCHEMA_DROP:
		step->object->kind->drop(script, step->object);
		break;
	case GW_SCHEMA_CREATE:
		step->object->kind->create(script, step->object);
		break;
	case GW_SCHEMA_ALTER:
		write_alter(script, step->change);
		break;
	}
}

/* How many steps from the first on are of one group. */
static size_t run_length(const struct gw_schema_steps *steps, size_t first)
{
	size_t n = 1;

	while (first + n < steps->list.n && strcmp(steps->list.items[first + n].group->id,
						   steps->list.items[first].group->id) == 0)
		n++;
	return n;
}

static void write_all(struct gw_schema_script *script)
{
	const struct gw_schema_dialect *dialect = script->dialect;
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_schema_steps steps;

	gw_schema_order(&scratch, script->changes, &steps);
	for (size_t i = 0; i < steps.list.n;) {
		size_t n = dialect->write != NULL ? run_length(&steps, i) : 1;

		if (dialect->write != NULL)
			dialect->write(script, &steps.list.items[i], n);
		else
			gw_schema_write_step(script, &steps.list.items[i]);
		i += n;
	}
	gw_str_done(&script->text);
}

void gw_schema_write(struct gw_arena *arena, const struct gw_schema_changes *changes,
		     struct gw_schema_script *ret_script)
{
	gw_schema_script_init(ret_script, arena, changes->new->dialect);
	ret_script->changes = changes;
	write_all(ret_script);
}

void gw_schema_write_apart(struct gw_arena *arena, const struct gw_schema_changes *changes,
			   gw_schema_take_fn *take, void *payload)
{
	struct gw_schema_script script;

	gw_schema_script_init(&script, arena, changes->new->dialect);
	script.changes = changes;
	script.take = take;
	script.payload = payload;
	write_all(&script);
}

unsigned gw_schema_hazards(const struct gw_schema_script *script)
{
	unsigned hazards = 0;

	for (size_t i = 0; i < script->statements.n; i++)
		hazards |= script->statements.items[i].effect.hazards;
	return hazards;
}

const char *gw_hazard_name(size_t n)
{
	static const char *const names[] = {
		"data-loss", "rewrite", "scan", "data-dependent", "rights", "breaks-users",
	};

	return n < GW_COUNT(names) ? names[n] : NULL;
}

const char *gw_schema_lock_name(enum gw_schema_lock lock)
{
	switch (lock) {
	case GW_SCHEMA_LOCK_NONE:
		return "none";
	case GW_SCHEMA_LOCK_DDL:
		return "ddl";
	case GW_SCHEMA_LOCK_WRITES:
		return "writes";
	case GW_SCHEMA_LOCK_ALL:
		return "all";
	}
	return "none";
}
