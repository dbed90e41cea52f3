/*
 * Results that go to stdout or into a file.
 */
#include <stdlib.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "ui/ui.h"

enum { FILE_MODE = 0644 };

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
