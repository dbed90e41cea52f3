/*
 * YAML into nodes, on libyaml's events.
 *
 * Each event is checked and copied, so the tree owns its text. libyaml counts characters where
 * godwit counts bytes: marks come in order, so each is found from the one before it.
 */
#include <yaml.h>

#include "base/map.h"
#include "config/yaml.h"

enum { FILE_BYTES_MAX = 16 * 1024 * 1024, DEPTH_MAX = 32 };

struct reader {
	struct gw_arena *arena;
	struct gw_yaml *yaml;
	yaml_parser_t parser;
	size_t start; /* bytes of the byte order mark */
	size_t known_index; /* a mark in characters, */
	size_t known_offset; /* and in bytes of the file */
	struct gw_error **err;
};

#define EVENT_AUTO  GW_CLEANUP(yaml_event_delete)
#define PARSER_AUTO GW_CLEANUP(reader_done)

static void reader_done(struct reader *reader)
{
	yaml_parser_delete(&reader->parser);
}

static size_t offset_of(struct reader *reader, const yaml_mark_t *mark)
{
	struct gw_view text = reader->yaml->text;

	if (mark->index < reader->known_index) {
		reader->known_index = 0;
		reader->known_offset = reader->start;
	}
	reader->known_offset += gw_utf8_offset(gw_view_from(text, reader->known_offset),
					       mark->index - reader->known_index);
	reader->known_index = mark->index;
	return reader->known_offset;
}

/* What libyaml says about bad syntax, at its place. Its words never quote the file. */
static bool fail_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	struct gw_view text = reader->yaml->text;
	size_t offset;

	if (parser->error == YAML_MEMORY_ERROR)
		gw_out_of_memory(text.n);
	offset = parser->error == YAML_READER_ERROR ? reader->start + parser->problem_offset
						    : offset_of(reader, &parser->problem_mark);
	gw_yaml_fail(reader->err, reader->yaml, offset, 0, "not valid YAML: %s", parser->problem);
	if (parser->context != NULL)
		gw_error_detail(*reader->err, "%s that begins at line %zu, column %zu",
				parser->context, parser->context_mark.line + 1,
				parser->context_mark.column + 1);
	if (offset < text.n && text.p[offset] == '\t')
		gw_error_hint(*reader->err, "Indent with blanks: YAML allows no tabs there.");
	return false;
}

static bool next_event(struct reader *reader, yaml_event_t *event)
{
	return yaml_parser_parse(&reader->parser, event) != 0 || fail_syntax(reader);
}

/* Tags and anchors would give a value a meaning that its text does not show. */
static bool check_plain(struct reader *reader, const yaml_event_t *event, const yaml_char_t *anchor,
			const yaml_char_t *tag)
{
	size_t offset;

	if (anchor == NULL && tag == NULL)
		return true;
	offset = offset_of(reader, &event->start_mark);
	return gw_yaml_fail(reader->err, reader->yaml, offset, 0, "%s are not allowed",
			    anchor != NULL ? "anchors and aliases" : "tags");
}

static bool is_null(struct gw_view text)
{
	return text.n == 0 || gw_view_is(text, "~") || gw_view_is_nocase(text, "null");
}

static struct gw_node *new_node(struct reader *reader, enum gw_node_kind kind,
				const yaml_event_t *event)
{
	struct gw_node *node = gw_new(reader->arena, struct gw_node);

	node->kind = kind;
	node->offset = offset_of(reader, &event->start_mark);
	node->end = node->offset + gw_utf8_offset(gw_view_from(reader->yaml->text, node->offset),
						  event->end_mark.index - event->start_mark.index);
	return node;
}

static bool read_scalar(struct reader *reader, const yaml_event_t *event,
			const struct gw_node **ret_node)
{
	struct gw_view text = {(const char *)event->data.scalar.value, event->data.scalar.length};
	struct gw_node *node;

	if (!check_plain(reader, event, event->data.scalar.anchor, event->data.scalar.tag))
		return false;
	node = new_node(reader, GW_NODE_SCALAR, event);
	if (gw_view_find_char(text, '\0') != GW_NOWHERE)
		return gw_yaml_fail(reader->err, reader->yaml, node->offset, 0,
				    "a value holds a NUL character");
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (!node->quoted && is_null(text))
		node->kind = GW_NODE_NULL;
	node->text = (struct gw_view){gw_strndup(reader->arena, text.p, text.n), text.n};
	*ret_node = node;
	return true;
}

static bool read_node(struct reader *reader, const yaml_event_t *event, unsigned depth,
		      const struct gw_node **ret_node);

/* A block has no closing mark: it ends with its last element. */
static void end_node(struct reader *reader, struct gw_node *node, const yaml_event_t *event,
		     const struct gw_node *last)
{
	bool is_flow = event->end_mark.index > event->start_mark.index;

	if (is_flow)
		node->end = offset_of(reader, &event->end_mark);
	else if (last != NULL)
		node->end = last->end;
}

static bool read_list(struct reader *reader, const yaml_event_t *start, unsigned depth,
		      const struct gw_node **ret_node)
{
	struct gw_node *list;
	const struct gw_node *item = NULL;

	if (!check_plain(reader, start, start->data.sequence_start.anchor,
			 start->data.sequence_start.tag))
		return false;
	list = new_node(reader, GW_NODE_LIST, start);
	for (;;) {
		EVENT_AUTO yaml_event_t event = {0};

		if (!next_event(reader, &event))
			return false;
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			end_node(reader, list, &event, item);
			*ret_node = list;
			return true;
		}
		if (!read_node(reader, &event, depth + 1, &item))
			return false;
		gw_vec_push(reader->arena, &list->items, item);
	}
}

