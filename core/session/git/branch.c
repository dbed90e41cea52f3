/*
 * A branch of the repository beside its base, and what the repository and a database say of it.
 */
#include "session/git/branch.h"

#include "session/git/git_int.h"
#include "source/git.h"

bool gw_session_branch_asks(const struct gw_session *session)
{
	const struct gw_config *config = session->config;

	return config->environment_asked || config->settings[GW_KEY_URL].origin == GW_FROM_OPTION;
}

/* --- commits --- */

/* What CI fetches by itself is often one commit. */
static void hint_fetch(struct gw_session_branch *self, struct gw_error *error)
{
	struct gw_view name = gw_view_of(self->base_name);

	if (gw_view_starts(name, "origin/"))
		name = gw_view_from(name, sizeof("origin/") - 1);
	gw_error_hint(
		error,
		"Fetch it first: `git fetch %sorigin %.*s`. In CI, GitHub's actions/checkout "
		"gets all with `fetch-depth: 0`; GitLab with the variable `GIT_DEPTH: 0`, and "
		"`git fetch origin %.*s` in the script.",
		self->session->git->info(self->session->repository)->shallow ? "--unshallow " : "",
		GW_VIEW_ARG(name), GW_VIEW_ARG(name));
}

static bool resolve_base(struct gw_session_branch *self, struct gw_error **err)
{
	const struct gw_session *session = self->session;

	if (session->git->resolve(session->repository, session->arena, self->base_name, &self->base,
				  err))
		return true;
	if ((*err)->code == GW_E_GIT_REF)
		hint_fetch(self, *err);
	return false;
}

static bool find_ancestor(struct gw_session_branch *self, struct gw_error **err)
{
	const struct gw_session *session = self->session;
	const struct gw_git *git = session->git;
	const char *id;

	if (!git->merge_base(session->repository, session->arena, self->head.id, self->base.id, &id,
			     err))
		return false;
	if (id != NULL)
		return git->resolve(session->repository, session->arena, id, &self->ancestor, err);
	gw_fail(err, GW_E_GIT_REF, "%s and %s have no commit in common", self->base_name,
		self->head_name != NULL ? self->head_name : "HEAD");
	if (git->info(session->repository)->shallow)
		gw_error_detail(*err, "this clone is shallow: its history was cut off");
	hint_fetch(self, *err);
	return false;
}

/* --- sources --- */

static bool fail_bare(struct gw_error **err)
{
	gw_fail(err, GW_E_GIT, "the repository is bare: it has no files but those of commits");
	gw_error_hint(*err, "Name the branch with `--head REF`.");
	return false;
}

static bool read_head_name(struct gw_session_branch *self, const char *head, struct gw_error **err)
{
	struct gw_session *session = self->session;
	struct gw_git_spec spec;

	self->folder = session->git_folder;
	if (head != NULL) {
		if (!gw_git_spec_parse(session->arena, head, &spec, err))
			return false;
		if (spec.since != NULL)
			return gw_fail(err, GW_E_GIT_REF, "'%s' names two commits: the head is one",
				       head);
		self->head_name = spec.ref;
		if (spec.path != NULL)
			self->folder = gw_session_git_path(session, spec.path);
	} else if (session->git->info(session->repository)->work_folder == NULL) {
		return fail_bare(err);
	}
	if (self->folder != NULL)
		return true;
	return gw_session_fail_outside(gw_config_text(session->config, GW_KEY_DIR), err);
}

/* optional: the commit need not have the folder yet, or any more. */
static bool open_commit(struct gw_session_branch *self, const char *name,
			const struct gw_git_commit *commit, bool optional,
			struct gw_tree **ret_tree, struct gw_error **err)
{
	const struct gw_session *session = self->session;
	const struct gw_git_folder folder = {
		.git = session->git,
		.repository = session->repository,
		.commit = commit->id,
		.path = self->folder,
		.optional = optional,
	};

	return gw_tree_open_commit(session->arena, &folder,
				   gw_format(session->arena, "git:%s%s%s", name,
					     self->folder[0] != '\0' ? ":" : "", self->folder),
				   ret_tree, err);
}

static bool open_head_tree(struct gw_session_branch *self, struct gw_tree **ret_tree,
			   struct gw_error **err)
{
	const struct gw_session *session = self->session;
	const char *dir = gw_config_text(session->config, GW_KEY_DIR);

	self->display = self->head_name != NULL ? self->folder : dir;
	return self->head_name != NULL
		       ? open_commit(self, self->head_name, &self->head, false, ret_tree, err)
		       : gw_tree_open_folder(session->arena, dir, ret_tree, err);
}

static bool open_head(struct gw_session_branch *self, const struct gw_dialect *dialect,
		      struct gw_error **err)
{
	struct gw_session *session = self->session;
	struct gw_tree *tree;

