/*
 * YAML as a tree of nodes that know their place (libyaml). Aliases and tags are refused; a key that
 * comes twice is refused. Scalars stay text: what they mean is the reader's affair, and `no` or
 * `1.10` surprise nobody.
 */
#ifndef GW_CONFIG_YAML_H
#define GW_CONFIG_YAML_H

#include "base/error.h"
#include "base/vec.h"
#include "base/view.h"

enum gw_node_kind { GW_NODE_NULL, GW_NODE_SCALAR, GW_NODE_LIST, GW_NODE_MAP };

struct gw_span {
	size_t offset; /* bytes in the file */
	size_t end;
};

struct gw_node;
struct gw_member {
	struct gw_view key;
	size_t key_offset; /* bytes in the file */
	const struct gw_node *value;
};

struct gw_node {
	enum gw_node_kind kind;
	size_t offset; /* bytes in the file */
	size_t end;
	struct gw_view text; /* of a scalar */
	bool quoted;
	GW_VEC(const struct gw_node *) items;
	GW_VEC(struct gw_member) members;
};

/* A parsed file: its text is kept for error excerpts. */
struct gw_yaml {
	const char *path;
	struct gw_view text;
	const struct gw_node *root; /* GW_NODE_NULL for an empty file */
	/* Where keys are, in order: besides the marked text, all that an excerpt shows. */
	GW_VEC(struct gw_span) keys;
};

/* text and path must live as long as the tree. */
GW_MUST_USE bool gw_yaml_parse(struct gw_arena *arena, const char *path, struct gw_view text,
			       struct gw_yaml *ret_yaml, struct gw_error **err);
const struct gw_node *gw_node_get(const struct gw_node *map, const char *key); /* or NULL */
/*
 * GW_E_CONFIG at a node of the file. A line may hold a password, so the excerpt shows the keys and
 * the marked bytes, and *** for the rest: mark the key, not the value, where the value is a
 * secret.
 */
bool gw_yaml_fail(struct gw_error **err, const struct gw_yaml *yaml, size_t offset, size_t length,
		  const char *format, ...) GW_PRINTF(5, 6);
/* Gives an error that exists such a location. */
void gw_yaml_locate(struct gw_error *error, const struct gw_yaml *yaml, size_t offset,
		    size_t length);

#endif
