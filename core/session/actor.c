/*
 * Who runs godwit: operating-system user and host, and the CI job, from the variables that CI
 * systems set.
 */
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "session/session_int.h"

/*
 * What CI systems set; the first whose job is named wins. pipeline NULL: the job is all there is.
 * Sources: the systems' manuals.
 */
static const struct ci {
	const char *provider;
	const char *job, *pipeline, *actor;
} systems[] = {
	{"gitlab", "CI_JOB_URL", "CI_PIPELINE_URL", "GITLAB_USER_LOGIN"},
	{"jenkins", "BUILD_URL", NULL, "BUILD_USER_ID"}, /* of the plugin build-user-vars */
	{"buildkite", "BUILDKITE_BUILD_URL", NULL, "BUILDKITE_BUILD_CREATOR"},
	{"circleci", "CIRCLE_BUILD_URL", NULL, "CIRCLE_USERNAME"},
	{"drone", "DRONE_BUILD_LINK", NULL, "DRONE_BUILD_TRIGGER"},
};

static const char *os_user(const struct gw_session *session)
{
	enum { BUFFER_BYTES = 16 * 1024 };
	char *buffer = gw_alloc(session->arena, BUFFER_BYTES);
	struct passwd entry;
	struct passwd *found = NULL;

	if (getpwuid_r(geteuid(), &entry, buffer, BUFFER_BYTES, &found) == 0 && found != NULL)
		return gw_strdup(session->arena, found->pw_name);
	return gw_format(session->arena, "%u", (unsigned)geteuid());
}

/* GitHub has no variable with the whole address: it is made of three. */
static const char *github_job(const struct gw_session *session)
{
	const char *server = session->sys->getenv("GITHUB_SERVER_URL");
	const char *repository = session->sys->getenv("GITHUB_REPOSITORY");
	const char *run = session->sys->getenv("GITHUB_RUN_ID");

	if (server == NULL || repository == NULL || run == NULL)
		return NULL;
	return gw_format(session->arena, "%s/%s/actions/runs/%s", server, repository, run);
}

/* NULL when unset or empty. The address of a Jenkins may hold a login. */
static const char *variable(const struct gw_session *session, const char *name)
{
	const char *text = name != NULL ? session->sys->getenv(name) : NULL;

	if (text == NULL || text[0] == '\0')
		return NULL;
	return gw_view_dup(session->arena, gw_url_redact_text(session->arena, gw_view_of(text)));
}

/* What of the CI is known; strings are NULL where nothing is. */
struct ci_facts {
	const char *provider, *job, *pipeline, *actor;
};

static struct ci_facts find_ci(const struct gw_session *session)
{
	struct ci_facts facts = {0};

	for (size_t i = 0; i < GW_COUNT(systems) && facts.job == NULL; i++) {
		facts.job = variable(session, systems[i].job);
		if (facts.job == NULL)
			continue;
		facts.provider = systems[i].provider;
		facts.pipeline = variable(session, systems[i].pipeline);
		facts.actor = variable(session, systems[i].actor);
	}
	if (facts.job == NULL) {
		facts.job = github_job(session);
		facts.provider = facts.job != NULL ? "github" : NULL;
		facts.actor = facts.job != NULL ? variable(session, "GITHUB_ACTOR") : NULL;
	}
	if (facts.pipeline == NULL)
		facts.pipeline = facts.job;
	return facts;
}

static struct gw_json *ci_json(const struct ci_facts *facts)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "provider", facts->provider);
	gw_json_set_text(json, "pipeline", facts->pipeline);
	gw_json_set_text(json, "actor", facts->actor);
	return json;
}

/*
 * {"ci": {"provider": "gitlab", "pipeline": URL, "actor": "ann"}, "tickets": ["SHOP-7"],
 *  "backup": "app_godwit_backup_20261128220501"}
 */
static const char *context_of(const struct gw_session *session, const struct ci_facts *facts,
			      const struct gw_provenance *provenance)
{
	GW_STR_AUTO struct gw_str str = {0};
	const char **tickets = NULL;
	size_t n = provenance != NULL ? gw_commit_tickets(session->arena,
							  provenance->commit->message, &tickets)
				      : 0;
	struct gw_json *json, *list = gw_json_array();

	json = gw_json_object();
	if (facts->provider != NULL)
		gw_json_set(json, "ci", ci_json(facts));
	for (size_t i = 0; i < n; i++)
		gw_json_push_text(list, tickets[i]);
	if (n != 0)
		gw_json_set(json, "tickets", list);
	else
		gw_json_free(list);
	if (session->backup != NULL)
		gw_json_set_text(json, "backup", session->backup);
	gw_json_write(json, false, &str);
	gw_json_free(json);
	return facts->provider != NULL || n != 0 || session->backup != NULL
		       ? gw_str_take(&str, session->arena)
		       : NULL;
}

struct gw_actor gw_session_actor(const struct gw_session *session)
{
	const struct gw_source *source = session->target != NULL ? session->target
								 : session->source;
	const struct gw_provenance *provenance = source != NULL ? source->provenance : NULL;
	const struct ci_facts ci = find_ci(session);

	return (struct gw_actor){
		.os_user = os_user(session),
		.os_host = gw_host_name(session->arena),
		.ci_job = ci.job,
		.context = context_of(session, &ci, provenance),
		.tool_version = GW_VERSION,
		.reason = gw_config_text(session->config, GW_KEY_REASON),
		.source = source != NULL ? source->tree->display : NULL,
		.git_commit = provenance != NULL ? provenance->commit->id : NULL,
		.signer = gw_session_signer(session),
		.git_dirty = provenance != NULL ? provenance->dirty : -1,
	};
}
