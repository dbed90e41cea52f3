/*
 * The file of trusted keys.
 */
#include "audit/keys.h"

#include <string.h>

#include "base/fs.h"

enum { FILE_MODE = 0644, FILE_BYTES_MAX = 1024 * 1024 };

char *gw_key_line(struct gw_arena *arena, const struct gw_public_key *key, const char *name)
{
	return gw_format(arena, "ed25519 %s%s%s", gw_base64(arena, key->bytes, sizeof(key->bytes)),
			 name != NULL ? " " : "", name != NULL ? name : "");
}

bool gw_key_next(struct gw_view *rest, struct gw_public_key *ret_key)
{
	struct gw_view kind, text;

	return gw_view_next_word(rest, &kind) && gw_view_is(kind, "ed25519") &&
	       gw_view_next_word(rest, &text) &&
	       gw_base64_parse(text, ret_key->bytes, sizeof(ret_key->bytes));
}

const struct gw_trusted_key *gw_key_ring_find(const struct gw_key_ring *ring,
					      const struct gw_public_key *key)
{
	for (size_t i = 0; i < ring->list.n; i++) {
		if (memcmp(ring->list.items[i].key.bytes, key->bytes, sizeof(key->bytes)) == 0)
			return &ring->list.items[i];
	}
	return NULL;
}

const struct gw_trusted_key *gw_key_ring_named(const struct gw_key_ring *ring, const char *name)
{
	for (size_t i = 0; i < ring->list.n; i++) {
		if (strcmp(ring->list.items[i].name, name) == 0)
			return &ring->list.items[i];
	}
	return NULL;
}

static bool is_comment(struct gw_view line)
{
	return line.n == 0 || line.p[0] == '#';
}

static bool parse_line(struct gw_arena *arena, struct gw_view line, struct gw_trusted_key *ret_key)
{
	struct gw_view rest = line, word;

	*ret_key = (struct gw_trusted_key){0};
	if (gw_view_next_word(&rest, &word) && gw_view_is(word, "revoked")) {
		ret_key->revoked = true;
		line = rest;
	}
	if (!gw_key_next(&line, &ret_key->key))
		return false;
	ret_key->name = gw_view_dup(arena, gw_view_trim(line));
	return ret_key->name[0] != '\0';
}

static bool fail_line(const char *path, unsigned line, const char *why, struct gw_error **err)
{
	gw_fail(err, GW_E_KEY, "%s:%u: %s", path, line, why);
	gw_error_hint(*err, "A line is `ed25519 KEY NAME`, with `revoked` in front of a key that "
			    "counts no more. `godwit keys trust` writes one.");
	return false;
}

static bool parse_lines(struct gw_arena *arena, struct gw_view text, struct gw_key_ring *ring,
			struct gw_error **err)
{
	struct gw_view line;

	for (unsigned number = 1; gw_view_next_line(&text, &line); number++) {
		struct gw_trusted_key key;

		line = gw_view_trim(line);
		if (is_comment(line))
			continue;
		if (!parse_line(arena, line, &key))
			return fail_line(ring->path, number, "this is no key", err);
		if (gw_key_ring_find(ring, &key.key) != NULL ||
		    gw_key_ring_named(ring, key.name) != NULL)
			return fail_line(ring->path, number, "the key, or its name, is there twice",
					 err);
		gw_vec_push(arena, &ring->list, key);
	}
	return true;
}

bool gw_key_ring_read(struct gw_arena *arena, const char *path, struct gw_key_ring *ret_ring,
		      struct gw_error **err)
{
	struct gw_key_ring ring = {.path = path};
	GW_TEXT_AUTO struct gw_text text = {0};

	if (gw_file_exists(path) && (!gw_file_read(path, FILE_BYTES_MAX, &text, err) ||
				     !parse_lines(arena, text.view, &ring, err)))
		return false;
	*ret_ring = ring;
	return true;
}

bool gw_key_ring_trust(const struct gw_key_ring *ring, const char *name,
		       const struct gw_public_key *key, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_TEXT_AUTO struct gw_text text = {0};
	GW_STR_AUTO struct gw_str str = {0};

	if (gw_key_ring_named(ring, name) != NULL || gw_key_ring_find(ring, key) != NULL) {
		gw_fail(err, GW_E_KEY, "%s has this key, or another one of this name", ring->path);
		gw_error_hint(*err, "`godwit keys list` shows them.");
		return false;
	}
	if (gw_file_exists(ring->path) && !gw_file_read(ring->path, FILE_BYTES_MAX, &text, err))
		return false;
	gw_str_add(&str, text.view);
	if (str.n != 0 && !gw_view_ends(gw_str_view(&str), "\n"))
		gw_str_putc(&str, '\n');
	gw_str_puts(&str, gw_key_line(&arena, key, name));
	gw_str_putc(&str, '\n');
	return gw_file_write(ring->path, gw_str_view(&str), FILE_MODE, err);
}

bool gw_key_ring_revoke(const struct gw_key_ring *ring, const char *name, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_TEXT_AUTO struct gw_text text = {0};
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view rest, line;

	if (gw_key_ring_named(ring, name) == NULL) {
		gw_fail(err, GW_E_KEY, "%s has no key called %s", ring->path, name);
		gw_error_hint(*err, "`godwit keys list` shows them.");
		return false;
	}
	if (!gw_file_read(ring->path, FILE_BYTES_MAX, &text, err))
		return false;
	rest = text.view;
	while (gw_view_next_line(&rest, &line)) {
		struct gw_trusted_key key;

		if (!is_comment(gw_view_trim(line)) &&
		    parse_line(&arena, gw_view_trim(line), &key) && !key.revoked &&
		    strcmp(key.name, name) == 0)
			gw_str_puts(&str, "revoked ");
		gw_str_add(&str, line);
		gw_str_putc(&str, '\n');
	}
	return gw_file_write(ring->path, gw_str_view(&str), FILE_MODE, err);
}
