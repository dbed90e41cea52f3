/*
 * `godwit audit`: is the history what it was? Verified where it is or as an export, against checkpoints
 * that were noted elsewhere.
 */
#include "audit/export.h"
#include "base/fs.h"
#include "cli/report.h"
#include "session/view.h"
#include "ui/ui.h"

struct options {
	const char *export;
	const char *checkpoint;
	const char *output;
	const char *as;
};

/* What was verified. */
struct verified {
	struct gw_chain chain;
	struct gw_chain_finding finding;
	struct gw_checkpoints checkpoints;
	struct gw_checkpoint own; /* of an export */
	struct gw_key_ring ring;
};

/* --- verify --- */

static bool read_checkpoints(struct cli *cli, struct verified *verified, struct gw_error **err)
{
	enum { BYTES_MAX = 16 * 1024 * 1024 };
	const struct options *options = cli->options;
	struct gw_text text;
	bool ok;

	if (options->checkpoint == NULL)
		return true;
	if (!gw_file_read(options->checkpoint, BYTES_MAX, &text, err))
		return false;
	ok = gw_checkpoints_parse(cli->arena, options->checkpoint, text.view,
				  &verified->checkpoints, err);
	gw_text_done(&text);
	return ok;
}

static bool read_ring(struct cli *cli, struct gw_key_ring *ret_ring, struct gw_error **err)
{
	return gw_key_ring_read(cli->arena, gw_config_text(cli->config, GW_KEY_KEYS), ret_ring,
				err);
}

/* Anybody can sign; it is worth something when the key is known. */
static void tell_strangers(struct cli *cli, const struct verified *verified)
{
	const struct gw_chain *chain = &verified->chain;

	for (size_t i = 0; i < verified->checkpoints.list.n; i++) {
		const struct gw_checkpoint *checkpoint = &verified->checkpoints.list.items[i];
		const struct gw_trusted_key *key = gw_key_ring_find(&verified->ring,
								    &checkpoint->key);

		if (checkpoint->is_signed && (key == NULL || key->revoked))
			ui_warn(cli->ui, "the checkpoint of row %lld is signed by a key that %s",
				(long long)checkpoint->seq,
				key == NULL ? "is not trusted" : "was revoked");
	}
	if (chain->unknown_signatures != 0)
		ui_warn(cli->ui, "%zu events are signed by keys that are not trusted",
			chain->unknown_signatures);
	if (chain->revoked_signatures != 0)
		ui_warn(cli->ui, "%zu events are signed by keys that were revoked",
			chain->revoked_signatures);
}

static bool verify_rows(struct cli *cli, struct verified *verified, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_history *history;

	if (options->export != NULL)
		return gw_audit_export(cli->arena, options->export, &verified->checkpoints,
				       &verified->ring, &verified->chain, &verified->finding,
				       &verified->own, err);
	return gw_session_tables(&cli->session, true, &history, err) &&
	       gw_audit_history(history, cli->arena, &verified->checkpoints, &verified->ring,
				&verified->chain, &verified->finding, err);
}

static void add_chain(struct cli *cli, const struct gw_chain *chain, struct gw_json *object)
{
	gw_json_set_int(object, "events", chain->next_seq);
	if (chain->next_seq == 0) {
		gw_json_set_null(object, "history");
		gw_json_set_null(object, "head");
		return;
	}
	gw_json_set_text(object, "history", gw_digest_hex(cli->arena, &chain->anchor));
	gw_json_set_text(object, "head", gw_digest_hex(cli->arena, &chain->head));
}

static struct gw_json *finding_json(const struct gw_chain_finding *finding)
{
	struct gw_json *json;

	if (finding->fault == GW_CHAIN_WHOLE)
		return NULL;
	json = gw_json_object();
	gw_json_set_text(json, "fault", gw_chain_fault_name(finding->fault));
	gw_json_set_int(json, "seq", finding->seq);
	gw_json_set_text(json, "message", finding->what);
	return json;
}

static struct gw_json *signatures_json(const struct gw_chain *chain)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_int(json, "good", (int64_t)chain->good_signatures);
	gw_json_set_int(json, "revoked", (int64_t)chain->revoked_signatures);
	gw_json_set_int(json, "unknown", (int64_t)chain->unknown_signatures);
	return json;
}

