/*
 * Where in git an applied migration is, as it was applied: the commit that brought it is named for a
 * file that was edited since, and a file that is gone has its down script there.
 *
 * The event says which commit last changed the file, if that was known when it was applied. Where it was
 * not, or that commit is gone, the history of all branches and tags is walked once for all that is
 * looked for. Of each commit on the way only the names of changed files are looked at; the commit is read
 * as a source, by the rules of its format, when one of them may be of a migration that is looked for.
 */
#include "base/ascii.h"
#include "base/json.h"
#include "base/str.h"
#include "session/git/git_int.h"

enum { SHORT_ID_DIGITS = 12 };

/* --- names of files --- */

/* The digits of text from *at on, up to what is none, without leading zeros; false at the end. */
static bool next_number(struct gw_view text, size_t *at, struct gw_str *digits)
{
	bool leads = digits->n == 0;

	while (*at < text.n && !gw_is_digit(text.p[*at]))
		++*at;
	if (*at == text.n)
		return false;
	for (; *at < text.n && gw_is_digit(text.p[*at]); ++*at) {
		bool more = *at + 1 < text.n && gw_is_digit(text.p[*at + 1]);

		leads = leads && text.p[*at] == '0' && more;
		if (!leads)
			gw_str_putc(digits, text.p[*at]);
	}
	return true;
}

/* Whether numbers that follow each other in path, written in one, are those of version. */
static bool has_numbers(struct gw_view path, struct gw_view version)
{
	GW_STR_AUTO struct gw_str wanted = {0}, digits = {0};
	size_t start = 0, at = 0;

	while (next_number(version, &at, &wanted))
		;
	for (;;) {
		gw_str_clear(&digits);
		at = start;
		if (!next_number(path, &at, &digits))
			return false;
		start = at;
		while (digits.n < wanted.n && next_number(path, &at, &digits))
			;
		if (gw_view_eq(gw_str_view(&digits), gw_str_view(&wanted)))
			return true;
	}
}

/* Without what stands between words, which formats write in their own ways. */
static void add_letters(struct gw_str *str, struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (gw_is_alnum(text.p[i]) || (unsigned char)text.p[i] >= 0x80)
			gw_str_putc(str, gw_lower(text.p[i]));
	}
}

static bool has_letters(struct gw_view path, struct gw_view name)
{
	GW_STR_AUTO struct gw_str wanted = {0}, letters = {0};

	add_letters(&wanted, name);
	add_letters(&letters, path);
	return gw_view_find(gw_str_view(&letters), gw_str_view(&wanted)) != GW_NOWHERE;
}

static bool is_number(struct gw_view version)
{
	bool any = false;

	for (size_t i = 0; i < version.n; i++) {
		if (gw_is_letter(version.p[i]) || (unsigned char)version.p[i] >= 0x80)
			return false;
		any = any || gw_is_digit(version.p[i]);
	}
	return any;
}

bool gw_applied_may_be(const char *path, const struct gw_applied *applied)
{
	struct gw_view file = gw_view_of(path);
	struct gw_view version = gw_view_of(applied->version);

	if (version.p == NULL)
		return has_letters(file, gw_view_of(applied->name));
	return is_number(version) ? has_numbers(file, version) : has_letters(file, version);
}

/* --- one commit --- */

struct search {
	struct gw_session *session;
	const char *folder; /* in the repository */
	struct gw_applied_origin *origins;
	size_t n;
	size_t left; /* that were not found as a whole */
	const struct gw_git_commit *commit; /* that was read last */
	struct gw_source *source; /* of it; NULL: it cannot be read as one */
};

struct gw_source *gw_session_try_commit(struct gw_session *session, const char *folder,
					const struct gw_git_commit *commit)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_source *source;

	if (!gw_session_commit_source(
		    session, commit, gw_format(session->arena, "%.*s", SHORT_ID_DIGITS, commit->id),
		    folder, &source, &ignored))
		return NULL;
	gw_vec_push(session->arena, &session->found, source);
	return source;
}

static void read_commit(struct search *search, const struct gw_git_commit *commit)
{
	if (search->commit == commit)
		return;
	search->commit = commit;
	search->source = gw_session_try_commit(search->session, search->folder, commit);
}

/* Up and down are what was applied, whatever stands around them in the file. */
static bool has_same_parts(struct gw_source *source, const struct gw_migration *migration,
			   const struct gw_applied *applied)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_applied_parts *before = applied->parts;
	const struct gw_parts *parts;

	if (before == NULL || before->has_down != migration->sections[GW_DOWN].present ||
	    !gw_source_hash_parts(source, migration, &ignored))
		return false;
	parts = migration->parts;
	return gw_digest_eq(&parts->checksum[GW_UP], &before->up) &&
	       (!before->has_down || gw_digest_eq(&parts->checksum[GW_DOWN], &before->down));
}

