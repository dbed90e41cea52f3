/*
 * Refusals and warnings: collected while planning, turned into one error at the end.
 */
#include "plan/plan_int.h"

GW_PRINTF(4, 0)
static struct gw_refusal *add(struct gw_planner *planner, bool refuse, const struct gw_entry *entry,
			      const char *format, va_list args)
{
	struct gw_plan *plan = planner->plan;
	struct gw_refusal refusal = {
		.status = entry->status,
		.key = gw_entry_key(entry),
		.path = entry->migration != NULL
				? gw_tree_display_path(planner->arena, planner->source->tree,
						       entry->migration->path)
				: NULL,
		.message = gw_vformat(planner->arena, format, args),
		.migration = entry->migration,
		.applied = entry->applied,
	};

	if (refuse) {
		gw_vec_push(planner->arena, &plan->refusals, refusal);
		return &gw_vec_last(&plan->refusals);
	}
	gw_vec_push(planner->arena, &plan->warnings, refusal);
	return &gw_vec_last(&plan->warnings);
}

struct gw_refusal *gw_plan_refuse(struct gw_planner *planner, const struct gw_entry *entry,
				  const char *format, ...)
{
	struct gw_refusal *refusal;
	va_list args;

	va_start(args, format);
	refusal = add(planner, true, entry, format, args);
	va_end(args);
	return refusal;
}

struct gw_refusal *gw_plan_warn(struct gw_planner *planner, const struct gw_entry *entry,
				const char *format, ...)
{
	struct gw_refusal *refusal;
	va_list args;

	va_start(args, format);
	refusal = add(planner, false, entry, format, args);
	va_end(args);
	return refusal;
}

struct gw_refusal *gw_plan_object(struct gw_planner *planner, enum gw_policy policy,
				  const struct gw_entry *entry, const char *format, ...)
{
	struct gw_refusal *refusal;
	va_list args;

	if (policy == GW_POLICY_ALLOW)
		return NULL;
	va_start(args, format);
	refusal = add(planner, policy == GW_POLICY_REFUSE, entry, format, args);
	va_end(args);
	return refusal;
}

void gw_plan_hint(struct gw_planner *planner, struct gw_refusal *refusal, const char *format, ...)
{
	va_list args;

	if (refusal == NULL)
		return;
	va_start(args, format);
	refusal->hint = gw_vformat(planner->arena, format, args);
	va_end(args);
}

/* The exit status follows the first refusal: a missing down is its own kind of error. */
static enum gw_code code_of(const struct gw_plan *plan)
{
	for (size_t i = 0; i < plan->refusals.n; i++) {
		if (plan->refusals.items[i].status != GW_STATUS_APPLIED)
			return GW_E_REFUSED;
	}
	return GW_E_IRREVERSIBLE;
}

bool gw_plan_fail(const struct gw_plan *plan, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str detail = {0};
	size_t n = plan->refusals.n;

	if (n == 1) {
		const struct gw_refusal *only = &plan->refusals.items[0];

		gw_fail(err, code_of(plan), "%s", only->message);
		if (only->path != NULL)
			gw_error_at(*err, only->path, (struct gw_view){0}, GW_NOWHERE, 0);
		if (only->hint != NULL)
			gw_error_hint(*err, "%s", only->hint);
		if (only->detail != NULL)
			gw_error_detail(*err, "%s", only->detail);
		return false;
	}
	gw_fail(err, code_of(plan), "%zu migrations stand against this", n);
	for (size_t i = 0; i < n; i++) {
		const struct gw_refusal *refusal = &plan->refusals.items[i];

		gw_str_printf(&detail, "%s%s", i != 0 ? "\n" : "", refusal->message);
		if (refusal->hint != NULL)
			gw_str_printf(&detail, "\n    %s", refusal->hint);
		if (refusal->detail != NULL)
			gw_str_printf(&detail, "\n%s", refusal->detail);
	}
	gw_error_detail(*err, "%s", gw_str_text(&detail));
	gw_error_hint(*err, "`godwit status` shows all of them.");
	return false;
}
