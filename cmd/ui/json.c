/*
 * Output for machines: one object on stdout. Names are stable: they may be added to, not changed.
 */
#include "ui/ui_int.h"

void ui_json(struct ui *ui, struct gw_json *object)
{
	GW_STR_AUTO struct gw_str text = {0};

	if (ui->json) {
		gw_json_write(object, ui->out_tty, &text);
		gw_str_putc(&text, '\n');
		ui_write(ui, gw_str_view(&text));
	}
	gw_json_free(object);
}