/* Takes the commit that was read for what is looked for, if it has it. */
static void compare(struct search *search, struct gw_applied_origin *origin,
		    const struct gw_migration *migration)
{
	const struct gw_applied *applied = origin->applied;
	bool whole = applied->has_checksum &&
		     gw_digest_eq(&migration->checksum, &applied->checksum);

	if (!whole &&
	    (origin->commit != NULL || !has_same_parts(search->source, migration, applied)))
		return;
	origin->commit = search->commit;
	origin->found.source = search->source;
	origin->found.migration = migration;
	origin->whole = whole;
	search->left -= whole;
}

/* --- the commit that the event names --- */

static bool find_named(struct search *search, struct gw_applied_origin *origin, const char *id)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_session *session = search->session;
	struct gw_git_commit *commit = gw_new(session->arena, struct gw_git_commit);
	const struct gw_migration *migration;

	if (!session->git->resolve(session->repository, session->arena, id, commit, &ignored))
		return false;
	read_commit(search, commit);
	if (search->source == NULL)
		return false;
	migration = gw_source_find(search->source, origin->applied->key);
	if (migration != NULL)
		compare(search, origin, migration);
	return origin->commit != NULL;
}

/* What the event says is only a place to look first: the checksum decides. */
static void read_detail(struct search *search, struct gw_applied_origin *origin,
			struct gw_view detail)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_json *json;
	const char *id;

	if (detail.p == NULL || !gw_json_parse("detail", detail, &json, &ignored))
		return;
	id = gw_json_text(gw_json_get(gw_json_get(json, "git"), "commit"));
	if (id != NULL)
		find_named(search, origin, id);
	gw_json_free(json);
}

static bool find_recorded(struct search *search, struct gw_error **err)
{
	struct gw_session *session = search->session;

	for (size_t i = 0; i < search->n; i++) {
		struct gw_applied_origin *origin = &search->origins[i];
		int64_t seq = origin->applied->text_seq;
		struct gw_events events;

		if (!gw_history_events(session->history, session->arena, seq, seq, &events, err))
			return false;
		if (events.list.n != 0)
			read_detail(search, origin,
				    events.list.items[0].values[GW_COLUMN_detail].text);
	}
	return true;
}

/* --- all commits --- */

static bool is_file_of(const char *path, const struct gw_migration *migration)
{
	struct gw_view file = gw_view_of(path);

	if (gw_view_is(file, migration->path))
		return true;
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		const struct gw_section *section = &migration->sections[i];

		for (size_t k = 0; k < section->ranges.n; k++) {
			if (gw_view_is(file, section->ranges.items[k].path))
				return true;
		}
	}
	return false;
}

static bool take_change(void *payload, const struct gw_git_change *change)
{
	struct search *search = payload;

	for (size_t i = 0; change->id != NULL && i < search->n; i++) {
		struct gw_applied_origin *origin = &search->origins[i];
		const struct gw_migration *migration;

		if (origin->whole || !gw_applied_may_be(change->path, origin->applied))
			continue;
		read_commit(search, change->commit);
		if (search->source == NULL)
			break;
		migration = gw_source_find(search->source, origin->applied->key);
		/* What the commit has, but has not brought, is another's. */
		if (migration != NULL && is_file_of(change->path, migration))
			compare(search, origin, migration);
	}
	return search->left != 0;
}

/* --- all of it --- */

bool gw_session_find_applied(struct gw_session *session, struct gw_applied_origin *origins,
			     size_t n, struct gw_error **err)
{
	struct search search = {.session = session, .origins = origins, .n = n, .left = n};

	if (n == 0)
		return true;
	if (!gw_session_source_folder(session, &search.folder, err) ||
	    !gw_history_load_parts(session->history, err) || !find_recorded(&search, err))
		return false;
	return search.left == 0 || session->git->walk(session->repository, session->arena, NULL,
						      search.folder, take_change, &search, err);
}

/* --- down scripts --- */

struct gw_map gw_session_find_downs(struct gw_session *session, const struct gw_plan *plan)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_VEC(struct gw_applied_origin) origins = {0};
	struct gw_map found = {0};

	for (size_t i = 0; i < plan->refusals.n; i++) {
		const struct gw_applied_origin origin = {
			.applied = plan->refusals.items[i].applied};

		if (plan->refusals.items[i].irreversible)
			gw_vec_push(session->arena, &origins, origin);
	}
	if (!gw_session_find_applied(session, origins.items, origins.n, &ignored))
		return found;
	for (size_t i = 0; i < origins.n; i++) {
		struct gw_applied_origin *origin = &origins.items[i];

		if (origin->commit != NULL)
			gw_map_put(session->arena, &found, gw_view_of(origin->applied->key),
				   &origin->found);
	}
	return found;
}
