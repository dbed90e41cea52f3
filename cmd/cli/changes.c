/*
 * What is different between two schemas, for people: + what is created, - what is dropped, ~ what is
 * altered or made anew, and how.
 */
#include "cli/schema.h"
#include "ui/ui.h"

static void print_value(struct cli *cli, int indent, char sign, struct gw_view value)
{
	ui_print(cli->ui, sign == '-' ? UI_RED : UI_GREEN, "%*s    %c %.*s\n", indent, "", sign,
		 GW_VIEW_ARG(value));
}

/* Those that the other list does not have. */
static size_t print_elements(struct cli *cli, int indent, char sign, struct gw_view list,
			     struct gw_view other)
{
	struct gw_view element;
	size_t n = 0;

	while (gw_view_next_field(&list, GW_SCHEMA_SEPARATOR, &element)) {
		if (gw_schema_has_element(other, element))
			continue;
		print_value(cli, indent, sign, element);
		n++;
	}
	return n;
}

/* All of them where only the order differs. */
static void print_lists(struct cli *cli, int indent, struct gw_view old, struct gw_view new)
{
	const struct gw_view none = {0};

	if (print_elements(cli, indent, '-', old, new) +
		    print_elements(cli, indent, '+', new, old) !=
	    0)
		return;
	print_elements(cli, indent, '-', old, none);
	print_elements(cli, indent, '+', new, none);
}

static void print_values(struct cli *cli, const struct gw_schema_change *change, int indent)
{
	const struct gw_schema_kind *kind = change->old->kind;

	for (size_t i = 0; i < kind->nproperties; i++) {
		struct gw_view old = change->old->values[i];
		struct gw_view new = change->new->values[i];

		if (!change->differs[i])
			continue;
		ui_print(cli->ui, UI_PLAIN, "%*s    %s\n", indent, "", kind->properties[i].name);
		if (kind->properties[i].type == GW_PROPERTY_LIST) {
			print_lists(cli, indent, old, new);
			continue;
		}
		if (old.p != NULL)
			print_value(cli, indent, '-', old);
		if (new.p != NULL)
			print_value(cli, indent, '+', new);
	}
}

static void print_change(struct cli *cli, const struct gw_schema_change *change, int indent)
{
	const struct gw_schema_object *object = gw_schema_change_object(change);
	const char *label = gw_schema_label(cli->arena, object);

	switch (change->action) {
	case GW_CHANGE_CREATE:
		ui_print(cli->ui, UI_GREEN, "%*s+ %s\n", indent, "", label);
		return;
	case GW_CHANGE_DROP:
		ui_print(cli->ui, UI_RED, "%*s- %s\n", indent, "", label);
		return;
	case GW_CHANGE_ALTER:
	case GW_CHANGE_REPLACE:
		ui_print(cli->ui, UI_YELLOW, "%*s~ %s", indent, "", label);
		if (change->cause != NULL)
			ui_print(cli->ui, UI_DIM, " (because of %s)",
				 gw_schema_label(cli->arena,
						 gw_schema_change_object(change->cause)));
		ui_print(cli->ui, UI_PLAIN, "\n");
		print_values(cli, change, indent);
	}
}

void cli_print_changes(struct cli *cli, const struct gw_schema_changes *changes, int indent)
{
	for (size_t i = 0; i < changes->list.n; i++) {
		if (!gw_schema_goes_along(changes, changes->list.items[i]))
			print_change(cli, changes->list.items[i], indent);
	}
}
