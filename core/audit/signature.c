/*
 * Signatures of migrations: encoding, reading, checking, adding.
 */
#include "audit/signature.h"

#include <string.h>

enum { FILE_BYTES_MAX = 1024 * 1024 };

/* --- encoding --- */

static void add_view(struct gw_str *str, const char *name, struct gw_view value)
{
	gw_str_puts(str, name);
	if (value.p == NULL) {
		gw_str_puts(str, ":-\n");
		return;
	}
	gw_str_printf(str, ":%zu:", value.n);
	gw_str_add(str, value);
	gw_str_putc(str, '\n');
}

static void add_text(struct gw_str *str, const char *name, const char *value)
{
	add_view(str, name, gw_view_of(value));
}

static void add_number(struct gw_str *str, const char *name, int64_t number)
{
	GW_STR_AUTO struct gw_str digits = {0};

	gw_str_printf(&digits, "%lld", (long long)number);
	add_view(str, name, gw_str_view(&digits));
}

/* Words with blanks between them; NULL when there are none. */
static void add_words(struct gw_str *str, const char *name, const char *const *words, size_t n)
{
	GW_STR_AUTO struct gw_str all = {0};

	for (size_t i = 0; i < n; i++)
		gw_str_printf(&all, "%s%s", i != 0 ? " " : "", words[i]);
	add_view(str, name, n != 0 ? gw_str_view(&all) : (struct gw_view){0});
}

static void add_transaction(struct gw_str *str, const char *name, const struct gw_section *section)
{
	add_text(str, name, !section->present ? NULL : section->transaction_off ? "off" : "on");
}

static void add_checksum(struct gw_str *str, const char *name, const struct gw_migration *migration,
			 enum gw_direction direction)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	add_text(str, name,
		 migration->sections[direction].present
			 ? gw_digest_hex(&arena, &migration->parts->checksum[direction])
			 : NULL);
}

static const char *placeholder_word(enum gw_placeholder_style style)
{
	switch (style) {
	case GW_PLACEHOLDER_NONE:
		return NULL;
	case GW_PLACEHOLDER_DOLLAR:
		return "on";
	case GW_PLACEHOLDER_OFF:
		return "off";
	}
	return NULL;
}

/* Appends the encoding; the parts of the migration are hashed. */
static void encode(const struct gw_migration *migration, struct gw_str *str)
{
	const struct gw_migration_options *options = gw_migration_options(migration);

	gw_str_puts(str, "godwit-migration-1\n");
	add_text(str, "version", migration->version);
	add_text(str, "name", migration->name);
	add_text(str, "kind", gw_migration_kind_name(migration->kind));
	add_transaction(str, "transaction_up", &migration->sections[GW_UP]);
	add_transaction(str, "transaction_down", &migration->sections[GW_DOWN]);
	add_words(str, "depends", options->depends.items, options->depends.n);
	add_words(str, "environments", options->environments.items, options->environments.n);
	add_number(str, "out_of_order", options->allow_out_of_order);
	add_text(str, "placeholders", placeholder_word(options->placeholders));
	add_number(str, "lock_timeout_ms", options->lock_timeout_ms);
	add_number(str, "statement_timeout_ms", options->statement_timeout_ms);
	add_checksum(str, "checksum_up", migration, GW_UP);
	add_checksum(str, "checksum_down", migration, GW_DOWN);
	add_checksum(str, "checksum_verify", migration, GW_VERIFY);
}

bool gw_signable_migration(struct gw_source *source, struct gw_arena *arena,
			   const struct gw_migration *migration, struct gw_signable *ret_signable,
			   struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (!gw_source_hash_parts(source, migration, err))
		return false;
	encode(migration, &str);
	*ret_signable = (struct gw_signable){
		.label = gw_migration_label(arena, migration),
		.path = migration->path,
		.encoding = gw_str_take(&str, arena),
	};
	return true;
}

/* hooks/before-run.sql is the hook before-run. */
static const char *hook_name(struct gw_arena *arena, const char *path)
{
	struct gw_view name = gw_view_of(path);

	name = gw_view_from(name, gw_view_rfind_char(name, '/') + 1);
	return gw_view_dup(arena, gw_view_slice(name, 0, gw_view_rfind_char(name, '.')));
}

bool gw_signable_hook(struct gw_source *source, struct gw_arena *arena, enum gw_hook hook,
		      struct gw_signable *ret_signable, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_digest digest;
	const char *name;

	*ret_signable = (struct gw_signable){.path = source->hooks[hook]};
	if (ret_signable->path == NULL)
		return true;
	if (!gw_source_hook_hash(source, hook, &digest, err))
		return false;
	name = hook_name(arena, ret_signable->path);
	gw_str_puts(&str, "godwit-migration-1\n");
	add_text(&str, "name", name);
	add_text(&str, "kind", "hook");
	add_text(&str, "checksum_up", gw_digest_hex(arena, &digest));
	ret_signable->label = gw_format(arena, "the hook %s", name);
	ret_signable->encoding = gw_str_take(&str, arena);
	return true;
}

/* --- the file --- */

struct signature_line {
	struct gw_view text;
	struct gw_public_key key;
	struct gw_signature signature;
	const char *name; /* as the line has it: nobody vouches for that */
};
struct signature_lines {
	GW_VEC(struct signature_line) list;
};

static const char *signature_path(struct gw_arena *arena, const char *path)
{
	return gw_format(arena, "%s.sig", path);
}

static bool fail_line(const struct gw_source *source, const char *path, struct gw_view line,
		      struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	gw_fail(err, GW_E_SIGNATURE, "%s holds a line that is no signature: '%.*s'",
		gw_tree_display_path(&arena, source->tree, path), GW_VIEW_ARG(line));
	gw_error_hint(*err, "Remove the file, and let `godwit sign` write it anew.");
	return false;
}

