/*
 * What an environment demands of the commit that migrations come from:
 *
 *	require_git:
 *	  - clean                       nothing in the folder that is not committed
 *	  - branch main origin/main     one of these branches (patterns) is at the commit
 *	  - tag v*                      a tag that matches is at the commit
 *	  - contained-in origin/main    the commit is part of this history
 *	  - contains v1.0               this commit is part of its history
 *	  - forward                     so is the commit that was applied last
 */
#include <fnmatch.h>

#include "session/git/git_int.h"

/* One line of the setting, held against a source. */
struct demand {
	struct gw_session *session;
	const struct gw_source *source;
	const char *line;
	struct gw_view words; /* behind the first */
};

static bool refuse(const struct demand *demand, struct gw_error **err, const char *why)
{
	const struct gw_session *session = demand->session;

	gw_fail(err, GW_E_GIT_REQUIREMENT, "`require_git: %s` is not met: %s", demand->line, why);
	gw_error_hint(*err,
		      "`godwit config` shows where it is set. Run from a commit that meets "
		      "it, with `--from REF` for instance%s%s%s.",
		      session->config->environment != NULL
			      ? ", or against another environment than "
			      : "",
		      session->config->environment != NULL ? session->config->environment : "", "");
	return false;
}

static bool fail_line(const struct demand *demand, struct gw_error **err, const char *what)
{
	const struct gw_setting *setting = &demand->session->config->settings[GW_KEY_REQUIRE_GIT];

	gw_fail(err, GW_E_CONFIG, "%s: '%s' in require_git %s", setting->place, demand->line, what);
	gw_error_hint(*err, "It takes: clean, branch NAME, tag NAME, contained-in REF, contains "
			    "REF, forward.");
	return false;
}

static const char *short_id(struct gw_arena *arena, const char *id)
{
	enum { SHOWN = 10 };

	return gw_strndup(arena, id, SHOWN);
}

/* --- the demands --- */

static bool demand_clean(const struct demand *demand, struct gw_error **err)
{
	return !demand->source->provenance->dirty ||
	       refuse(demand, err, "the folder of migrations has changes that are not committed");
}

static bool any_matches(struct gw_arena *arena, struct gw_view patterns, const char *const *names,
			size_t n)
{
	struct gw_view pattern;

	while (gw_view_next_word(&patterns, &pattern)) {
		const char *text = gw_view_dup(arena, pattern);

		for (size_t i = 0; i < n; i++) {
			if (fnmatch(text, names[i], 0) == 0)
				return true;
		}
	}
	return false;
}

static bool demand_name(const struct demand *demand, bool tag, struct gw_error **err)
{
	struct gw_arena *arena = demand->session->arena;
	const struct gw_provenance *provenance = demand->source->provenance;
	struct gw_git_names names;

	if (!provenance->git->names(provenance->repository, arena, provenance->commit->id, &names,
				    err))
		return false;
	if (tag ? any_matches(arena, demand->words, names.tags.items, names.tags.n)
		: any_matches(arena, demand->words, names.branches.items, names.branches.n))
		return true;
	return refuse(demand, err,
		      gw_format(arena, "no such %s is at commit %s", tag ? "tag" : "branch",
				short_id(arena, provenance->commit->id)));
}

static bool demand_branch(const struct demand *demand, struct gw_error **err)
{
	return demand_name(demand, false, err);
}

static bool demand_tag(const struct demand *demand, struct gw_error **err)
{
	return demand_name(demand, true, err);
}

static bool demand_contained(const struct demand *demand, struct gw_error **err)
{
	struct gw_arena *arena = demand->session->arena;
	const struct gw_provenance *provenance = demand->source->provenance;
	const char *ref = gw_view_dup(arena, demand->words);
	struct gw_git_commit commit;
	bool contains;

	if (!provenance->git->resolve(provenance->repository, arena, ref, &commit, err) ||
	    !provenance->git->contains(provenance->repository, commit.id, provenance->commit->id,
				       &contains, err))
		return false;
	return contains || refuse(demand, err,
				  gw_format(arena, "commit %s is not part of %s",
					    short_id(arena, provenance->commit->id), ref));
}

