/*
 * Converting a folder into godwit's own format.
 */
#include "source/convert.h"

#include "base/ascii.h"
#include "source/source_int.h"
#include "sql/lexer.h"
#include "sql/segment.h"

/* What becomes of versions. */
enum numbering { AS_IT_IS, BY_NUMBER, COUNTED };

struct converter {
	struct gw_arena *arena;
	struct gw_source *source;
	enum numbering numbering;
	const char **versions; /* the new ones, by index; NULL: a repeatable */
	GW_VEC(struct gw_new_file) files;
};

/* --- versions --- */

static const char *version_of(const struct converter *c, const struct gw_migration *migration,
			      enum numbering numbering)
{
	struct gw_view rest, number;

	if (migration->version == NULL)
		return NULL;
	if (numbering == COUNTED)
		return gw_format(c->arena, "%04zu", migration->index + 1);
	number = gw_version_number(migration->version, &rest);
	if (number.n == 0 || (numbering == AS_IT_IS && rest.n != 0))
		return NULL;
	return gw_view_dup(c->arena, number);
}

/* Whether versions of that kind are there, and in the order of the source. */
static bool fits(struct converter *c, enum numbering numbering)
{
	const char *last = NULL;

	for (size_t i = 0; i < c->source->n; i++) {
		const struct gw_migration *one = c->source->migrations[i];
		const char *version = version_of(c, one, numbering);

		c->versions[i] = version;
		if (one->version == NULL)
			continue;
		if (version == NULL || (last != NULL && gw_compare_numeric(last, version) >= 0))
			return false;
		last = version;
	}
	return true;
}

static void number(struct converter *c)
{
	c->versions = gw_new_array(c->arena, const char *, c->source->n);
	c->numbering = AS_IT_IS;
	while (!fits(c, c->numbering))
		c->numbering++;
}

/* --- names --- */

/* Reads as it is: a dot could make it half of a pair. */
static bool is_plain(const char *name)
{
	const char *at = name;

	while (gw_is_alnum(*at) || *at == '_' || *at == '-' || (unsigned char)*at >= 0x80)
		at++;
	return *at == '\0' && name[0] != '\0';
}

/* What a version that is no number says beside it belongs to the name. */
static const char *name_of(const struct converter *c, const struct gw_migration *migration)
{
	struct gw_view rest = gw_view_of(migration->version);
	const char *name = migration->name;

	if (c->numbering == BY_NUMBER && migration->version != NULL)
		(void)gw_version_number(migration->version, &rest);
	if (c->numbering != AS_IT_IS && migration->version != NULL)
		name = gw_format(c->arena, "%.*s_%s", GW_VIEW_ARG(rest), name);
	else if (is_plain(name))
		return name;
	name = gw_new_slug(c->arena, name, '_');
	return name[0] != '\0' ? name : "migration";
}

static const char *path_of(const struct converter *c, const struct gw_migration *migration)
{
	const char *name = name_of(c, migration);

	if (migration->version == NULL)
		return gw_format(c->arena, "R__%s.sql", name);
	return gw_format(c->arena, "%s_%s.sql", c->versions[migration->index], name);
}

/* --- texts --- */

/* The new version of one that another depends on. */
static const char *renumbered(const struct converter *c, const char *version)
{
	for (size_t i = 0; i < c->source->n; i++) {
		const char *one = c->source->migrations[i]->version;

		if (one != NULL && gw_view_is(gw_view_of(one), version))
			return c->versions[i];
	}
	return version;
}

static void add_list(struct gw_str *str, const char *option, size_t index, const char *word)
{
	if (index == 0)
		gw_str_printf(str, " %s=", option);
	else
		gw_str_putc(str, ',');
	gw_str_puts(str, word);
}

static void add_time(struct gw_str *str, const char *option, int64_t ms)
{
	if (ms != 0)
		gw_str_printf(str, " %s=%lldms", option, (long long)ms);
}

