/*
 * Plans as files: written, read, and held against what would be done now.
 */
#include "session/saved.h"

#include <string.h>

#include "audit/signature.h"
#include "base/json.h"

enum {
	FILE_MODE = 0644,
	FILE_BYTES_MAX = 64 * 1024 * 1024,
	FORMAT = 2, /* of the file: 1 had no salt */
};

static const struct {
	enum gw_goal goal;
	const char *name;
} goals[] = {
	{GW_GOAL_UP, "up"},
	{GW_GOAL_DOWN, "down"},
	{GW_GOAL_DOWN_TO, "down-to"},
	{GW_GOAL_GOTO, "goto"},
};

/* --- what a plan would do now, in the same terms --- */

static const char *salted(struct gw_session *session, const char *salt, struct gw_view expanded)
{
	struct gw_digest digest = gw_sha256_of(gw_view_of(salt));

	if (expanded.p == NULL)
		return NULL;
	digest = gw_sha256_chain(&digest, expanded);
	return gw_digest_hex(session->arena, &digest);
}

static bool describe_values(struct gw_session *session, const struct gw_step *step,
			    const char *salt, const char **ret_values, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_script *script;

	if (!gw_step_script(&scratch, session->history, step, gw_session_placeholders(session),
			    &script, err))
		return false;
	*ret_values = salted(session, salt, gw_script_expanded(script));
	gw_script_done(script);
	return true;
}

static bool describe_step(struct gw_session *session, const struct gw_step *step, const char *salt,
			  struct gw_saved_step *ret_step, struct gw_error **err)
{
	struct gw_signable signable;
	struct gw_digest digest;

	ret_step->direction = gw_direction_name(step->direction);
	ret_step->key = step->key;
	if (step->migration == NULL || step->stored) {
		digest = step->applied->checksum;
	} else {
		if (!gw_signable_migration(step->source, session->arena, step->migration, &signable,
					   err))
			return false;
		digest = gw_sha256_of(gw_view_of(signable.encoding));
	}
	ret_step->content = gw_digest_hex(session->arena, &digest);
	return describe_values(session, step, salt, &ret_step->values, err);
}

static bool describe_hook(struct gw_session *session, enum gw_hook hook, const char *salt,
			  struct gw_saved_step *ret_step, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_script *script;
	struct gw_digest digest;

	ret_step->direction = "hook";
	ret_step->key = session->source->hooks[hook];
	if (ret_step->key == NULL)
		return true;
	if (!gw_source_hook_hash(session->source, hook, &digest, err) ||
	    !gw_source_hook(session->source, &scratch, hook, gw_session_placeholders(session),
			    &script, err))
		return false;
	ret_step->content = gw_digest_hex(session->arena, &digest);
	ret_step->values = salted(session, salt, gw_script_expanded(script));
	gw_script_done(script);
	return true;
}

static struct gw_saved_plan describe_place(const struct gw_session *session)
{
	const struct gw_history *history = session->history;
	struct gw_saved_plan place = {
		.engine = session->engine->name,
		.target = gw_url_display(session->arena, &session->url),
	};

	if (history->head_seq >= 0)
		place.head = gw_digest_hex(session->arena, &history->head_hash);
	return place;
}

bool gw_saved_plan_describe(struct gw_session *session, const struct gw_plan *plan,
			    const char *salt, struct gw_saved_plan *ret_saved,
			    struct gw_error **err)
{
	*ret_saved = describe_place(session);
	ret_saved->salt = salt;
	for (size_t i = 0; i < plan->steps.n; i++) {
		struct gw_saved_step step = {0};

		if (!describe_step(session, &plan->steps.items[i], salt, &step, err))
			return false;
		gw_vec_push(session->arena, &ret_saved->steps, step);
	}
	for (size_t i = 0; i < GW_HOOK_COUNT; i++) {
		struct gw_saved_step step = {0};

		if (!describe_hook(session, (enum gw_hook)i, salt, &step, err))
			return false;
		if (step.key != NULL)
			gw_vec_push(session->arena, &ret_saved->hooks, step);
	}
	return true;
}

/* --- writing --- */

static struct gw_json *step_json(const struct gw_saved_step *step)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "direction", step->direction);
	gw_json_set_text(json, "key", step->key);
	gw_json_set_text(json, "content", step->content);
	gw_json_set_text(json, "values", step->values);
	return json;
}

static struct gw_json *request_json(const struct gw_plan_request *request)
{
	struct gw_json *json = gw_json_object();

	for (size_t i = 0; i < GW_COUNT(goals); i++) {
		if (goals[i].goal == request->goal)
			gw_json_set_text(json, "goal", goals[i].name);
	}
	gw_json_set_text(json, "to", request->to);
	gw_json_set_int(json, "count", (int64_t)request->count);
	return json;
}