	if (!open_head_tree(self, &tree, err))
		return false;
	tree = gw_tree_without(session->arena, tree, &self->brought);
	if (!gw_source_open(session->arena, tree, gw_config_text(session->config, GW_KEY_FORMAT),
			    dialect, &session->source, err))
		return false;
	self->branch.head = session->source;
	return true;
}

/* --- after the base was merged into the branch --- */

static void add_file(struct gw_session_branch *self, const char *name)
{
	struct gw_arena *arena = self->session->arena;
	char *path = gw_strdup(arena, name);

	gw_map_put(arena, &self->brought, gw_view_of(path), path);
}

static void add_files(struct gw_session_branch *self, const struct gw_migration *migration)
{
	add_file(self, migration->path);
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		const struct gw_section *section = &migration->sections[i];

		for (size_t k = 0; k < section->ranges.n; k++)
			add_file(self, section->ranges.items[k].path);
	}
}

/* The head without what the base has. */
static bool open_own(struct gw_session_branch *self, const struct gw_source *base,
		     struct gw_source **ret_own, struct gw_error **err)
{
	struct gw_arena *arena = self->session->arena;
	struct gw_map hidden = {0};
	struct gw_tree *tree;

	for (size_t i = 0; i < base->tree->nfiles; i++)
		gw_map_put(arena, &hidden, gw_view_of(base->tree->files[i].path), base->tree);
	return open_head_tree(self, &tree, err) &&
	       gw_source_open(arena, gw_tree_without(arena, tree, &hidden), base->format->name,
			      base->dialect, ret_own, err);
}

static bool find_brought(struct gw_session_branch *self, const struct gw_dialect *dialect,
			 struct gw_error **err)
{
	const struct gw_session *session = self->session;
	struct gw_source *base, *own;
	struct gw_tree *tree;
	bool ok;

	if (!open_commit(self, self->base_name, &self->base, true, &tree, err) ||
	    !gw_source_open(session->arena, tree, gw_config_text(session->config, GW_KEY_FORMAT),
			    dialect, &base, err))
		return false;
	ok = open_own(self, base, &own, err);
	for (size_t i = 0; ok && i < own->n; i++) {
		const struct gw_migration *other = gw_source_find(base, own->migrations[i]->key);

		if (other != NULL)
			add_files(self, other);
	}
	if (ok)
		gw_source_close(own);
	gw_source_close(base);
	return ok;
}

/* Two files of one version: of which one came with a merge of the base, and collides. */
static bool open_merged_head(struct gw_session_branch *self, const struct gw_dialect *dialect,
			     struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	if ((*err)->code != GW_E_DUPLICATE || !find_brought(self, dialect, &ignored) ||
	    self->brought.n == 0)
		return false;
	gw_error_clear(err);
	return open_head(self, dialect, err);
}

/* All are read in the format of the first that has any migration. hidden: files. */
static bool open_other(struct gw_session_branch *self, const char *name,
		       const struct gw_git_commit *commit, const struct gw_source *like,
		       const struct gw_map *hidden, struct gw_source **ret_source,
		       struct gw_error **err)
{
	const char *format = like->n != 0 ? like->format->name
					  : gw_config_text(self->session->config, GW_KEY_FORMAT);
	struct gw_tree *tree;

	if (!open_commit(self, name, commit, true, &tree, err))
		return false;
	return gw_source_open(self->session->arena,
			      gw_tree_without(self->session->arena, tree, hidden), format,
			      like->dialect, ret_source, err);
}

static bool open_sources(struct gw_session_branch *self, const struct gw_dialect *dialect,
			 struct gw_error **err)
{
	struct gw_branch *branch = &self->branch;
	const struct gw_map none = {0};

	return (open_head(self, dialect, err) || open_merged_head(self, dialect, err)) &&
	       open_other(self, self->base_name, &self->base, branch->head, &none, &branch->base,
			  err) &&
	       open_other(self, gw_strndup(self->session->arena, self->ancestor.id, 12),
			  &self->ancestor, branch->head->n != 0 ? branch->head : branch->base,
			  &self->brought, &branch->ancestor, err);
}

/* A database that is asked has the last word: its checksums are of its tokens. */
static bool find_dialect(struct gw_session *session, const char *engine,
			 const struct gw_dialect **ret_dialect, struct gw_error **err)
{
	if (gw_session_branch_asks(session)) {
		if (!gw_session_target(session, err))
			return false;
		*ret_dialect = gw_engine_dialect(session->url.engine);
		return true;
	}
	*ret_dialect = engine != NULL ? gw_engine_dialect(engine)
				      : gw_engine_dialect_of(session->config, session->arena);
	return true;
}

bool gw_session_branch(struct gw_session *session, const struct gw_branch_request *request,
		       struct gw_session_branch *ret_branch, struct gw_error **err)
{
	struct gw_session_branch *self = ret_branch;
	const char *head = request->head != NULL ? request->head
						 : gw_config_text(session->config, GW_KEY_FROM);
	const struct gw_dialect *dialect;

