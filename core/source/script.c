/*
 * Scripts: the text of a section as it is executed, and the way from a byte of it back to the file.
 *
 *	file  --ranges-->  plain text  --values-->  text that is sent
 *
 * One range of a file is used in place, whatever its size. What is executed is what was hashed: the
 * checksum is computed again over the very bytes that are handed out, unless they are those of then.
 */
#include <string.h>

#include "source/source_int.h"
#include "sql/redact.h"

static struct gw_script *script_new(struct gw_arena *arena, const char *label,
				    const struct gw_dialect *dialect)
{
	struct gw_script *script = gw_new(arena, struct gw_script);

	script->label = label;
	script->dialect = dialect;
	return script;
}

struct gw_view gw_script_expanded(const struct gw_script *script)
{
	return script->text.view.p != script->plain.p ? script->text.view : (struct gw_view){0};
}

void gw_script_done(struct gw_script *script)
{
	if (script == NULL)
		return;
	if (script->is_kept)
		script->file = (struct gw_text){0};
	gw_text_done(&script->file);
	/* A window into the file, or memory of the arena. */
	script->text = (struct gw_text){0};
}

static void cleanup_script(struct gw_script **script)
{
	gw_script_done(*script);
}

#define SCRIPT_AUTO GW_CLEANUP(cleanup_script)

/* --- values --- */

/* Asked for by the file, or by the configuration where the file says nothing. */
static bool wants_placeholders(enum gw_placeholder_style style, const struct gw_map *placeholders)
{
	switch (style) {
	case GW_PLACEHOLDER_NONE:
		return placeholders != NULL;
	case GW_PLACEHOLDER_DOLLAR:
		return true;
	case GW_PLACEHOLDER_OFF:
		break;
	}
	return false;
}

/* Those of the configuration, and of the tool's own settings what that has not; NULL: none. */
static const struct gw_map *all_placeholders(struct gw_arena *arena, const struct gw_source *source,
					     const struct gw_map *configured)
{
	const struct gw_map *layers[] = {&source->placeholders, configured};
	struct gw_map *all;

	if (source->placeholders.n == 0)
		return configured;
	all = gw_new(arena, struct gw_map);
	for (size_t i = 0; i < GW_COUNT(layers); i++) {
		for (size_t k = 0; layers[i] != NULL && k < layers[i]->n; k++)
			gw_map_put(arena, all, layers[i]->items[k].key, layers[i]->items[k].value);
	}
	return all;
}

/* format: whose own way goes first; NULL: nobody's. */
static bool expand(struct gw_script *script, struct gw_arena *arena, const struct gw_source *source,
		   const struct gw_format *format, enum gw_placeholder_style style,
		   const struct gw_map *configured, struct gw_error **err)
{
	static const struct gw_map nothing;
	const struct gw_map *placeholders = all_placeholders(arena, source, configured);
	const struct gw_values values = {placeholders, source->variables};
	size_t offset;
	bool ok;

	if (format != NULL && format->expand != NULL && format->asks_for_values(&script->text))
		ok = format->expand(arena, &script->text, &values, &script->expansion, &offset,
				    err);
	else if (wants_placeholders(style, placeholders))
		ok = gw_expand(arena, source->dialect, script->plain,
			       placeholders != NULL ? placeholders : &nothing, &script->expansion,
			       &offset, err);
	else
		return true;
	if (!ok) {
		/* Nothing is expanded: offsets are those of the plain text. */
		script->expansion = (struct gw_expansion){0};
		gw_script_locate(script, *err, offset, 2);
		return false;
	}
	if (script->expansion.text.p != script->plain.p)
		script->text = (struct gw_text){.view = script->expansion.text};
	return true;
}

/* --- parts --- */

static void set_part(struct gw_script *script, size_t index, size_t offset, const char *path,
		     size_t file_offset, struct gw_position position)
{
	script->parts[index] = (struct gw_script_part){
		.offset = offset,
		.path = path,
		.file_offset = file_offset,
		.position = position,
	};
}

static const struct gw_position first_position = {.line = 1, .column = 1};

/* Bytes [start, end) of the script's file, in place. */
static void use_window(struct gw_script *script, struct gw_arena *arena, const char *path,
		       size_t start, size_t end)
{
	script->text = (struct gw_text){
		.view = gw_view_slice(script->file.view, start, end),
		.mapped = script->file.mapped,
	};
	script->plain = script->text.view;
	script->parts = gw_new(arena, struct gw_script_part);
	script->nparts = 1;
	set_part(script, 0, 0, path, start, first_position);
}

/* kept: the file, if the source has it. */
static bool open_window(struct gw_script *script, struct gw_arena *arena, struct gw_tree *tree,
			const struct gw_range *range, struct gw_view kept, struct gw_error **err)
{
	script->is_kept = kept.p != NULL;
	script->file.view = kept;
	if (!script->is_kept && !gw_tree_read(tree, range->path, &script->file, err))
		return false;
	script->file_path = range->path;
	if (range->start > range->end || range->end > script->file.view.n)
		return gw_source_fail_changed(tree, range->path, err);
	use_window(script, arena, gw_tree_display_path(arena, tree, range->path), range->start,
		   range->end);
	return true;
}

