/*
 * Actions of provisioning as people see them, and carrying out what is declared.
 */
#include "cli/provision.h"

static enum ui_style style_of(enum gw_deed deed)
{
	switch (deed) {
	case GW_DEED_MAKE:
		return UI_GREEN;
	case GW_DEED_CHANGE:
		return UI_YELLOW;
	case GW_DEED_DROP:
		return UI_RED;
	}
	return UI_PLAIN;
}

static char sign_of(enum gw_deed deed)
{
	switch (deed) {
	case GW_DEED_MAKE:
		return '+';
	case GW_DEED_CHANGE:
		return '~';
	case GW_DEED_DROP:
		return '-';
	}
	return ' ';
}

/* Whether it takes something away that is more than a right. */
static bool is_destructive(const struct gw_action *action)
{
	return action->deed == GW_DEED_DROP && action->asset->kind->properties != NULL;
}

static const char *text_of_changes(struct gw_arena *arena, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < action->changes.n; i++)
		gw_str_printf(&str, "%s%s", i == 0 ? "" : ", ",
			      gw_change_text(arena, action, &action->changes.items[i]));
	return gw_str_take(&str, arena);
}

static const char *text_of_destruction(struct gw_arena *arena, const struct gw_action *action)
{
	if (action->stage == GW_STAGE_LEAVE && action->asset->heir != NULL)
		return gw_format(arena, "what it owns goes to %s, its rights are revoked",
				 action->asset->heir);
	if (action->stage == GW_STAGE_LEAVE)
		return "its rights are revoked";
	if (action->asset->kind->holds_data)
		return gw_format(arena, "DESTROYS DATA; needs --allow-drop %s",
				 action->asset->parts[0]);
	return "is dropped";
}

void cli_action_print(struct cli *cli, const struct gw_action *action, bool done)
{
	bool destroys = is_destructive(action);
	const char *text = destroys ? text_of_destruction(cli->arena, action)
				    : text_of_changes(cli->arena, action);

	if (done && destroys && action->stage != GW_STAGE_LEAVE)
		text = "";
	ui_print(cli->ui, style_of(action->deed), "  %c %s", sign_of(action->deed),
		 gw_asset_label(cli->arena, action->asset));
	ui_print(cli->ui, destroys && !done ? UI_RED : UI_PLAIN, "%s%s\n",
		 text[0] != '\0' ? "  " : "", text);
}

void cli_action_done(void *payload, const struct gw_action *action)
{
	cli_action_print(payload, action, true);
}

static bool carry_out(struct cli *cli, struct gw_provision *provision, struct gw_error **err)
{
	struct gw_provision_plan plan;

	provision->progress = cli_action_done;
	provision->progress_payload = cli;
	return gw_provision_plan(provision, &plan, err) &&
	       (plan.drop == 0 || cli_confirm(cli, "dropping what is not declared", err)) &&
	       gw_provision_apply(provision, err);
}

/* The URL is read once: a password command runs once. */
bool cli_provision(struct cli *cli, size_t *ret_done, struct gw_error **err)
{
	struct gw_provision provision = {0};
	struct gw_session session;
	bool ok;

	if (!gw_session_target(&cli->session, err))
		return false;
	session = cli->session;
	ok = gw_session_provision(&session, NULL, GW_PROVISION_APPLY, &provision, err) &&
	     carry_out(cli, &provision, err);
	*ret_done = provision.done;
	gw_provision_done(&provision);
	gw_session_done(&session);
	return ok;
}
