/*
 * What is in the way of a drop on the way down. The server names it, in words of its own language: a
 * repeatable migration that is applied and creates something of such a name made it.
 */
#include "base/ascii.h"
#include "run/run_int.h"

/* Other alphabets count as letters. */
static bool is_part_of_name(struct gw_view text, size_t at)
{
	return at < text.n &&
	       (gw_is_alnum(text.p[at]) || text.p[at] == '_' || (unsigned char)text.p[at] >= 0x80);
}

/* Whether name stands in text as a word. */
static bool says(struct gw_view text, const char *name)
{
	size_t n = strlen(name), at;

	for (size_t from = 0; n != 0; from = at + 1) {
		at = gw_view_find(gw_view_from(text, from), gw_view_of(name));
		if (at == GW_NOWHERE)
			return false;
		at += from;
		if ((at == 0 || !is_part_of_name(text, at - 1)) && !is_part_of_name(text, at + n))
			return true;
	}
	return false;
}

static bool creates(struct gw_arena *arena, const struct gw_splitter *splitter,
		    const struct gw_statement *statement, struct gw_view words)
{
	struct gw_objects objects;

	if (!gw_view_starts(gw_view_of(statement->class.tag), "CREATE"))
		return false;
	gw_classify_objects(arena, splitter->dialect, splitter->modes,
			    gw_statement_text(splitter->text, statement), &objects);
	for (size_t i = 0; i < objects.list.n; i++) {
		if (objects.list.items[i].name != NULL && says(words, objects.list.items[i].name))
			return true;
	}
	return false;
}

static bool script_creates(struct gw_arena *arena, const struct gw_script *script,
			   struct gw_view words)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found;

	gw_splitter_init(&splitter, script->dialect, script->text.view);
	while (gw_split_next(&splitter, &statement, &found, &ignored) && found) {
		if (creates(arena, &splitter, &statement, words))
			return true;
	}
	return false;
}

static bool migration_creates(const struct gw_runner *runner, const struct gw_migration *migration,
			      struct gw_view words)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_script *script;
	bool found;

	if (!gw_source_script(runner->source, &scratch, migration, GW_UP,
			      runner->options->placeholders, &script, &ignored))
		return false;
	found = script_creates(&scratch, script, words);
	gw_script_done(script);
	return found;
}

const char *gw_run_dependent(const struct gw_runner *runner, struct gw_error *error)
{
	const struct gw_history *history = runner->history;
	struct gw_view words = gw_view_of(error->server->detail);

	for (size_t i = 0; i < history->applied.n; i++) {
		const struct gw_applied *applied = history->applied.items[i];
		const struct gw_migration *migration = gw_source_find(runner->source, applied->key);

		if (applied->version == NULL && migration != NULL &&
		    migration_creates(runner, migration, words))
			return gw_migration_label(&error->arena, migration);
	}
	return NULL;
}