static bool read_key(struct reader *reader, const yaml_event_t *event, struct gw_map *seen,
		     struct gw_member *ret_member)
{
	size_t offset = offset_of(reader, &event->start_mark);
	const struct gw_node *key;

	if (event->type != YAML_SCALAR_EVENT)
		return gw_yaml_fail(reader->err, reader->yaml, offset, 0, "a key must be a text");
	if (!read_scalar(reader, event, &key))
		return false;
	if (key->text.n == 0)
		return gw_yaml_fail(reader->err, reader->yaml, offset, 0, "a key is empty");
	gw_vec_push(reader->arena, &reader->yaml->keys, ((struct gw_span){key->offset, key->end}));
	*ret_member = (struct gw_member){.key = key->text, .key_offset = key->offset};
	if (gw_map_get(seen, key->text) != NULL)
		return gw_yaml_fail(reader->err, reader->yaml, offset, key->end - offset,
				    "key '%.*s' comes twice", GW_VIEW_ARG(key->text));
	gw_map_put(reader->arena, seen, key->text, reader);
	return true;
}

static bool read_map(struct reader *reader, const yaml_event_t *start, unsigned depth,
		     const struct gw_node **ret_node)
{
	struct gw_map seen = {0};
	struct gw_node *map;
	const struct gw_node *last = NULL;

	if (!check_plain(reader, start, start->data.mapping_start.anchor,
			 start->data.mapping_start.tag))
		return false;
	map = new_node(reader, GW_NODE_MAP, start);
	for (;;) {
		EVENT_AUTO yaml_event_t event = {0}, value = {0};
		struct gw_member member;

		if (!next_event(reader, &event))
			return false;
		if (event.type == YAML_MAPPING_END_EVENT) {
			end_node(reader, map, &event, last);
			*ret_node = map;
			return true;
		}
		if (!read_key(reader, &event, &seen, &member) || !next_event(reader, &value) ||
		    !read_node(reader, &value, depth + 1, &last))
			return false;
		member.value = last;
		gw_vec_push(reader->arena, &map->members, member);
	}
}

static bool read_node(struct reader *reader, const yaml_event_t *event, unsigned depth,
		      const struct gw_node **ret_node)
{
	size_t offset = offset_of(reader, &event->start_mark);

	if (depth > DEPTH_MAX)
		return gw_yaml_fail(reader->err, reader->yaml, offset, 0,
				    "more than %d levels in each other", DEPTH_MAX);
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return read_scalar(reader, event, ret_node);
	case YAML_SEQUENCE_START_EVENT:
		return read_list(reader, event, depth, ret_node);
	case YAML_MAPPING_START_EVENT:
		return read_map(reader, event, depth, ret_node);
	case YAML_ALIAS_EVENT:
		return gw_yaml_fail(reader->err, reader->yaml, offset, 0,
				    "anchors and aliases are not allowed");
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		break;
	}
	return gw_yaml_fail(reader->err, reader->yaml, offset, 0, "a value is missing");
}

/* The stream is one document or none. */
static bool read_stream(struct reader *reader, const struct gw_node **ret_root)
{
	EVENT_AUTO yaml_event_t start = {0}, document = {0}, content = {0}, end = {0}, after = {0};
	const struct gw_node *root;

	if (!next_event(reader, &start) || !next_event(reader, &document))
		return false;
	if (document.type == YAML_STREAM_END_EVENT) {
		*ret_root = new_node(reader, GW_NODE_NULL, &document);
		return true;
	}
	if (!next_event(reader, &content) || !read_node(reader, &content, 1, &root) ||
	    !next_event(reader, &end) || !next_event(reader, &after))
		return false;
	if (after.type != YAML_STREAM_END_EVENT)
		return gw_yaml_fail(reader->err, reader->yaml, offset_of(reader, &after.start_mark),
				    3, "the file holds more than one document");
	*ret_root = root;
	return true;
}

bool gw_yaml_parse(struct gw_arena *arena, const char *path, struct gw_view text,
		   struct gw_yaml *ret_yaml, struct gw_error **err)
{
	struct gw_yaml yaml = {.path = path, .text = text};
	PARSER_AUTO struct reader reader = {.arena = arena, .yaml = &yaml, .err = err};
	struct gw_view body;
	size_t bad;

	if (text.n > FILE_BYTES_MAX)
		return gw_fail(err, GW_E_CONFIG, "%s is larger than 16 MB", path);
	if (!gw_utf8_valid(text, &bad))
		return gw_yaml_fail(err, &yaml, bad, 0, "not valid UTF-8");
	reader.start = gw_view_starts(text, "\xef\xbb\xbf") ? 3 : 0;
	reader.known_offset = reader.start;
	body = gw_view_from(text, reader.start);
	if (yaml_parser_initialize(&reader.parser) == 0)
		gw_out_of_memory(sizeof(reader.parser));
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser,
				     (const unsigned char *)(body.n != 0 ? body.p : ""), body.n);
	if (!read_stream(&reader, &yaml.root))
		return false;
	*ret_yaml = yaml;
	return true;
}

const struct gw_node *gw_node_get(const struct gw_node *map, const char *key)
{
	if (map->kind != GW_NODE_MAP)
		return NULL;
	for (size_t i = 0; i < map->members.n; i++) {
		if (gw_view_is(map->members.items[i].key, key))
			return map->members.items[i].value;
	}
	return NULL;
}