static bool join_ranges(struct gw_script *script, struct gw_arena *arena, struct gw_texts *texts,
			const struct gw_section *section, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str joined = {0};

	script->parts = gw_new_array(arena, struct gw_script_part, section->ranges.n);
	for (size_t i = 0; i < section->ranges.n; i++) {
		const struct gw_range *range = &section->ranges.items[i];
		struct gw_text *text;

		if (!gw_range_read(texts, range, &text, err))
			return false;
		if (!range->continues && joined.n != 0 && gw_needs_line_end(joined.p[joined.n - 1]))
			gw_str_putc(&joined, '\n');
		set_part(script, i, joined.n, gw_tree_display_path(arena, texts->tree, range->path),
			 range->start, gw_position_of(text->view, range->start));
		gw_str_add(&joined, gw_view_slice(text->view, range->start, range->end));
	}
	script->nparts = section->ranges.n;
	script->plain.n = joined.n;
	script->plain.p = gw_str_take(&joined, arena);
	script->text.view = script->plain;
	return true;
}

/* --- reading --- */

static bool check_unchanged(struct gw_source *source, struct gw_script *script,
			    const struct gw_migration *migration, enum gw_direction direction,
			    struct gw_error **err)
{
	const struct gw_section *section = &migration->sections[direction];
	struct gw_sha256 *hash;
	struct gw_digest digest;

	if (script->is_kept)
		return true;
	hash = gw_sha256_new();
	digest = gw_text_digest(&script->text, hash);
	gw_sha256_free(hash);
	return gw_digest_eq(&digest, &migration->parts->checksum[direction]) ||
	       gw_source_fail_changed(source->tree,
				      section->ranges.n != 0 ? section->ranges.items[0].path
							     : migration->path,
				      err);
}

static bool read_section(struct gw_source *source, struct gw_arena *arena, struct gw_script *script,
			 const struct gw_migration *migration, enum gw_direction direction,
			 struct gw_error **err)
{
	GW_TEXTS_AUTO struct gw_texts texts = {.tree = source->tree};
	const struct gw_section *section = &migration->sections[direction];

	if (section->ranges.n == 1)
		return open_window(script, arena, source->tree, &section->ranges.items[0],
				   migration->parts->kept[direction], err);
	return join_ranges(script, arena, &texts, section, err);
}

static bool fail_absent(const struct gw_migration *migration, const char *label,
			enum gw_direction direction, struct gw_error **err)
{
	return gw_fail(err, GW_E_IRREVERSIBLE, "%s has no %s section (%s)", label,
		       gw_direction_name(direction), migration->path);
}

bool gw_source_plain_script(struct gw_source *source, struct gw_arena *arena,
			    const struct gw_migration *migration, enum gw_direction direction,
			    struct gw_script **ret_script, struct gw_error **err)
{
	const struct gw_section *section = &migration->sections[direction];
	const char *label = gw_migration_label(arena, migration);
	SCRIPT_AUTO struct gw_script *script = NULL;

	if (!section->present)
		return fail_absent(migration, label, direction, err);
	if (!gw_source_hash_parts(source, migration, err))
		return false;
	script = script_new(arena, label, source->dialect);
	if (!read_section(source, arena, script, migration, direction, err) ||
	    !check_unchanged(source, script, migration, direction, err))
		return false;
	*ret_script = script;
	script = NULL;
	return true;
}

bool gw_source_script(struct gw_source *source, struct gw_arena *arena,
		      const struct gw_migration *migration, enum gw_direction direction,
		      const struct gw_map *placeholders, struct gw_script **ret_script,
		      struct gw_error **err)
{
	SCRIPT_AUTO struct gw_script *script = NULL;

	if (!gw_source_plain_script(source, arena, migration, direction, &script, err) ||
	    !expand(script, arena, source, source->format,
		    gw_migration_options(migration)->placeholders, placeholders, err))
		return false;
	*ret_script = script;
	script = NULL;
	return true;
}

bool gw_source_stored(const struct gw_source *source, struct gw_arena *arena, const char *label,
		      struct gw_view text, const struct gw_map *placeholders,
		      struct gw_script **ret_script, struct gw_error **err)
{
	struct gw_script *script = script_new(arena, label, source->dialect);

	script->plain = text;
	script->text.view = text;
	script->parts = gw_new(arena, struct gw_script_part);
	script->nparts = 1;
	set_part(script, 0, 0, "history", 0, first_position);
	if (!expand(script, arena, source, source->format, GW_PLACEHOLDER_NONE, placeholders, err))
		return false;
	*ret_script = script;
	return true;
}

bool gw_source_hook(struct gw_source *source, struct gw_arena *arena, enum gw_hook hook,
		    const struct gw_map *placeholders, struct gw_script **ret_script,
		    struct gw_error **err)
{
	const char *path = source->hooks[hook];
	SCRIPT_AUTO struct gw_script *script = NULL;