	*self = (struct gw_session_branch){.session = session, .base_name = request->base};
	return find_dialect(session, request->engine, &dialect, err) &&
	       gw_session_git(session, err) && read_head_name(self, head, err) &&
	       session->git->resolve(session->repository, session->arena,
				     self->head_name != NULL ? self->head_name : "HEAD",
				     &self->head, err) &&
	       resolve_base(self, err) && find_ancestor(self, err) &&
	       open_sources(self, dialect, err) &&
	       gw_branch_compare(session->arena, &self->branch, err);
}

/* The head's source is the session's. */
void gw_session_branch_done(struct gw_session_branch *branch)
{
	gw_source_close(branch->branch.base);
	gw_source_close(branch->branch.ancestor);
	*branch = (struct gw_session_branch){0};
}

/* --- checking --- */

static bool find_release(void *payload, const struct gw_migration *migration, const char **ret_tag,
			 struct gw_error **err)
{
	struct gw_session_branch *self = payload;
	const struct gw_session *session = self->session;
	const char *path = self->folder[0] != '\0' ? gw_format(session->arena, "%s/%s",
							       self->folder, migration->path)
						   : migration->path;
	const char *blob = NULL;

	*ret_tag = NULL;
	if (!self->has_tags &&
	    !session->git->tags(session->repository, session->arena, &self->tags, err))
		return false;
	self->has_tags = true;
	for (size_t i = 0; blob == NULL && i < self->tags.list.n; i++) {
		const struct gw_git_tag *tag = &self->tags.list.items[i];

		if (!session->git->find(session->repository, session->arena, tag->commit, path,
					&blob, err))
			return false;
		*ret_tag = blob != NULL ? tag->name : NULL;
	}
	return true;
}

/* The line of the file that a section begins on. */
static unsigned first_line(struct gw_source *source, const struct gw_section *section)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_TEXT_AUTO struct gw_text text = {0};

	if (section->ranges.n == 0 ||
	    !gw_tree_read(source->tree, section->ranges.items[0].path, &text, &ignored))
		return 1;
	return gw_position_of(text.view, section->ranges.items[0].start).line;
}

/* Lines that both begin with. */
static unsigned same_lines(struct gw_view before, struct gw_view now)
{
	struct gw_view line_before, line_now;
	unsigned n = 0;

	while (gw_view_next_line(&before, &line_before) && gw_view_next_line(&now, &line_now) &&
	       gw_view_eq(line_before, line_now))
		n++;
	return n;
}

static bool text_before(struct gw_session *session, const struct gw_finding *finding,
			struct gw_view *ret_text, struct gw_error **err)
{
	if (finding->applied != NULL) /* a text that was not kept is absent */
		return gw_history_text(session->history, session->arena, finding->applied,
				       finding->direction == GW_DOWN, ret_text, err) &&
		       ret_text->p != NULL;
	*ret_text = (struct gw_view){0};
	return !finding->before->sections[finding->direction].present ||
	       gw_source_text(finding->source, session->arena, finding->before, finding->direction,
			      NULL, ret_text, err);
}

/* Without the diff a finding is worth as much: what keeps it from being made is passed over. */
static void show_diff(struct gw_session *session, struct gw_finding *finding)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_section *section = &finding->after->sections[finding->direction];
	struct gw_view before, now = {0};

	if (!text_before(session, finding, &before, &ignored) ||
	    (section->present && !gw_source_text(session->source, session->arena, finding->after,
						 finding->direction, NULL, &now, &ignored)) ||
	    gw_view_eq(before, now))
		return;
	finding->diff = gw_session_diff_texts(session, before, now);
	finding->line = first_line(session->source, section);
	if (section->ranges.n == 1)
		finding->line += same_lines(before, now);
}

bool gw_session_branch_check(struct gw_session_branch *branch, struct gw_findings *ret_findings,
			     struct gw_error **err)
{
	struct gw_session *session = branch->session;
	struct gw_branch_facts facts = {
		.base_name = branch->base_name,
		.ancestor_name = gw_strndup(session->arena, branch->ancestor.id, 12),
		.folder = branch->folder,
		.environment = session->config->environment_asked ? session->config->environment
								  : "the database",
		.out_of_order = gw_session_plan_request(session, GW_GOAL_UP).out_of_order,
		.released = find_release,
		.payload = branch,
	};

	if (gw_session_branch_asks(session)) {
		if (!gw_session_open(session, false, err))
			return false;
		facts.history = session->history;
	}
	if (!gw_branch_check(session->arena, &branch->branch, &facts, ret_findings, err))
		return false;
	for (size_t i = 0; i < ret_findings->list.n; i++) {
		if (ret_findings->list.items[i].after != NULL)
			show_diff(session, &ret_findings->list.items[i]);
	}
	return true;
}