static struct gw_json *plan_json(struct gw_session *session, const struct gw_plan_request *request,
				 const struct gw_saved_plan *saved)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *steps = gw_json_array(), *hooks = gw_json_array();

	gw_json_set_int(json, "godwit_plan", FORMAT);
	gw_json_set_text(json, "time", gw_time_format(session->arena, session->sys->now_us()));
	gw_json_set_text(json, "engine", saved->engine);
	gw_json_set_text(json, "target", saved->target);
	gw_json_set_text(json, "source", session->source->tree->display);
	gw_json_set_text(json, "head", saved->head);
	gw_json_set_text(json, "salt", saved->salt);
	gw_json_set(json, "request", request_json(request));
	for (size_t i = 0; i < saved->steps.n; i++)
		gw_json_push(steps, step_json(&saved->steps.items[i]));
	for (size_t i = 0; i < saved->hooks.n; i++)
		gw_json_push(hooks, step_json(&saved->hooks.items[i]));
	gw_json_set(json, "steps", steps);
	gw_json_set(json, "hooks", hooks);
	return json;
}

bool gw_saved_plan_write(struct gw_session *session, const struct gw_plan_request *request,
			 const struct gw_plan *plan, const char *path, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_saved_plan saved;
	struct gw_json *json;

	if (!gw_saved_plan_describe(session, plan, gw_uuid(session->arena, session->sys), &saved,
				    err))
		return false;
	json = plan_json(session, request, &saved);
	gw_json_write(json, true, &str);
	gw_str_putc(&str, '\n');
	gw_json_free(json);
	return gw_file_write(path, gw_str_view(&str), FILE_MODE, err);
}

/* --- reading --- */

static const char *member(struct gw_arena *arena, const struct gw_json *object, const char *key)
{
	return gw_strdup(arena, gw_json_text(gw_json_get(object, key)));
}

static bool parse_steps(struct gw_arena *arena, const struct gw_json *array,
			struct gw_saved_plan *saved, bool hooks)
{
	for (size_t i = 0; i < gw_json_count(array); i++) {
		const struct gw_json *item = gw_json_item(array, i);
		const struct gw_saved_step step = {
			.direction = member(arena, item, "direction"),
			.key = member(arena, item, "key"),
			.content = member(arena, item, "content"),
			.values = member(arena, item, "values"),
		};

		if (step.direction == NULL || step.key == NULL || step.content == NULL)
			return false;
		if (hooks)
			gw_vec_push(arena, &saved->hooks, step);
		else
			gw_vec_push(arena, &saved->steps, step);
	}
	return array != NULL;
}

static bool parse_request(struct gw_arena *arena, const struct gw_json *object,
			  struct gw_plan_request *ret_request)
{
	const char *goal = gw_json_text(gw_json_get(object, "goal"));
	int64_t count;

	if (goal == NULL || !gw_json_int(gw_json_get(object, "count"), &count) || count < 0)
		return false;
	*ret_request = (struct gw_plan_request){
		.to = member(arena, object, "to"),
		.to_may_be_commit = true,
		.count = (size_t)count,
	};
	for (size_t i = 0; i < GW_COUNT(goals); i++) {
		ret_request->goal = goals[i].goal;
		if (strcmp(goals[i].name, goal) == 0)
			return true;
	}
	return false;
}

static bool parse_plan(struct gw_arena *arena, const struct gw_json *json,
		       struct gw_saved_plan *saved)
{
	saved->engine = member(arena, json, "engine");
	saved->target = member(arena, json, "target");
	saved->head = member(arena, json, "head");
	saved->salt = member(arena, json, "salt");
	return saved->engine != NULL && saved->target != NULL && saved->salt != NULL &&
	       parse_request(arena, gw_json_get(json, "request"), &saved->request) &&
	       parse_steps(arena, gw_json_get(json, "steps"), saved, false) &&
	       parse_steps(arena, gw_json_get(json, "hooks"), saved, true);
}

static bool fail_file(const char *message, struct gw_error **err)
{
	gw_fail(err, GW_E_PLAN_FILE, "%s", message);
	gw_error_hint(*err, "`godwit plan --out FILE` writes one; it may not be edited.");
	return false;
}

static bool read_json(struct gw_arena *arena, const struct gw_json *json,
		      struct gw_saved_plan *saved, struct gw_error **err)
{
	int64_t format;
	bool is_plan = gw_json_int(gw_json_get(json, "godwit_plan"), &format);

	if (is_plan && format != FORMAT)
		return fail_file(gw_format(arena,
					   "%s is a plan that another version of godwit saved: its "
					   "format is %lld, and this one reads %d",
					   saved->path, (long long)format, FORMAT),
				 err);
	return (is_plan && parse_plan(arena, json, saved)) ||
	       fail_file(gw_format(arena, "%s is no saved plan", saved->path), err);
}