/* "-- godwit:up transaction=off depends=1,2" */
static void add_up_marker(const struct converter *c, struct gw_str *str,
			  const struct gw_migration *migration)
{
	const struct gw_migration_options *options = gw_migration_options(migration);
	static const char *const styles[] = {
		[GW_PLACEHOLDER_NONE] = "",
		[GW_PLACEHOLDER_DOLLAR] = " placeholders=on",
		[GW_PLACEHOLDER_OFF] = " placeholders=off",
	};

	if (migration->kind == GW_MIGRATION_BASELINE)
		gw_str_puts(str, "-- godwit:baseline\n");
	gw_str_puts(str, "-- godwit:up");
	if (migration->sections[GW_UP].transaction_off)
		gw_str_puts(str, " transaction=off");
	add_time(str, "lock_timeout", options->lock_timeout_ms);
	add_time(str, "statement_timeout", options->statement_timeout_ms);
	for (size_t i = 0; i < options->depends.n; i++)
		add_list(str, "depends", i, renumbered(c, options->depends.items[i]));
	for (size_t i = 0; i < options->environments.n; i++)
		add_list(str, "env", i, options->environments.items[i]);
	if (options->allow_out_of_order)
		gw_str_puts(str, " out_of_order=allow");
	gw_str_puts(str, styles[options->placeholders]);
	gw_str_putc(str, '\n');
}

static void add_marker(const struct converter *c, struct gw_str *str,
		       const struct gw_migration *migration, enum gw_direction direction)
{
	if (direction == GW_UP) {
		add_up_marker(c, str, migration);
		return;
	}
	gw_str_puts(str, direction == GW_DOWN ? "-- godwit:down" : "-- godwit:verify");
	if (migration->sections[direction].transaction_off)
		gw_str_puts(str, " transaction=off");
	gw_str_putc(str, '\n');
}

static bool fail_template(const struct converter *c, const struct gw_script *script,
			  struct gw_error **err)
{
	const char *name = c->source->format->name;

	gw_fail(err, GW_E_UNSUPPORTED, "%s holds a template of %s, which only that format fills in",
		script->label, name);
	gw_error_hint(*err, "Go on with `--format %s`, or write what it stands for into the file.",
		      name);
	return false;
}

/* Lines that are comments to the database, and mean something to the tool alone. */
static bool is_marker(struct gw_view line)
{
	static const char *const words[] = {
		"+goose", "+migrate", "migrate:", "depends:", "transactional:", "atlas:",
	};
	struct gw_view rest;

	if (!gw_line_comment(line, &rest))
		return false;
	rest = gw_view_trim(rest);
	for (size_t i = 0; i < GW_COUNT(words); i++)
		if (gw_view_starts_nocase(rest, words[i]))
			return true;
	return false;
}

static bool begins_line(struct gw_view text, size_t offset)
{
	return offset == 0 || text.p[offset - 1] == '\n';
}

/* Markers go, with their lines; what looks like one in a string stays. */
static void add_text(const struct converter *c, struct gw_str *str, struct gw_view text)
{
	struct gw_lexer lexer;
	struct gw_token token;
	size_t from = 0;

	gw_lexer_init(&lexer, c->source->dialect, text);
	do {
		token = gw_lexer_next(&lexer);
		if (token.kind != GW_TOKEN_COMMENT || !begins_line(text, token.start) ||
		    !is_marker(gw_view_slice(text, token.start, token.end)))
			continue;
		gw_str_add(str, gw_view_slice(text, from, token.start));
		from = token.end;
		if (from < text.n && text.p[from] == '\r')
			from++;
		if (from < text.n && text.p[from] == '\n')
			from++;
	} while (token.kind != GW_TOKEN_END);
	gw_str_add(str, gw_view_from(text, from));
	if (gw_needs_line_end(str->p[str->n - 1]))
		gw_str_putc(str, '\n');
}

static bool add_section(struct converter *c, struct gw_str *str,
			const struct gw_migration *migration, enum gw_direction direction,
			struct gw_error **err)
{
	const struct gw_format *format = c->source->format;
	struct gw_script *script;
	bool is_template;

	if (!migration->sections[direction].present)
		return true;
	if (!gw_source_plain_script(c->source, c->arena, migration, direction, &script, err))
		return false;
	is_template = format->expand != NULL && format->asks_for_values(&script->text);
	add_marker(c, str, migration, direction);
	add_text(c, str, script->text.view);
	if (is_template)
		fail_template(c, script, err);
	gw_script_done(script);
	return !is_template;
}

static void add_file(struct converter *c, const char *path, struct gw_str *text)
{
	const struct gw_new_file file = {path, gw_str_take(text, c->arena)};

	gw_vec_push(c->arena, &c->files, file);
}

