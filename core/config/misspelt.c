/*
 * Finding misspelt variables. Names are compared behind the prefix, which they all have in common.
 */
#include "config/misspelt.h"

#include "config/config_int.h"
#include "config/dotenv.h"

#define PREFIX "GODWIT_"

enum { KNOWN_MAX = GW_KEY_COUNT + 1 };

static const char *behind_prefix(const char *name)
{
	return name + sizeof(PREFIX) - 1;
}

static size_t list_known(const char *ret_names[KNOWN_MAX])
{
	size_t n = 0;

	ret_names[n++] = behind_prefix(GW_ENVIRONMENT_VARIABLE);
	for (size_t i = 0; i < GW_KEY_COUNT; i++) {
		if (gw_keys[i].variable != NULL)
			ret_names[n++] = behind_prefix(gw_keys[i].variable);
	}
	return n;
}

static bool is_known(struct gw_view name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gw_view_is(name, names[i]))
			return true;
	}
	return false;
}

static void look_at(struct gw_arena *arena, struct gw_view name, const char *place,
		    struct gw_misspelt_list *list)
{
	const char *names[KNOWN_MAX];
	size_t n = list_known(names);
	const char *nearest;

	if (!gw_view_starts(name, PREFIX))
		return;
	name = gw_view_from(name, sizeof(PREFIX) - 1);
	nearest = is_known(name, names, n) ? NULL : gw_nearest(name, names, n);
	/* Spelled out. */
	if (nearest == NULL && gw_view_is(name, "ENVIRONMENT"))
		nearest = behind_prefix(GW_ENVIRONMENT_VARIABLE);
	if (nearest == NULL)
		return;
	gw_vec_push(arena, &list->list,
		    ((struct gw_misspelt){.place = place,
					  .meant = gw_format(arena, PREFIX "%s", nearest)}));
}

void gw_config_misspelt(const struct gw_config *config, char *const *environment,
			struct gw_misspelt_list *ret_list)
{
	struct gw_arena *arena = config->arena;

	*ret_list = (struct gw_misspelt_list){0};
	for (; *environment != NULL; environment++) {
		struct gw_view rest = gw_view_of(*environment), name;

		if (gw_view_next_field(&rest, '=', &name))
			look_at(arena, name, gw_view_dup(arena, name), ret_list);
	}
	for (size_t i = 0; i < config->dotenv.n; i++) {
		const struct gw_map_item *item = &config->dotenv.items[i];
		const struct gw_dotenv_value *value = item->value;

		look_at(arena, item->key,
			gw_format(arena, "%.*s in %s", GW_VIEW_ARG(item->key), value->place),
			ret_list);
	}
}
