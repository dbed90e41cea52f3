/*
 * The merge base in a history that was cut off, where libgit2 fails at the first commit whose parents
 * are not there: a base that both sides still have is found all the same.
 *
 * Commits are painted with the sides that they are ancestors of, the youngest first; the first with both
 * is the base. A clock that went wrong may make it an older one than git finds, but it is one of both.
 */
#include "git/libgit2/libgit2.h"

enum side { SIDE_ONE = 1, SIDE_TWO = 2 };

struct painted {
	git_commit *commit;
	unsigned sides;
};

struct painting {
	git_repository *git;
	struct gw_arena arena;
	struct gw_map met; /* id as bytes -> struct painted * */
	GW_VEC(struct painted *) all;
	GW_VEC(struct painted *) queue; /* the youngest last */
};

static void painting_done(struct painting *p)
{
	for (size_t i = 0; i < p->all.n; i++)
		git_commit_free(p->all.items[i]->commit);
	gw_arena_done(&p->arena);
}

static void enqueue(struct painting *p, struct painted *painted)
{
	git_time_t time = git_commit_time(painted->commit);
	size_t at = p->queue.n;

	gw_vec_push(&p->arena, &p->queue, painted);
	for (; at > 0 && git_commit_time(p->queue.items[at - 1]->commit) > time; at--)
		p->queue.items[at] = p->queue.items[at - 1];
	p->queue.items[at] = painted;
}

/* A commit that is not there ends the history. */
static void paint(struct painting *p, const git_oid *id, unsigned sides)
{
	struct gw_view key = {(const char *)id->id, sizeof(id->id)};
	struct painted *painted = gw_map_get(&p->met, key);
	git_commit *commit;

	if (painted == NULL) {
		if (git_commit_lookup(&commit, p->git, id) != 0)
			return;
		painted = gw_new(&p->arena, struct painted);
		painted->commit = commit;
		gw_vec_push(&p->arena, &p->all, painted);
		key.p = (const char *)git_commit_id(commit)->id;
		gw_map_put(&p->arena, &p->met, key, painted);
	}
	if ((painted->sides | sides) == painted->sides)
		return;
	painted->sides |= sides;
	enqueue(p, painted);
}

const char *gw_git_shallow_base(struct gw_repository *repository, struct gw_arena *arena,
				const git_oid *one, const git_oid *two)
{
	GW_CLEANUP(painting_done) struct painting p = {.git = repository->git};

	paint(&p, one, SIDE_ONE);
	paint(&p, two, SIDE_TWO);
	while (p.queue.n != 0) {
		const struct painted *next = p.queue.items[--p.queue.n];
		unsigned n = git_commit_parentcount(next->commit);

		if (next->sides == (SIDE_ONE | SIDE_TWO))
			return gw_git_hex(arena, git_commit_id(next->commit));
		for (unsigned i = 0; i < n; i++)
			paint(&p, git_commit_parent_id(next->commit, i), next->sides);
	}
	return NULL;
}
