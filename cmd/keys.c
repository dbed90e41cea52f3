/*
 * `godwit keys`: makes key pairs, and keeps the list of those that are trusted.
 */
#include "audit/keys.h"
#include "base/fs.h"
#include "cli/cli.h"
#include "ui/ui.h"

enum { SECRET_MODE = 0600 };

struct options {
	const char *output;
};

static bool read_ring(struct cli *cli, struct gw_key_ring *ret_ring, struct gw_error **err)
{
	return gw_key_ring_read(cli->arena, gw_config_text(cli->config, GW_KEY_KEYS), ret_ring,
				err);
}

static void print_key(struct cli *cli, const char *name, const struct gw_public_key *key)
{
	struct gw_json *object = cli_json(cli);

	gw_json_set_text(object, "name", name);
	gw_json_set_text(object, "key", gw_base64(cli->arena, key->bytes, sizeof(key->bytes)));
	ui_print(cli->ui, UI_PLAIN, "%s\n", gw_key_line(cli->arena, key, name));
	ui_json(cli->ui, object);
}

static bool write_private(struct cli *cli, const struct gw_private_key *key, const char *path,
			  struct gw_error **err)
{
	GW_STR_AUTO struct gw_str pem = {0};
	const char *passphrase;

	return gw_config_secret(cli->config, cli->arena, GW_KEY_SIGNING_PASSPHRASE, &passphrase,
				err) &&
	       gw_private_key_write(key, passphrase, &pem, err) &&
	       gw_file_create(path, gw_str_view(&pem), SECRET_MODE, err);
}

static bool make(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const char *name = cli->args[1];
	const char *path = options->output != NULL ? options->output
						   : gw_format(cli->arena, "%s.pem", name);
	struct gw_private_key *key;
	struct gw_public_key public;
	bool ok;

	if (!gw_private_key_new(&key, err))
		return false;
	public = gw_public_key_of(key);
	ok = write_private(cli, key, path, err);
	gw_private_key_free(key);
	if (!ok)
		return false;
	print_key(cli, name, &public);
	ui_note(cli->ui,
		"%s is the private key: keep it out of the repository. `godwit keys trust` with "
		"the "
		"line above makes it count.",
		path);
	return true;
}

static bool list(struct cli *cli, struct gw_error **err)
{
	struct gw_key_ring ring;
	struct gw_json *object, *keys;

	if (!read_ring(cli, &ring, err))
		return false;
	object = cli_json(cli);
	keys = gw_json_array();
	for (size_t i = 0; i < ring.list.n; i++) {
		const struct gw_trusted_key *key = &ring.list.items[i];
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "name", key->name);
		gw_json_set_text(json, "key",
				 gw_base64(cli->arena, key->key.bytes, sizeof(key->key.bytes)));
		gw_json_set_bool(json, "revoked", key->revoked);
		gw_json_push(keys, json);
		ui_print(cli->ui, key->revoked ? UI_RED : UI_GREEN, "%-8s",
			 key->revoked ? "revoked" : "trusted");
		ui_print(cli->ui, UI_PLAIN, "%s\n", gw_key_line(cli->arena, &key->key, key->name));
	}
	if (ring.list.n == 0)
		ui_print(cli->ui, UI_PLAIN, "%s holds no keys\n", ring.path);
	gw_json_set(object, "keys", keys);
	ui_json(cli->ui, object);
	return true;
}

/* KEY NAME, or what `keys new` printed: ed25519 KEY NAME, as one word or as several. */
static bool trust(struct cli *cli, struct gw_error **err)
{
	struct gw_key_ring ring;
	struct gw_public_key key;
	GW_STR_AUTO struct gw_str line = {0};
	struct gw_view rest;
	const char *name;

	for (size_t i = 1; i < cli->nargs; i++)
		gw_str_printf(&line, "%s%s", i != 1 ? " " : "", cli->args[i]);
	rest = gw_str_view(&line);
	if (!gw_key_next(&rest, &key) || gw_view_trim(rest).n == 0) {
		gw_fail(err, GW_E_USAGE, "'%s' is no public key with a name", gw_str_text(&line));
		gw_error_hint(*err, "Give the line that `godwit keys new` printed: `ed25519 KEY "
				    "NAME`.");
		return false;
	}
	name = gw_view_dup(cli->arena, gw_view_trim(rest));
	if (!read_ring(cli, &ring, err) || !gw_key_ring_trust(&ring, name, &key, err))
		return false;
	print_key(cli, name, &key);
	return true;
}

static bool withdraw(struct cli *cli, struct gw_error **err)
{
	struct gw_key_ring ring;
	const char *name = cli->args[1];

	if (!read_ring(cli, &ring, err) || !gw_key_ring_revoke(&ring, name, err))
		return false;
	print_key(cli, name, &gw_key_ring_named(&ring, name)->key);
	return true;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	static const struct cli_verb verbs[] = {
		{"new", make, 2, 2},
		{"list", list, 1, 1},
		{"trust", trust, 2, SIZE_MAX},
		{"revoke", withdraw, 2, 2},
	};

	return cli_run_verb(cli, verbs, GW_COUNT(verbs), err);
}

static const struct cli_option option_table[] = {
	{.name = "output",
	 .letter = 'o',
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, output),
	 .help = "new: where the private key goes; NAME.pem when not given"},
	{0},
};

const struct cli_command cmd_keys = {
	.name = "keys",
	.arguments = "new|list|trust|revoke [NAME|KEY]",
	.summary = "Make keys for signatures, and say which are trusted",
	.details =
		"`new NAME` makes a pair of Ed25519 keys: the private one in a file that only its "
		"owner may read, with a passphrase when `signing_passphrase` is set; the public "
		"one "
		"is printed. `trust` adds a public key to the file of trusted ones (`keys`), which "
		"belongs into the repository; `revoke NAME` keeps it there, and its signatures "
		"count no more.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit keys new ann -o ~/.ann.pem\n"
		"  godwit keys trust ed25519 vk0ZTbRnQ9D0Z3l3fJmTtPqk0Mzv6cYtJ8zqj0c3d5A= ann\n"
		"  godwit keys revoke ann\n",
	.needs = CLI_NEEDS_CONFIG,
	.about = CLI_ABOUT_KEYS,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = SIZE_MAX,
	.run = run,
};
