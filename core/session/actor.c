/*
 * Who runs godwit: operating-system user and host, and the CI job, from the variables that CI
 * systems set.
 */
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "session/session_int.h"

/* Variables that name a job; the first that is set wins. Sources: the systems' manuals. */
static const char *const job_variables[] = {
	"CI_JOB_URL", /* GitLab */
	"BUILD_URL", /* Jenkins */
	"BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "DRONE_BUILD_LINK",
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

static const char *os_host(const struct gw_session *session)
{
	char name[256];

	if (gethostname(name, sizeof(name)) != 0)
		return NULL;
	name[sizeof(name) - 1] = '\0';
	return gw_strdup(session->arena, name);
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

static const char *ci_job(const struct gw_session *session)
{
	for (size_t i = 0; i < GW_COUNT(job_variables); i++) {
		const char *job = session->sys->getenv(job_variables[i]);

		/* The address of a Jenkins may hold a login. */
		if (job != NULL && job[0] != '\0')
			return gw_view_dup(session->arena,
					   gw_url_redact_text(session->arena, gw_view_of(job)));
	}
	return github_job(session);
}

struct gw_actor gw_session_actor(const struct gw_session *session)
{
	const struct gw_source *source = session->target != NULL ? session->target
								 : session->source;
	const struct gw_provenance *provenance = source != NULL ? source->provenance : NULL;

	return (struct gw_actor){
		.os_user = os_user(session),
		.os_host = os_host(session),
		.ci_job = ci_job(session),
		.tool_version = GW_VERSION,
		.reason = gw_config_text(session->config, GW_KEY_REASON),
		.source = source != NULL ? source->tree->display : NULL,
		.git_commit = provenance != NULL ? provenance->commit->id : NULL,
		.signer = gw_session_signer(session),
		.git_dirty = provenance != NULL ? provenance->dirty : -1,
	};
}