	if (path == NULL) {
		*ret_script = NULL;
		return true;
	}
	script = script_new(arena, path, source->dialect);
	if (!gw_tree_read(source->tree, path, &script->file, err))
		return false;
	use_window(script, arena, gw_tree_display_path(arena, source->tree, path),
		   gw_bom_size(script->file.view), script->file.view.n);
	/* Hooks are godwit's own, whatever the format. */
	if (!expand(script, arena, source, NULL, GW_PLACEHOLDER_NONE, placeholders, err))
		return false;
	*ret_script = script;
	script = NULL;
	return true;
}

/* That of a kept file, which has nothing to normalise; absent when it has, and when none is kept. */
static struct gw_view kept_text(const struct gw_migration *migration, enum gw_direction direction)
{
	struct gw_view file = migration->parts->kept[direction];
	struct gw_view text = {0};

	if (file.p != NULL) {
		const struct gw_range *range = &migration->sections[direction].ranges.items[0];

		text = gw_view_slice(file, range->start, range->end);
	}
	return gw_view_find_char(text, '\r') == GW_NOWHERE ? text : (struct gw_view){0};
}

bool gw_source_text(struct gw_source *source, struct gw_arena *arena,
		    const struct gw_migration *migration, enum gw_direction direction,
		    struct gw_script *open, struct gw_view *ret_text, struct gw_error **err)
{
	const struct gw_section *section = &migration->sections[direction];
	struct gw_read_file file = {0};
	GW_TEXTS_AUTO struct gw_texts texts = {
		.tree = source->tree,
		.recent = &file,
		.recent_path = open != NULL ? open->file_path : NULL,
	};
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_digest digest;
	size_t n;

	if (open != NULL)
		file.text = open->file;
	if (!section->present)
		return fail_absent(migration, gw_migration_label(arena, migration), direction, err);
	if (!gw_source_hash_parts(source, migration, err))
		return false;
	*ret_text = kept_text(migration, direction);
	if (ret_text->p != NULL)
		return true;
	if (!gw_section_text(&texts, section, &text, err))
		return false;
	digest = gw_sha256_of(gw_str_view(&text));
	if (!gw_digest_eq(&digest, &migration->parts->checksum[direction]))
		return gw_source_fail_changed(source->tree, migration->path, err);
	n = text.n;
	*ret_text = (struct gw_view){gw_str_take(&text, arena), n};
	return true;
}

/* --- the way back --- */

static const struct gw_script_part *part_at(const struct gw_script *script, size_t offset)
{
	const struct gw_script_part *part = &script->parts[0];

	for (size_t i = 1; i < script->nparts && script->parts[i].offset <= offset; i++)
		part = &script->parts[i];
	return part;
}

/* Where the part begins in its file: a window has not counted. */
static unsigned line_of_part(const struct gw_script *script, const struct gw_script_part *part)
{
	return script->file.view.p != NULL
		       ? gw_position_of(script->file.view, part->file_offset).line
		       : part->position.line;
}

unsigned gw_script_line(const struct gw_script *script, size_t offset, unsigned line,
			const char **ret_path)
{
	const struct gw_script_part *part;

	if (script->expansion.origins.n != 0) {
		offset = gw_expansion_origin(&script->expansion, offset);
		line = gw_position_of(script->plain, offset).line;
	}
	part = part_at(script, offset);
	*ret_path = part->path;
	return line - gw_position_of(script->plain, part->offset).line + line_of_part(script, part);
}

/*
 * Without the file at hand, the excerpt is from the script and only its place from the file.
 */
static void locate_in_part(const struct gw_script *script, const struct gw_script_part *part,
			   struct gw_error *error, size_t offset, size_t length)
{
	struct gw_view text = gw_view_from(script->plain, part->offset);

	gw_error_at(error, part->path, text, offset - part->offset, length);
	error->location.offset = part->file_offset + (offset - part->offset);
	if (error->location.line == 1)
		error->location.column += part->position.column - 1;
	error->location.line += part->position.line - 1;
}

/* The marked text; where nothing can be told from its marks, with the line before it. */
static struct gw_view text_around(const struct gw_script *script, const struct gw_error *error,
				  size_t offset, size_t length)
{
	struct gw_view text = script->text.view;
	size_t start = offset;

	if (error->code == GW_E_SQL || error->code == GW_E_CLIENT_COMMAND) {
		gw_line_at(text, offset, &start);
		gw_line_at(text, start != 0 ? start - 1 : 0, &start);
	}
	return gw_view_slice(text, start, offset + GW_MIN(length, text.n));
}

void gw_script_locate(const struct gw_script *script, struct gw_error *error, size_t offset,
		      size_t length)
{
	struct gw_view around = text_around(script, error, offset, length);
	const struct gw_script_part *part;

	if (script->nparts == 0)
		return;
	if (script->expansion.origins.n != 0)
		offset = gw_expansion_origin(&script->expansion, offset);
	part = part_at(script, offset);
	if (script->file.view.p != NULL)
		gw_error_at(error, part->path, script->file.view,
			    part->file_offset + (offset - part->offset), length);
	else
		locate_in_part(script, part, error, offset, length);
	gw_sql_hide_excerpt(error, script->dialect, around);
}