static void print_verified(struct cli *cli, const struct verified *verified)
{
	const struct gw_chain_finding *finding = &verified->finding;
	size_t n = verified->checkpoints.list.n;

	if (finding->fault != GW_CHAIN_WHOLE) {
		ui_print(cli->ui, UI_RED, "bad   ");
		ui_print_block(cli->ui, UI_PLAIN, 6,
			       gw_format(cli->arena, "history row %lld: %s",
					 (long long)finding->seq, finding->what));
		return;
	}
	ui_print(cli->ui, UI_GREEN, "good  %lld events\n", (long long)verified->chain.next_seq);
	if (verified->chain.next_seq != 0)
		ui_print(cli->ui, UI_DIM, "      the last one is %s\n",
			 gw_digest_hex(cli->arena, &verified->chain.head));
	if (n == 0)
		ui_print(cli->ui, UI_DIM,
			 "      what was cut off after it shows with --checkpoint only\n");
	if (verified->chain.good_signatures != 0)
		ui_print(cli->ui, UI_GREEN, "good  %zu signed by trusted keys\n",
			 verified->chain.good_signatures);
	if (n != 0)
		ui_print(cli->ui, UI_GREEN, "good  %zu checkpoint%s\n", n, n == 1 ? "" : "s");
}

static bool verify(struct cli *cli, struct gw_error **err)
{
	struct verified verified = {0};
	struct gw_json *object;

	if (!read_ring(cli, &verified.ring, err) || !read_checkpoints(cli, &verified, err) ||
	    !verify_rows(cli, &verified, err))
		return false;
	object = cli_json(cli);
	gw_view_session(&cli->session, object);
	gw_json_set_bool(object, "ok", verified.finding.fault == GW_CHAIN_WHOLE);
	add_chain(cli, &verified.chain, object);
	gw_json_set_int(object, "checkpoints", (int64_t)verified.checkpoints.list.n);
	gw_json_set(object, "signatures", signatures_json(&verified.chain));
	gw_json_set(object, "finding", finding_json(&verified.finding));
	if (verified.finding.fault != GW_CHAIN_WHOLE)
		cli->status = gw_code_info(GW_E_CHAIN)->exit_status;
	print_verified(cli, &verified);
	tell_strangers(cli, &verified);
	ui_json(cli->ui, object);
	return true;
}

/* --- checkpoint and export --- */

static bool fail_chain(const struct gw_chain_finding *finding, struct gw_error **err)
{
	gw_fail(err, GW_E_CHAIN, "history row %lld: %s", (long long)finding->seq, finding->what);
	gw_error_hint(*err, "`godwit audit verify` looks again; `godwit log` shows what is there. "
			    "Compare it with a backup or an export of before.");
	return false;
}

static bool fail_empty(struct gw_error **err)
{
	gw_fail(err, GW_E_NO_VERSION, "there is no history yet");
	gw_error_hint(*err, "`godwit up` begins it.");
	return false;
}

static bool add_checkpoint(struct cli *cli, const struct gw_chain *chain, struct gw_str *str,
			   struct gw_error **err)
{
	const struct gw_private_key *key;
	const char *name;
	const struct gw_checkpoint checkpoint = {
		.history = chain->anchor,
		.seq = chain->next_seq - 1,
		.hash = chain->head,
		.time_us = cli->sys->now_us(),
		.target = gw_url_display(cli->arena, &cli->session.url),
	};

	if (!gw_session_key(&cli->session, &key, &name, err))
		return false;
	gw_checkpoint_write(&checkpoint, key, str);
	return true;
}

static bool check_whole(const struct gw_chain *chain, const struct gw_chain_finding *finding,
			struct gw_error **err)
{
	if (finding->fault != GW_CHAIN_WHOLE)
		return fail_chain(finding, err);
	return chain->next_seq != 0 || fail_empty(err);
}

/* Only a chain that holds is worth to be noted. */
static bool make_checkpoint(struct cli *cli, struct gw_chain *chain, struct gw_str *str,
			    struct gw_error **err)
{
	struct gw_history *history;
	struct gw_chain_finding finding;

	if (!gw_session_tables(&cli->session, true, &history, err) ||
	    !gw_audit_history(history, cli->arena, NULL, NULL, chain, &finding, err) ||
	    !check_whole(chain, &finding, err))
		return false;
	return add_checkpoint(cli, chain, str, err);
}