bool gw_saved_plan_read(struct gw_arena *arena, const char *path, struct gw_saved_plan **ret_saved,
			struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *problem = NULL;
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_saved_plan *saved = gw_new(arena, struct gw_saved_plan);
	struct gw_json *json;
	bool ok;

	if (!gw_file_read(path, FILE_BYTES_MAX, &text, err))
		return false;
	*saved = (struct gw_saved_plan){.path = path};
	if (!gw_json_parse(path, text.view, &json, &problem))
		return fail_file(gw_format(arena, "%s is no saved plan", path), err);
	ok = read_json(arena, json, saved, err);
	gw_json_free(json);
	if (ok)
		*ret_saved = saved;
	return ok;
}

/* --- holding --- */

static bool fail_changed(const struct gw_saved_plan *saved, const char *what, struct gw_error **err)
{
	if (saved->path == NULL) {
		gw_fail(err, GW_E_PLAN_CHANGED, "this is not what was agreed to: %s", what);
		gw_error_hint(*err, "Run it once more, and see what it would do now.");
		return false;
	}
	gw_fail(err, GW_E_PLAN_CHANGED, "this is not what %s says: %s", saved->path, what);
	gw_error_hint(*err, "`godwit plan --out %s` makes the plan anew; have it approved again.",
		      saved->path);
	return false;
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_same_step(const struct gw_saved_step *a, const struct gw_saved_step *b)
{
	return is_same_text(a->direction, b->direction) && is_same_text(a->key, b->key) &&
	       is_same_text(a->content, b->content) && is_same_text(a->values, b->values);
}

/* The database and its history are those that the plan was made from, but for what this run did. */
static const char *compare_place(const struct gw_session *session,
				 const struct gw_saved_plan *saved, const struct gw_saved_plan *now,
				 const struct gw_run_report *report)
{
	const char *head = saved->head;

	if (!is_same_text(saved->engine, now->engine))
		return "the database is of another kind";
	if (report->steps.n != 0)
		head = gw_digest_hex(session->arena, &gw_vec_last(&report->steps).hash);
	else if (head == NULL && session->history->head_seq == 0)
		head = now->head; /* nothing but our tables was made since */
	if (!is_same_text(head, now->head))
		return "the history is another one, or has gone on since";
	if (saved->head == NULL && !is_same_text(saved->target, now->target))
		return "the database is another one";
	return NULL;
}

static const char *compare_hooks(const struct gw_saved_plan *saved, const struct gw_saved_plan *now)
{
	for (size_t i = 0; i < GW_MIN(saved->hooks.n, now->hooks.n); i++) {
		if (!is_same_step(&saved->hooks.items[i], &now->hooks.items[i]))
			return "a hook is not as it was";
	}
	return saved->hooks.n == now->hooks.n ? NULL : "there are other hooks";
}

static const char *compare_steps(const struct gw_session *session,
				 const struct gw_saved_plan *saved, const struct gw_saved_plan *now,
				 size_t done)
{
	size_t left = saved->steps.n - GW_MIN(done, saved->steps.n);

	for (size_t i = 0; i < GW_MIN(left, now->steps.n); i++) {
		if (!is_same_step(&saved->steps.items[done + i], &now->steps.items[i]))
			return gw_format(session->arena, "%s is not as it was, or not in its place",
					 saved->steps.items[done + i].key);
	}
	if (left != now->steps.n)
		return gw_format(session->arena, "there are %zu steps to do, and not %zu",
				 now->steps.n, left);
	return compare_hooks(saved, now);
}

/* Somebody else may have done a part of it meanwhile. */
static const char *find_new_step(const struct gw_session *session,
				 const struct gw_saved_plan *saved, const struct gw_saved_plan *now)
{
	size_t next = 0;

	for (size_t i = 0; i < now->steps.n; i++) {
		const struct gw_saved_step *step = &now->steps.items[i];

		while (next < saved->steps.n && !is_same_step(&saved->steps.items[next], step))
			next++;
		if (next == saved->steps.n)
			return gw_format(session->arena,
					 "%s was not part of it, or is not as it was", step->key);
	}
	return now->steps.n != 0 ? compare_hooks(saved, now) : NULL;
}

static const char *compare(const struct gw_session *session, const struct gw_saved_plan *saved,
			   const struct gw_saved_plan *now, const struct gw_run_report *report)
{
	return saved->path == NULL ? find_new_step(session, saved, now)
				   : compare_steps(session, saved, now, report->steps.n);
}

bool gw_saved_plan_hold_place(struct gw_session *session, const struct gw_saved_plan *saved,
			      const struct gw_run_report *report, struct gw_error **err)
{
	struct gw_saved_plan now;
	const char *difference;

	if (saved->path == NULL)
		return true;
	now = describe_place(session);
	difference = compare_place(session, saved, &now, report);
	return difference == NULL || fail_changed(saved, difference, err);
}

bool gw_saved_plan_hold(struct gw_session *session, const struct gw_saved_plan *saved,
			const struct gw_plan *plan, const struct gw_run_report *report,
			struct gw_error **err)
{
	struct gw_saved_plan now;
	const char *difference;

	if (!gw_saved_plan_describe(session, plan, saved->salt, &now, err))
		return false;
	difference = compare(session, saved, &now, report);
	return difference == NULL || fail_changed(saved, difference, err);
}