static bool hold_ancestor(const struct demand *demand, const char *ancestor, const char *what,
			  struct gw_error **err)
{
	struct gw_arena *arena = demand->session->arena;
	const struct gw_provenance *provenance = demand->source->provenance;
	bool contains;

	if (!provenance->git->contains(provenance->repository, provenance->commit->id, ancestor,
				       &contains, err))
		return false;
	return contains || refuse(demand, err,
				  gw_format(arena, "commit %s does not come after %s",
					    short_id(arena, provenance->commit->id), what));
}

static bool demand_contains(const struct demand *demand, struct gw_error **err)
{
	struct gw_arena *arena = demand->session->arena;
	const struct gw_provenance *provenance = demand->source->provenance;
	const char *ref = gw_view_dup(arena, demand->words);
	struct gw_git_commit commit;

	return provenance->git->resolve(provenance->repository, arena, ref, &commit, err) &&
	       hold_ancestor(demand, commit.id, ref, err);
}

/* The commit of the newest event that has one; NULL: none has. */
static bool find_last_commit(const struct gw_session *session, struct gw_arena *arena,
			     const char **ret_commit, struct gw_error **err)
{
	enum { AT_ONCE = 64 };
	struct gw_history *history = session->history;

	*ret_commit = NULL;
	for (int64_t last = history->head_seq; last >= 0; last -= AT_ONCE) {
		struct gw_events events = {0};
		int64_t first = GW_MAX(last - AT_ONCE + 1, INT64_C(0));

		if (!gw_history_events(history, arena, first, last, &events, err))
			return false;
		for (size_t i = events.list.n; i-- > 0;) {
			*ret_commit = gw_event_text(&events.list.items[i], session->arena,
						    GW_COLUMN_git_commit);
			if (*ret_commit != NULL)
				return true;
		}
	}
	return true;
}

static bool demand_forward(const struct demand *demand, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_session *session = demand->session;
	GW_ERROR_AUTO struct gw_error *unknown = NULL;
	const struct gw_provenance *provenance = demand->source->provenance;
	struct gw_git_commit commit;
	const char *last;

	if (!find_last_commit(session, &scratch, &last, err))
		return false;
	if (last == NULL)
		return true;
	if (!provenance->git->resolve(provenance->repository, session->arena, last, &commit,
				      &unknown))
		return refuse(demand, err,
			      gw_format(session->arena,
					"commit %s, which was applied last, is not in this "
					"repository",
					short_id(session->arena, last)));
	return hold_ancestor(demand, commit.id,
			     gw_format(session->arena, "%s, which was applied last",
				       short_id(session->arena, last)),
			     err);
}

static const struct demand_kind {
	const char *word;
	bool takes_words;
	bool (*hold)(const struct demand *demand, struct gw_error **err);
} kinds[] = {
	{"clean", false, demand_clean},      {"branch", true, demand_branch},
	{"tag", true, demand_tag},           {"contained-in", true, demand_contained},
	{"contains", true, demand_contains}, {"forward", false, demand_forward},
};

static const struct demand_kind *find_kind(struct gw_view word)
{
	for (size_t i = 0; i < GW_COUNT(kinds); i++) {
		if (gw_view_is(word, kinds[i].word))
			return &kinds[i];
	}
	return NULL;
}

static bool hold(struct demand *demand, struct gw_error **err)
{
	struct gw_view word = {0};
	const struct demand_kind *kind;

	demand->words = gw_view_of(demand->line);
	(void)gw_view_next_word(&demand->words, &word);
	demand->words = gw_view_trim(demand->words);
	kind = find_kind(word);
	if (kind == NULL)
		return fail_line(demand, err, "is not known");
	if (kind->takes_words != (demand->words.n != 0))
		return fail_line(demand, err,
				 kind->takes_words ? "names nothing" : "names too much");
	if (demand->source->provenance == NULL)
		return refuse(demand, err, "the migrations do not come from a git repository");
	return kind->hold(demand, err);
}

bool gw_session_require(struct gw_session *session, const struct gw_source *source,
			struct gw_error **err)
{
	const char **lines;
	size_t n = gw_config_list(session->config, GW_KEY_REQUIRE_GIT, &lines);

	for (size_t i = 0; i < n; i++) {
		struct demand demand = {.session = session, .source = source, .line = lines[i]};

		if (!hold(&demand, err))
			return false;
	}
	return true;
}
