/*
 * Planning, asking, running, telling: the same for up, down, goto and redo.
 */
#include "cli/migrate.h"

#include "session/saved.h"
#include "session/tools/tools.h"
#include "session/view.h"
#include "ui/ui.h"

bool cli_number(const char *text, const char *what, size_t *ret_number, struct gw_error **err)
{
	uint64_t number;

	if (!gw_parse_u64(gw_view_of(text), &number) || number == 0 || number > SIZE_MAX / 2) {
		gw_fail(err, GW_E_USAGE, "%s must be a positive number, not '%s'", what, text);
		return false;
	}
	*ret_number = (size_t)number;
	return true;
}

static bool may_destroy(const struct gw_plan *plan)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct gw_step *step = &plan->steps.items[i];

		if (step->direction == GW_DOWN || step->facts.destroys_data)
			return true;
	}
	return false;
}

/* What is about to be agreed to. */
static void tell_steps(struct cli *cli, const struct gw_plan *plan)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct gw_step *step = &plan->steps.items[i];

		ui_warn(cli->ui, "would %s %s%s", step->direction == GW_UP ? "apply" : "take back",
			step->label, step->facts.destroys_data ? ", which destroys data" : "");
	}
}

/* What was agreed to, or needed no agreement, is what will run. */
static bool agree(struct cli *cli, struct gw_session *preview, const struct gw_plan *plan,
		  struct gw_error **err)
{
	struct gw_saved_plan *agreed;

	if (may_destroy(plan)) {
		tell_steps(cli, plan);
		if (!cli_confirm(cli, cli->command->name, err))
			return false;
	}
	if (cli->session.approved != NULL)
		return true;
	agreed = gw_new(cli->arena, struct gw_saved_plan);
	cli->session.approved = agreed;
	return gw_saved_plan_describe(preview, plan, "", agreed, err);
}

/* A target that cannot be told has nothing to be guarded; why it cannot is told by the run. */
static bool is_guarded(struct cli *cli)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	if (gw_config_bool(cli->config, GW_KEY_PROTECTED))
		return true;
	return cli->config->environments.n != 0 && gw_session_target(&cli->session, &ignored) &&
	       cli_protector(cli, &cli->session.url) != NULL;
}

/* Looks ahead with a session of its own, which only reads. */
static bool look_ahead(struct cli *cli, const struct gw_plan_request *request, bool guarded,
		       bool *ret_pending, struct gw_error **err)
{
	struct gw_session preview;
	struct gw_plan plan;
	bool ok;

	if (!gw_session_target(&cli->session, err))
		return false;
	preview = cli->session;
	ok = gw_session_plan(&preview, request, false, &plan, err);
	*ret_pending = ok && plan.refusals.n == 0 && plan.steps.n != 0;
	if (*ret_pending)
		ok = gw_session_require_adopted(&preview, err);
	if (ok && plan.refusals.n == 0 && guarded)
		ok = agree(cli, &preview, &plan, err);
	gw_session_done(&preview);
	return ok;
}

/* Whatever has to be agreed to, or done, before anything is run. */
static bool prepare(struct cli *cli, const struct gw_plan_request *request, struct gw_error **err)
{
	bool guarded = is_guarded(cli);
	bool pending;

	if (!guarded && cli->before_run == NULL)
		return true;
	return look_ahead(cli, request, guarded, &pending, err) &&
	       (!pending || cli->before_run == NULL || cli->before_run(cli, err));
}

void cli_tell_notices(struct cli *cli)
{
	const struct gw_source *source = cli->session.source;

	for (size_t i = 0; source != NULL && i < source->notices.n; i++) {
		const struct gw_notice *notice = &source->notices.items[i];

		if (notice->path != NULL)
			ui_note(cli->ui, "%s: %s", notice->path, notice->text);
		else
			ui_note(cli->ui, "%s", notice->text);
	}
}

void cli_warn_empty(struct cli *cli)
{
	const struct gw_source *source = cli->session.source;

	if (source != NULL && source->n == 0)
		ui_warn(cli->ui, "no migrations in %s", source->tree->display);
}

void cli_warn_unadopted(struct cli *cli)
{
	if (cli->session.unadopted.n == 0)
		return;
	ui_warn(cli->ui, "%s", gw_unadopted_phrase(&cli->session));
	ui_note(cli->ui, "%s", gw_unadopted_hint(&cli->session));
}

static void tell_warnings(struct cli *cli, const struct gw_plan *plan)
{
	cli_warn_empty(cli);
	for (size_t i = 0; i < plan->warnings.n; i++)
		ui_warn(cli->ui, "%s", plan->warnings.items[i].message);
	cli_tell_notices(cli);
}

static void tell_done(struct cli *cli, const struct gw_run_report *report)
{
	size_t done = report->steps.n;

	if (done == 0) {
		ui_print(cli->ui, UI_PLAIN, "nothing to do\n");
		return;
	}
	ui_print(cli->ui, UI_GREEN, "%zu migration%s done", done, done == 1 ? "" : "s");
	ui_print(cli->ui, UI_PLAIN, " in %s\n", gw_duration_format(cli->arena, report->elapsed_us));
}

static struct gw_json *result_json(struct cli *cli, const struct gw_plan *plan,
				   const struct gw_run_report *report)
{
	struct gw_json *object = cli_json(cli);

	gw_view_plan(&cli->session, plan, object);
	gw_view_report(report, object);
	if (cli->before_run != NULL)
		gw_json_set_text(object, "backup", cli->session.backup);
	return object;
}

/* What comes after a run that went well; object is NULL without --json. */
static bool finish(struct cli *cli, bool ok, struct gw_json *object, struct gw_error **err)
{
	ok = ok && cli->after_run(cli, err);
	if (object != NULL)
		gw_json_set_int(object, "provisioned", (int64_t)cli->provisioned);
	return ok;
}

static bool anything_stands(const struct gw_run_report *report)
{
	bool any = report->steps.n != 0;

	for (size_t i = 0; i < GW_HOOK_COUNT; i++)
		any |= report->hooked[i];
	return any;
}

bool cli_migrate(struct cli *cli, const struct gw_plan_request *request, struct gw_error **err)
{
	const struct gw_progress progress = ui_progress(cli->ui);
	struct gw_json *object = NULL;
	struct gw_plan plan;
	struct gw_run_report report;
	bool ok;

	if (!prepare(cli, request, err))
		return false;
	ok = gw_session_run(&cli->session, request, &progress, &plan, &report, err);
	cli->stands = anything_stands(&report);
	tell_warnings(cli, &plan);
	if (ok || (*err)->code != GW_E_UNADOPTED)
		cli_warn_unadopted(cli);
	if (cli->json)
		object = result_json(cli, &plan, &report);
	else if (ok)
		tell_done(cli, &report);
	if (cli->after_run != NULL)
		ok = finish(cli, ok, object, err);
	ui_json(cli->ui, object);
	return ok;
}
