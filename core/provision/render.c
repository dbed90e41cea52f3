/*
 * Actions as statements.
 */
#include "provision/provision_int.h"

void gw_provision_render(struct gw_render *render, const struct gw_action *action)
{
	if (action->stage == GW_STAGE_LEAVE)
		render->conn->engine->estate->leave(render, action->asset->parts[0],
						    action->asset->heir);
	else
		action->asset->kind->render(render, action);
}

const char **gw_provision_statements(struct gw_provision *provision, const struct gw_action *action,
				     size_t *ret_n)
{
	struct gw_render render = {.arena = provision->arena, .conn = provision->server};
	const char **list;

	gw_provision_render(&render, action);
	list = gw_new_array(provision->arena, const char *, render.list.n + 1);
	for (size_t i = 0; i < render.list.n; i++)
		list[i] = render.list.items[i].shown;
	*ret_n = render.list.n;
	return list;
}
