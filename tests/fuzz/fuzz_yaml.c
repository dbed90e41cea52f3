/*
 * YAML: whatever comes in, nodes lie inside of the file and behind their parents' start, keys are
 * found again, and every place can be reported.
 */
#include <stdlib.h>

#include "config/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_node(const struct gw_yaml *yaml, const struct gw_node *node, size_t start,
		       size_t end)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	check(start <= node->offset && node->offset <= node->end && node->end <= end);
	check(!gw_yaml_fail(&error, yaml, node->offset, 0, "here"));
	check(error->location.offset == node->offset);
	for (size_t i = 0; i < node->items.n; i++)
		check_node(yaml, node->items.items[i], node->offset, node->end);
	for (size_t i = 0; i < node->members.n; i++) {
		const struct gw_member *member = &node->members.items[i];

		check(node->offset <= member->key_offset && member->key_offset < node->end);
		check(gw_node_get(node, member->key.p) == member->value);
		check_node(yaml, member->value, member->key_offset, end);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_view text = {(const char *)data, size};
	struct gw_yaml yaml = {0};

	if (gw_yaml_parse(&arena, "fuzz.yaml", text, &yaml, &error))
		check_node(&yaml, yaml.root, 0, size);
	else
		check(error->code == GW_E_CONFIG && error->location.offset <= size);
	return 0;
}