static bool convert(struct converter *c, const struct gw_migration *migration,
		    struct gw_error **err)
{
	GW_STR_AUTO struct gw_str text = {0};

	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++)
		if (!add_section(c, &text, migration, (enum gw_direction)i, err))
			return false;
	add_file(c, path_of(c, migration), &text);
	return true;
}

static bool copy_hook(struct converter *c, enum gw_hook hook, struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text file = {0};
	GW_STR_AUTO struct gw_str text = {0};

	if (c->source->hooks[hook] == NULL)
		return true;
	if (!gw_tree_read(c->source->tree, c->source->hooks[hook], &file, err))
		return false;
	gw_str_add(&text, file.view);
	add_file(c, gw_hook_path(c->arena, hook), &text);
	return true;
}

/* --- what came of it --- */

static bool fail_other(const struct gw_migration *before, enum gw_direction direction,
		       struct gw_error **err)
{
	static const char *const sections[] = {
		[GW_UP] = "up", [GW_DOWN] = "down", [GW_VERIFY] = "verify"};

	gw_fail(err, GW_E_UNSUPPORTED,
		"the %s script of %s would not be the same in godwit's format", sections[direction],
		before->path);
	gw_error_hint(*err, "Nothing was written. Please report it with the file.");
	return false;
}

static bool digest(struct gw_source *source, struct gw_arena *arena,
		   const struct gw_migration *migration, enum gw_direction direction,
		   struct gw_digest *ret_digest, struct gw_error **err)
{
	struct gw_sha256 *hash;
	struct gw_script *script;

	if (!gw_source_plain_script(source, arena, migration, direction, &script, err))
		return false;
	hash = gw_sha256_new();
	*ret_digest = gw_token_digest(source->dialect, &script->text, hash);
	gw_sha256_free(hash);
	gw_script_done(script);
	return true;
}

static bool compare(const struct converter *c, struct gw_source *now,
		    const struct gw_migration *before, const struct gw_migration *after,
		    enum gw_direction direction, struct gw_error **err)
{
	const struct gw_section *a = &before->sections[direction];
	const struct gw_section *b = &after->sections[direction];
	struct gw_digest then, since;

	if (a->present != b->present || a->transaction_off != b->transaction_off)
		return fail_other(before, direction, err);
	if (!a->present)
		return true;
	if (!digest(c->source, c->arena, before, direction, &then, err) ||
	    !digest(now, c->arena, after, direction, &since, err))
		return false;
	return gw_digest_eq(&then, &since) || fail_other(before, direction, err);
}

static const char *key_of(const struct converter *c, const struct gw_migration *migration)
{
	return migration->version != NULL ? c->versions[migration->index]
					  : gw_format(c->arena, "R__%s", name_of(c, migration));
}

static bool compare_all(const struct converter *c, struct gw_conversion *conversion,
			struct gw_error **err)
{
	conversion->keys = gw_new_array(c->arena, const char *, c->source->n);
	for (size_t i = 0; i < c->source->n; i++) {
		const struct gw_migration *before = c->source->migrations[i];
		const char *key = key_of(c, before);
		const struct gw_migration *after = gw_source_find(conversion->source, key);

		conversion->keys[i] = key;
		if (!gw_view_is(gw_view_of(key), before->key))
			conversion->renumbered = true;
		if (after == NULL)
			return fail_other(before, GW_UP, err);
		for (size_t k = 0; k < GW_DIRECTION_COUNT; k++)
			if (!compare(c, conversion->source, before, after, (enum gw_direction)k,
				     err))
				return false;
	}
	return true;
}

bool gw_source_convert(struct gw_source *source, struct gw_arena *arena, const char *display,
		       struct gw_conversion *ret_conversion, struct gw_error **err)
{
	struct converter c = {.arena = arena, .source = source};
	struct gw_tree *tree;

	*ret_conversion = (struct gw_conversion){0};
	number(&c);
	for (size_t i = 0; i < source->n; i++)
		if (!convert(&c, source->migrations[i], err))
			return false;
	for (size_t i = 0; i < GW_HOOK_COUNT; i++)
		if (!copy_hook(&c, (enum gw_hook)i, err))
			return false;
	ret_conversion->files = c.files.items;
	ret_conversion->n = c.files.n;
	tree = gw_tree_of_texts(arena, display, c.files.items, c.files.n);
	return gw_source_load(arena, tree, "godwit", source->dialect, &ret_conversion->source,
			      err) &&
	       compare_all(&c, ret_conversion, err);
}
