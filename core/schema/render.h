/*
 * Schemas and changes as text: SQL, JSON, diagrams. All of it is pure.
 */
#ifndef GW_SCHEMA_RENDER_H
#define GW_SCHEMA_RENDER_H

#include "base/json.h"
#include "schema/dialect.h"

/* Takes a piece of text, which is gone after the call. */
typedef void gw_schema_put_fn(void *payload, struct gw_view text);
/*
 * Canonical SQL: loads into an empty database, and is the same bytes for the same schema, in whatever
 * order it was made. It is the script from an empty schema to this one, a statement a block; put() gets
 * it piece by piece.
 */
void gw_schema_render_sql(const struct gw_schema *schema, gw_schema_put_fn *put, void *payload);
/* One statement with its terminator, for the engine's own client. */
void gw_schema_render_statement(const struct gw_schema_dialect *dialect, struct gw_view sql,
				struct gw_str *str);
/* The same for a NULL-terminated list, or NULL. */
void gw_schema_render_list(const struct gw_schema_dialect *dialect, const char *const *list,
			   struct gw_str *str);
/* Members "objects" and "unmodelled" of object. */
void gw_schema_render_json(const struct gw_schema *schema, struct gw_json *object);
/* Members "changes", "statements" and "hazards" of object. */
void gw_schema_changes_json(const struct gw_schema_changes *changes,
			    const struct gw_schema_script *script, struct gw_json *object);

/* Tables with their columns, and foreign keys between them. */
enum gw_diagram { GW_DIAGRAM_MERMAID, GW_DIAGRAM_DOT, GW_DIAGRAM_SVG };
void gw_schema_render_diagram(const struct gw_schema *schema, enum gw_diagram diagram,
			      struct gw_str *str);

#endif