static bool parse_line(struct gw_arena *arena, struct gw_view text, struct signature_line *ret_line)
{
	struct gw_view rest = text, word;

	*ret_line = (struct signature_line){.text = gw_view_of(gw_view_dup(arena, text))};
	if (!gw_key_next(&rest, &ret_line->key) || !gw_view_next_word(&rest, &word) ||
	    !gw_base64_parse(word, ret_line->signature.bytes, sizeof(ret_line->signature.bytes)))
		return false;
	ret_line->name = gw_view_dup(arena, gw_view_trim(rest));
	return true;
}

/* None when there is no such file. */
static bool read_lines(struct gw_source *source, struct gw_arena *arena, const char *path,
		       struct signature_lines *ret_lines, struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_view rest, line;

	*ret_lines = (struct signature_lines){0};
	if (gw_tree_find(source->tree, path) == NULL)
		return true;
	if (!source->tree->read(source->tree, path, FILE_BYTES_MAX, &text, err))
		return false;
	rest = text.view;
	while (gw_view_next_line(&rest, &line)) {
		struct signature_line parsed;

		line = gw_view_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (!parse_line(arena, line, &parsed))
			return fail_line(source, path, line, err);
		gw_vec_push(arena, &ret_lines->list, parsed);
	}
	return true;
}

/* --- checking --- */

static bool counts(const struct gw_signature_demand *demand, const char *name)
{
	for (size_t i = 0; i < demand->nnames; i++) {
		if (strcmp(demand->names[i], name) == 0)
			return true;
	}
	return demand->nnames == 0;
}

/* Why a signature does not count; NULL when it does. */
static const char *judge(const struct gw_signable *signable,
			 const struct gw_signature_demand *demand,
			 const struct signature_line *line)
{
	const struct gw_trusted_key *key = gw_key_ring_find(demand->ring, &line->key);

	if (key == NULL)
		return "is of a key that is not trusted";
	if (key->revoked)
		return "is of a key that was revoked";
	if (!counts(demand, key->name))
		return "is of a key that `require_keys` does not name";
	if (!gw_signature_holds(&line->key, gw_view_of(signable->encoding), &line->signature))
		return "does not fit: what it signs was edited since";
	return NULL;
}

static bool is_repeated(const struct signature_lines *lines, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (memcmp(&lines->list.items[i].key, &lines->list.items[at].key,
			   sizeof(struct gw_public_key)) == 0)
			return true;
	}
	return false;
}

static bool fail_demand(const struct gw_source *source, const struct gw_signable *signable,
			const struct gw_signature_demand *demand, size_t good, const char *detail,
			struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	if (detail[0] == '\0')
		gw_fail(err, GW_E_SIGNATURE, "%s is not signed", signable->label);
	else
		gw_fail(err, GW_E_SIGNATURE, "%s has %zu of the %zu signatures that it needs",
			signable->label, good, demand->count);
	if (detail[0] != '\0')
		gw_error_detail(*err, "%s", detail);
	gw_error_at(*err, gw_tree_display_path(&arena, source->tree, signable->path),
		    (struct gw_view){0}, GW_NOWHERE, 0);
	gw_error_hint(*err,
		      "`godwit sign` signs what is in the folder, with `signing_key`; `godwit "
		      "keys list` shows who is trusted. `require_signatures` demands %zu.",
		      demand->count);
	return false;
}

bool gw_signatures_check(struct gw_source *source, struct gw_arena *arena,
			 const struct gw_signable *signable,
			 const struct gw_signature_demand *demand, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str detail = {0};
	struct signature_lines lines;
	size_t good = 0;

	if (!read_lines(source, arena, signature_path(arena, signable->path), &lines, err))
		return false;
	for (size_t i = 0; i < lines.list.n; i++) {
		const struct signature_line *line = &lines.list.items[i];
		const char *why = is_repeated(&lines, i) ? "is there twice"
							 : judge(signable, demand, line);

		if (why == NULL)
			good++;
		else
			gw_str_printf(&detail, "%sthe signature of %s %s",
				      detail.n != 0 ? "\n" : "", line->name, why);
	}
	return good >= demand->count ||
	       fail_demand(source, signable, demand, good,
			   lines.list.n != 0 && detail.n == 0 ? "the others are missing"
							      : gw_str_text(&detail),
			   err);
}

/* --- adding --- */

bool gw_signatures_add(struct gw_source *source, struct gw_arena *arena,
		       const struct gw_signable *signable, const struct gw_private_key *key,
		       const char *name, const char **ret_content, struct gw_error **err)
{
	const struct gw_public_key public = gw_public_key_of(key);
	struct gw_view text = gw_view_of(signable->encoding);
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_signature signature;
	struct signature_lines lines;

	*ret_content = NULL;
	if (!read_lines(source, arena, signature_path(arena, signable->path), &lines, err))
		return false;
	for (size_t i = 0; i < lines.list.n; i++) {
		const struct signature_line *line = &lines.list.items[i];

		if (memcmp(&line->key, &public, sizeof(public)) != 0) {
			gw_str_add(&str, line->text);
			gw_str_putc(&str, '\n');
		} else if (gw_signature_holds(&public, text, &line->signature)) {
			return true;
		}
	}
	signature = gw_sign(key, text);
	gw_str_printf(&str, "%s %s %s\n", gw_key_line(arena, &public, NULL),
		      gw_base64(arena, signature.bytes, sizeof(signature.bytes)), name);
	*ret_content = gw_str_take(&str, arena);
	return true;
}
