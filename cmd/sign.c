/*
 * `godwit sign`: signs migrations, in files beside theirs.
 */
#include "audit/signature.h"
#include "base/fs.h"
#include "cli/cli.h"
#include "ui/ui.h"

enum { FILE_MODE = 0644 };

struct signing {
	struct cli *cli;
	const struct gw_private_key *key;
	const char *name;
	struct gw_json *list;
	size_t n;
};

static bool fail_no_key(struct gw_error **err)
{
	gw_fail(err, GW_E_KEY, "there is no key to sign with");
	gw_error_hint(*err,
		      "Give `--signing-key FILE`, or set `signing_key` or GODWIT_SIGNING_KEY. "
		      "`godwit keys new NAME` makes a key.");
	return false;
}

static bool sign_one(struct signing *signing, const struct gw_signable *signable,
		     struct gw_error **err)
{
	struct cli *cli = signing->cli;
	struct gw_source *source = cli->session.source;
	const char *content, *path;

	if (!gw_signatures_add(source, cli->arena, signable, signing->key, signing->name, &content,
			       err))
		return false;
	if (content == NULL)
		return true;
	path = gw_format(cli->arena, "%s.sig",
			 gw_tree_display_path(cli->arena, source->tree, signable->path));
	if (!gw_file_write(path, gw_view_of(content), FILE_MODE, err))
		return false;
	gw_json_push_text(signing->list, path);
	ui_print(cli->ui, UI_PLAIN, "%s\n", path);
	signing->n++;
	return true;
}

static bool sign_migration(struct signing *signing, const struct gw_migration *migration,
			   struct gw_error **err)
{
	struct gw_signable signable;

	return gw_signable_migration(signing->cli->session.source, signing->cli->arena, migration,
				     &signable, err) &&
	       sign_one(signing, &signable, err);
}

static bool sign_named(struct signing *signing, struct gw_error **err)
{
	struct cli *cli = signing->cli;

	for (size_t i = 0; i < cli->nargs; i++) {
		const struct gw_migration *migration = gw_source_find(cli->session.source,
								      cli->args[i]);

		if (migration == NULL) {
			gw_fail(err, GW_E_NO_VERSION, "there is no migration %s", cli->args[i]);
			gw_error_hint(*err, "`godwit sign` without a version signs all of them.");
			return false;
		}
		if (!sign_migration(signing, migration, err))
			return false;
	}
	return true;
}

static bool sign_all(struct signing *signing, struct gw_error **err)
{
	struct gw_source *source = signing->cli->session.source;

	for (size_t i = 0; i < GW_HOOK_COUNT; i++) {
		struct gw_signable hook;

		if (!gw_signable_hook(source, signing->cli->arena, (enum gw_hook)i, &hook, err) ||
		    (hook.path != NULL && !sign_one(signing, &hook, err)))
			return false;
	}
	for (size_t i = 0; i < source->n; i++) {
		if (!sign_migration(signing, source->migrations[i], err))
			return false;
	}
	return true;
}

static bool fail_from(struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE,
		"files of a commit cannot be signed: signatures are files beside them");
	gw_error_hint(*err, "Leave `--from` out, sign what is in the folder, and commit that.");
	return false;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	struct signing signing = {.cli = cli};
	struct gw_json *object;

	if (gw_config_text(cli->config, GW_KEY_FROM) != NULL)
		return fail_from(err);
	if (!gw_session_key(&cli->session, &signing.key, &signing.name, err))
		return false;
	if (signing.key == NULL)
		return fail_no_key(err);
	if (!gw_session_source(&cli->session, err))
		return false;
	signing.list = gw_json_array();
	if (!(cli->nargs != 0 ? sign_named(&signing, err) : sign_all(&signing, err))) {
		gw_json_free(signing.list);
		return false;
	}
	object = cli_json(cli);
	gw_json_set(object, "signed", signing.list);
	if (signing.n == 0)
		ui_print(cli->ui, UI_PLAIN, "all is signed\n");
	ui_json(cli->ui, object);
	return true;
}

const struct cli_command cmd_sign = {
	.name = "sign",
	.arguments = "[VERSION]...",
	.summary = "Sign migrations",
	.details =
		"Signs the migrations with these versions, or all of them and the hooks, with the "
		"key of `signing_key`. A signature is a line in a file beside the migration's "
		"(NAME.sql.sig), and covers version, name, kind, options, up, down and verify. "
		"What "
		"was edited since is signed anew.\n"
		"\n"
		"An environment that says `require_signatures: 2` runs nothing that two trusted "
		"keys have not signed.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit sign --signing-key ~/.ann.pem\n"
		"  godwit sign 20261122093000\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_FILES | CLI_ABOUT_KEYS,
	.max_args = SIZE_MAX,
	.run = run,
};