static bool checkpoint(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	GW_STR_AUTO struct gw_str line = {0};
	struct gw_json *object;
	struct gw_chain chain;

	if (!make_checkpoint(cli, &chain, &line, err))
		return false;
	object = cli_json(cli);
	gw_view_session(&cli->session, object);
	add_chain(cli, &chain, object);
	gw_json_set_text(object, "checkpoint", gw_str_text(&line));
	ui_json(cli->ui, object);
	gw_str_putc(&line, '\n');
	return (cli->json && options->output == NULL) ||
	       cli_put(cli, options->output, gw_str_view(&line), err);
}

/* Rows are put out as they come, and verified on the way. */
struct exporting {
	struct cli *cli;
	struct gw_chain chain;
	struct gw_chain_finding finding;
};

static bool export_event(void *payload, const struct gw_event *event,
			 struct gw_error **err GW_UNUSED)
{
	struct exporting *exporting = payload;
	GW_STR_AUTO struct gw_str line = {0};

	gw_chain_row(&exporting->chain, event);
	gw_export_event(event, &line);
	ui_write(exporting->cli->ui, gw_str_view(&line));
	return true;
}

static bool export_rows(struct exporting *exporting, struct gw_error **err)
{
	struct cli *cli = exporting->cli;
	GW_STR_AUTO struct gw_str head = {0};
	struct gw_history *history;

	if (!gw_session_tables(&cli->session, true, &history, err))
		return false;
	gw_chain_begin(&exporting->chain, cli->arena, NULL, NULL);
	gw_export_head(gw_url_display(cli->arena, &cli->session.url), cli->sys->now_us(), &head);
	ui_write(cli->ui, gw_str_view(&head));
	if (!gw_history_each(history, export_event, exporting, err)) {
		gw_chain_end(&exporting->chain);
		return false;
	}
	return gw_audit_end(&exporting->chain, history, &exporting->finding, err);
}

/* What is broken is exported as it is, and told; without a checkpoint it is no whole export. */
static bool export(struct cli *cli, struct gw_error **err)
{
	struct exporting exporting = {.cli = cli};
	GW_STR_AUTO struct gw_str line = {0}, end = {0};

	if (!export_rows(&exporting, err) ||
	    !check_whole(&exporting.chain, &exporting.finding, err) ||
	    !add_checkpoint(cli, &exporting.chain, &line, err))
		return false;
	gw_export_end(gw_str_view(&line), &end);
	ui_write(cli->ui, gw_str_view(&end));
	return true;
}

/* --- guard --- */

static bool fail_guard_word(const char *word, struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "`godwit audit guard` is on, off or status, not '%s'", word);
	gw_error_hint(*err, "`godwit audit guard on` forbids to change rows of the history.");
	return false;
}

static bool guard(struct cli *cli, struct gw_error **err)
{
	struct gw_view word = gw_view_of(cli->nargs > 1 ? cli->args[1] : "status");
	bool on = gw_view_is(word, "on");
	bool change = on || gw_view_is(word, "off");
	struct gw_history *history;
	struct gw_json *object;
	const char *state;

	if (!change && !gw_view_is(word, "status"))
		return fail_guard_word(word.p, err);
	if (!gw_session_tables(&cli->session, !change, &history, err))
		return false;
	if (!history->exists)
		return fail_empty(err);
	if ((change && !gw_history_guard(history, on, err)) ||
	    !gw_history_guard_state(history, cli->arena, &state, err))
		return false;
	object = cli_json(cli);
	gw_view_session(&cli->session, object);
	gw_json_set_text(object, "guard", state);
	ui_print(cli->ui, UI_PLAIN, "the guard is %s\n", state);
	ui_json(cli->ui, object);
	return true;
}

/* --- report --- */

static bool put_report(struct cli *cli, const struct gw_report *report, const char *form,
		       struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_json *head = NULL;

	if (gw_view_is(gw_view_of(form), "text"))
		return cli_put_printed(cli, options->output, cli_report_print, report, err);
	if (cli->json) {
		head = cli_json(cli);
		gw_view_session(&cli->session, head);
	}
	return cli_report_put(cli, report, form, head, options->output, err);
}

/* What is broken is reported, and the exit status says so. */
static bool report(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct verified verified = {0};
	struct gw_report written;
	const char *form;

	if (!cli_report_form(cli, options->as, options->output, &form, err) ||
	    !read_checkpoints(cli, &verified, err) ||
	    !gw_report_audit(&cli->session, &verified.checkpoints, &written, err) ||
	    !put_report(cli, &written, form, err))
		return false;
	if (written.chain.fault != GW_CHAIN_WHOLE)
		cli->status = gw_code_info(GW_E_CHAIN)->exit_status;
	return true;
}

