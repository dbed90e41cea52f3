/*
 * Output for machines: one object on stdout. Names are stable: they may be added to, not changed.
 */
#include "ui/ui_int.h"

void ui_json(struct ui *ui, struct gw_json *object)
{
	if (ui->json) {
		gw_json_free(ui->object);
		ui->object = object;
	} else {
		gw_json_free(object);
	}
}

struct gw_json *ui_json_take(struct ui *ui)
{
	struct gw_json *object = ui->object;

	ui->object = NULL;
	return object;
}

void ui_json_put(struct ui *ui)
{
	GW_STR_AUTO struct gw_str text = {0};
	GW_STR_AUTO struct gw_str safe = {0};
	struct gw_json *object = ui_json_take(ui);

	if (object == NULL)
		return;
	gw_json_write(object, ui->out_tty, &text);
	gw_str_putc(&text, '\n');
	gw_str_add_escaped_json(&safe, gw_str_view(&text));
	ui_write(ui, gw_str_view(&safe));
	gw_json_free(object);
}
