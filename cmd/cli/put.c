/*
 * Results that go to stdout or into a file.
 */
#include <stdlib.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "ui/ui.h"

enum { FILE_MODE = 0644 };

bool cli_pieces_begin(struct cli *cli, const char *output, struct cli_pieces *ret_pieces,
		      struct gw_error **err)
{
	*ret_pieces = (struct cli_pieces){.cli = cli, .has_file = output != NULL};
	return output == NULL || gw_file_begin(&ret_pieces->file, output, FILE_MODE, err);
}

/* What is no file may be a terminal. */
void cli_pieces_add(void *payload, struct gw_view text)
{
	struct cli_pieces *pieces = payload;
	struct cli *cli = pieces->cli;
	GW_STR_AUTO struct gw_str safe = {0};

	if (pieces->has_file) {
		gw_file_add(&pieces->file, text);
		return;
	}
	if (cli->json)
		gw_str_add_escaped_json(&safe, text);
	ui_write(cli->ui, cli->json ? gw_str_view(&safe) : text);
}

bool cli_pieces_end(struct cli_pieces *pieces, struct gw_error **err)
{
	return !pieces->has_file || gw_file_end(&pieces->file, err);
}

bool cli_put(struct cli *cli, const char *output, struct gw_view text, struct gw_error **err)
{
	if (output != NULL)
		return gw_file_write(output, text, FILE_MODE, err);
	ui_write(cli->ui, text);
	return true;
}

bool cli_put_json(struct cli *cli, const char *output, struct gw_json *object,
		  struct gw_error **err)
{
	GW_STR_AUTO struct gw_str text = {0};

	if (output == NULL) {
		ui_json(cli->ui, object);
		return true;
	}
	gw_json_write(object, true, &text);
	gw_str_putc(&text, '\n');
	gw_json_free(object);
	return gw_file_write(output, gw_str_view(&text), FILE_MODE, err);
}

bool cli_put_printed(struct cli *cli, const char *output,
		     void (*print)(struct cli *cli, const void *payload), const void *payload,
		     struct gw_error **err)
{
	struct ui_kept kept;
	bool ok;

	if (output == NULL) {
		print(cli, payload);
		return true;
	}
	ui_keep(cli->ui, &kept);
	print(cli, payload);
	ui_keep_end(cli->ui, &kept);
	ok = gw_file_write(output, (struct gw_view){kept.text, kept.size_bytes}, FILE_MODE, err);
	free(kept.text);
	return ok;
}
