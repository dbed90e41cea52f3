/*
 * Output for machines: one object on stdout. Names are stable: they may be added to, not changed.
 */
#include "ui/ui_int.h"

void ui_json(struct ui *ui, struct gw_json *object)
{
	GW_STR_AUTO struct gw_str text = {0};
	GW_STR_AUTO struct gw_str safe = {0};

	if (ui->json) {
		gw_json_write(object, ui->out_tty, &text);
		gw_str_putc(&text, '\n');
		gw_str_add_escaped_json(&safe, gw_str_view(&text));
		ui_write(ui, gw_str_view(&safe));
	}
	gw_json_free(object);
}
