/*
 * Diagrams: what is in them, and the two that other programs lay out (Mermaid, Graphviz).
 */
#include "base/html.h"
#include "schema/diagram_int.h"

static bool has_schemas(const struct gw_schema *schema)
{
	const char *first = NULL;

	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *object = schema->objects.items[i];

		if (object->kind->role != GW_ROLE_TABLE || object->schema == NULL)
			continue;
		if (first != NULL && strcmp(first, object->schema) != 0)
			return true;
		first = object->schema;
	}
	return false;
}

static size_t find_column(const struct gw_diagram_table *table, struct gw_view name)
{
	for (size_t i = 0; i < table->columns.n; i++) {
		if (gw_view_is_nocase(name, table->columns.items[i].name))
			return i;
	}
	return GW_NOWHERE;
}

static void add_column(struct gw_diagram_model *model, struct gw_diagram_table *table,
		       const struct gw_schema_object *object)
{
	struct gw_view type = gw_schema_value_of(object, "type");
	const struct gw_diagram_column column = {
		.name = object->name,
		.type = type.p != NULL ? gw_view_dup(model->arena, type) : "",
		.not_null = gw_schema_value_of(object, "not_null").p != NULL,
		.primary_key = gw_schema_value_of(object, "primary_key").p != NULL,
	};

	gw_vec_push(model->arena, &table->columns, column);
}

static void mark_key(struct gw_diagram_table *table, const struct gw_schema_object *key)
{
	struct gw_view columns = gw_schema_value_of(key, "columns");
	struct gw_view name;

	while (gw_view_next_field(&columns, GW_SCHEMA_SEPARATOR, &name)) {
		size_t at = find_column(table, name);

		if (at != GW_NOWHERE)
			table->columns.items[at].primary_key = true;
	}
}

static void add_table(struct gw_diagram_model *model, const struct gw_schema_object *object,
		      bool with_schema)
{
	struct gw_diagram_table table = {.object = object, .name = object->name};

	if (with_schema && object->schema != NULL)
		table.name = gw_format(model->arena, "%s.%s", object->schema, object->name);
	for (size_t i = 0; i < object->children.n; i++) {
		if (object->children.items[i]->kind->role == GW_ROLE_COLUMN)
			add_column(model, &table, object->children.items[i]);
	}
	for (size_t i = 0; i < object->children.n; i++) {
		if (object->children.items[i]->kind->role == GW_ROLE_PRIMARY_KEY)
			mark_key(&table, object->children.items[i]);
	}
	gw_vec_push(model->arena, &model->tables, table);
}

static size_t find_table(const struct gw_diagram_model *model, struct gw_view id)
{
	for (size_t i = 0; i < model->tables.n; i++) {
		if (gw_view_is(id, model->tables.items[i].object->id))
			return i;
	}
	return GW_NOWHERE;
}

/* The first column of a list, as found in the table; else its first key column, else its first. */
static size_t first_column(const struct gw_diagram_table *table, struct gw_view list)
{
	struct gw_view name;
	size_t at;

	if (gw_view_next_field(&list, GW_SCHEMA_SEPARATOR, &name)) {
		at = find_column(table, name);
		return at != GW_NOWHERE ? at : 0;
	}
	for (at = 0; at < table->columns.n; at++) {
		if (table->columns.items[at].primary_key)
			return at;
	}
	return 0;
}

static void add_reference(struct gw_diagram_model *model, size_t from,
			  const struct gw_schema_object *key)
{
	struct gw_view columns = gw_schema_value_of(key, "columns");
	struct gw_view rest = columns;
	struct gw_diagram_table *table = &model->tables.items[from];
	struct gw_diagram_reference reference = {
		.from = from,
		.to = find_table(model, gw_schema_value_of(key, "target")),
		.label = "",
	};
	struct gw_view name;

	if (reference.to == GW_NOWHERE)
		return;
	while (gw_view_next_field(&rest, GW_SCHEMA_SEPARATOR, &name)) {
		size_t at = find_column(table, name);

		reference.label = gw_format(model->arena, "%s%s%.*s", reference.label,
					    reference.label[0] != '\0' ? ", " : "",
					    GW_VIEW_ARG(name));
		if (at == GW_NOWHERE)
			continue;
		table->columns.items[at].foreign_key = true;
		reference.optional = reference.optional || !table->columns.items[at].not_null;
	}
	reference.from_column = first_column(table, columns);
	reference.to_column = first_column(&model->tables.items[reference.to],
					   gw_schema_value_of(key, "target_columns"));
	gw_vec_push(model->arena, &model->references, reference);
}

void gw_diagram_collect(struct gw_arena *arena, const struct gw_schema *schema,
			struct gw_diagram_model *ret_model)
{
	bool with_schema = has_schemas(schema);

	*ret_model = (struct gw_diagram_model){.arena = arena};
	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *object = schema->objects.items[i];

		if (object->kind->role == GW_ROLE_TABLE)
			add_table(ret_model, object, with_schema);
	}
	for (size_t i = 0; i < ret_model->tables.n; i++) {
		const struct gw_schema_object *object = ret_model->tables.items[i].object;

		for (size_t j = 0; j < object->children.n; j++) {
			if (object->children.items[j]->kind->role == GW_ROLE_FOREIGN_KEY)
				add_reference(ret_model, i, object->children.items[j]);
		}
	}
}