/* --- the command --- */

enum { EXPORT = 1, CHECKPOINT = 2, OUTPUT = 4, AS = 8 };

static const struct verb {
	const char *name;
	bool (*run)(struct cli *cli, struct gw_error **err);
	size_t nargs; /* at most, with the verb */
	unsigned options; /* that it takes */
} verbs[] = {
	{"verify", verify, 1, EXPORT | CHECKPOINT},
	{"checkpoint", checkpoint, 1, OUTPUT},
	{"report", report, 1, CHECKPOINT | OUTPUT | AS},
	{"export", export, 1, 0},
	{"guard", guard, 2, 0},
};

static bool fail_use(const char *verb, const char *what, struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "`godwit audit %s` takes no %s", verb, what);
	gw_error_hint(*err, "`godwit help audit` shows what it takes.");
	return false;
}

/* Each verb takes some of the options; one that would be passed over says so. */
static bool check_use(const struct cli *cli, const struct verb *verb, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct {
		const char *value, *name;
		unsigned option;
	} given[] = {
		{options->export, "--export", EXPORT},
		{options->checkpoint, "--checkpoint", CHECKPOINT},
		{options->output, "--output", OUTPUT},
		{options->as, "--as", AS},
	};

	if (cli->nargs > verb->nargs)
		return fail_use(verb->name, gw_format(cli->arena, "'%s'", cli->args[verb->nargs]),
				err);
	for (size_t i = 0; i < GW_COUNT(given); i++) {
		if (given[i].value != NULL && (verb->options & given[i].option) == 0)
			return fail_use(verb->name, given[i].name, err);
	}
	return true;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		if (gw_view_is(gw_view_of(cli->args[0]), verbs[i].name))
			return check_use(cli, &verbs[i], err) && verbs[i].run(cli, err);
	}
	gw_fail(err, GW_E_USAGE, "`godwit audit` knows no '%s'", cli->args[0]);
	gw_error_hint(*err, "`godwit help audit` shows what it does.");
	return false;
}

static const struct cli_option option_table[] = {
	{.name = "export",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, export),
	 .help = "verify: look at this export, and at no database"},
	{.name = "checkpoint",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, checkpoint),
	 .help = "verify, report: hold the history against the checkpoints in this file"},
	{.name = "output",
	 .letter = 'o',
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, output),
	 .help = "checkpoint, report: write to FILE, not to stdout"},
	{.name = "as",
	 .type = CLI_TEXT,
	 .argument = "FORM",
	 .offset = offsetof(struct options, as),
	 .choices = cli_report_forms,
	 .help = "report: what it looks like, where the ending of FILE does not say it"},
	{0},
};

const struct cli_command cmd_audit = {
	.name = "audit",
	.arguments = "verify|checkpoint|report|export|guard [on|off]",
	.summary = "Prove that the history is what it was",
	.details = "`verify` computes the hash of every row again, and follows the chain from "
		   "the first to the last. It names the first row that does not fit, and what "
		   "was done to it. Exits with 77 when there is one.\n"
		   "\n"
		   "`checkpoint` notes where the chain stands, as one line: for a file, the "
		   "message of a commit, or a git note. `verify --checkpoint FILE` finds out by "
		   "it that the end of a history was cut off, or that all of it was written "
		   "anew.\n"
		   "\n"
		   "`report` says what was done, by whom, when, from which commit and CI job, "
		   "and how long it took; how each migration stands now; and all that does not "
		   "fit: the record, files that were edited, with the difference, and runs that "
		   "failed. Exits with 77 when the record is broken.\n"
		   "\n"
		   "`export` writes the history to standard output, a row of JSON a line; "
		   "`verify --export FILE` verifies that anywhere, without the database.\n"
		   "\n"
		   "`guard on` makes triggers that forbid to change or remove rows of the "
		   "history, `guard off` takes them away, `guard` tells. They are known to godwit, "
		   "which "
		   "refuses any other trigger.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit audit verify -e prod\n"
		   "  godwit audit checkpoint | git notes add -F -\n"
		   "  godwit audit verify --checkpoint audit/prod.checkpoint\n"
		   "  godwit audit report -e prod -o audit.html\n"
		   "  godwit audit export -e prod > prod.jsonl\n"
		   "  godwit audit verify --export prod.jsonl\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES | CLI_ABOUT_KEYS,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 2,
	.run = run,
};