/* --- Mermaid --- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* What Mermaid takes for one word: letters, digits and a few signs. */
static void mermaid_word(struct gw_str *str, const char *text)
{
	static const char signs[] = "-()[]";

	if (!is_letter(text[0]))
		gw_str_putc(str, '_');
	for (; *text != '\0'; text++) {
		bool fits = is_letter(*text) || (*text >= '0' && *text <= '9') ||
			    strchr(signs, *text) != NULL;

		gw_str_putc(str, fits ? *text : '_');
	}
}

/* Quoted text, in which Mermaid knows no escapes. */
static void mermaid_text(struct gw_str *str, const char *text)
{
	gw_str_putc(str, '"');
	for (; *text != '\0'; text++)
		gw_str_putc(str, *text == '"' || (unsigned char)*text < ' ' ? '\'' : *text);
	gw_str_putc(str, '"');
}

static void mermaid_column(struct gw_str *str, const struct gw_diagram_column *column)
{
	gw_str_puts(str, "\t\t");
	mermaid_word(str, column->type[0] != '\0' ? column->type : "any");
	gw_str_putc(str, ' ');
	mermaid_word(str, column->name);
	if (column->primary_key || column->foreign_key)
		gw_str_printf(str, " %s%s%s", column->primary_key ? "PK" : "",
			      column->primary_key && column->foreign_key ? ", " : "",
			      column->foreign_key ? "FK" : "");
	if (column->not_null && !column->primary_key)
		gw_str_puts(str, " \"not null\"");
	gw_str_putc(str, '\n');
}

static void draw_mermaid(const struct gw_diagram_model *model, struct gw_str *str)
{
	gw_str_puts(str, "erDiagram\n");
	for (size_t i = 0; i < model->tables.n; i++) {
		const struct gw_diagram_table *table = &model->tables.items[i];

		gw_str_putc(str, '\t');
		mermaid_text(str, table->name);
		gw_str_puts(str, " {\n");
		for (size_t j = 0; j < table->columns.n; j++)
			mermaid_column(str, &table->columns.items[j]);
		gw_str_puts(str, "\t}\n");
	}
	for (size_t i = 0; i < model->references.n; i++) {
		const struct gw_diagram_reference *reference = &model->references.items[i];

		gw_str_putc(str, '\t');
		mermaid_text(str, model->tables.items[reference->to].name);
		gw_str_puts(str, reference->optional ? " |o--o{ " : " ||--o{ ");
		mermaid_text(str, model->tables.items[reference->from].name);
		gw_str_puts(str, " : ");
		mermaid_text(str, reference->label);
		gw_str_putc(str, '\n');
	}
}

/* --- Graphviz --- */

static void dot_column(struct gw_str *str, const struct gw_diagram_column *column, size_t number)
{
	gw_str_printf(str, "\t\t<tr><td align=\"left\" port=\"c%zu\">", number);
	gw_str_puts(str, column->primary_key ? "<b>" : "");
	gw_html_add(str, gw_view_of(column->name));
	gw_str_puts(str, column->primary_key ? "</b>" : "");
	gw_str_puts(str, "</td><td align=\"left\">");
	gw_html_add(str, gw_view_of(column->type));
	gw_str_puts(str, column->not_null || column->type[0] == '\0' ? "" : " ?");
	gw_str_puts(str, "</td></tr>\n");
}

static void draw_dot(const struct gw_diagram_model *model, struct gw_str *str)
{
	gw_str_puts(str, "digraph schema {\n"
			 "\trankdir=RL; nodesep=0.4; ranksep=1.2;\n"
			 "\tnode [shape=plain, fontname=\"Helvetica\", fontsize=11];\n"
			 "\tedge [color=\"#607080\", arrowsize=0.7];\n");
	for (size_t i = 0; i < model->tables.n; i++) {
		const struct gw_diagram_table *table = &model->tables.items[i];

		gw_str_printf(str,
			      "\tt%zu [label=<\n\t\t<table border=\"0\" cellborder=\"1\" "
			      "cellspacing=\"0\" cellpadding=\"4\">\n\t\t<tr><td colspan=\"2\" "
			      "bgcolor=\"#dbe7f3\"><b>",
			      i);
		gw_html_add(str, gw_view_of(table->name));
		gw_str_puts(str, "</b></td></tr>\n");
		for (size_t j = 0; j < table->columns.n; j++)
			dot_column(str, &table->columns.items[j], j);
		gw_str_puts(str, "\t\t</table>>];\n");
	}
	for (size_t i = 0; i < model->references.n; i++) {
		const struct gw_diagram_reference *reference = &model->references.items[i];

		gw_str_printf(str, "\tt%zu:c%zu -> t%zu:c%zu;\n", reference->from,
			      reference->from_column, reference->to, reference->to_column);
	}
	gw_str_puts(str, "}\n");
}

void gw_schema_render_diagram(const struct gw_schema *schema, enum gw_diagram diagram,
			      struct gw_str *str)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_diagram_model model;

	gw_diagram_collect(&arena, schema, &model);
	switch (diagram) {
	case GW_DIAGRAM_MERMAID:
		draw_mermaid(&model, str);
		break;
	case GW_DIAGRAM_DOT:
		draw_dot(&model, str);
		break;
	case GW_DIAGRAM_SVG:
		gw_diagram_svg(&model, str);
		break;
	}
}
