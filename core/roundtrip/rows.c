/*
 * Rows, as far as they matter: whether a table has the same ones as before, in whatever order.
 */
#include "roundtrip/roundtrip_int.h"

/* A row as bytes that no other row has: each cell with its length, "-" for NULL. */
static struct gw_digest hash_row(const struct gw_rows *rows, size_t row)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < rows->ncols; i++) {
		struct gw_view cell = gw_cell(rows, row, i);

		if (gw_cell_is_null(rows, row, i)) {
			gw_str_putc(&str, '-');
			continue;
		}
		gw_str_printf(&str, "%zu:", cell.n);
		gw_str_add(&str, cell);
	}
	return gw_sha256_of(gw_str_view(&str));
}

void gw_rows_sum_add(struct gw_rows_sum *sum, const struct gw_rows *rows, size_t row)
{
	const struct gw_digest digest = hash_row(rows, row);
	uint64_t parts[GW_COUNT(sum->sum)];

	memcpy(parts, digest.bytes, sizeof(parts));
	for (size_t i = 0; i < GW_COUNT(parts); i++)
		sum->sum[i] += parts[i];
	sum->count++;
}

bool gw_rows_sum_eq(const struct gw_rows_sum *a, const struct gw_rows_sum *b)
{
	return a->count == b->count && memcmp(a->sum, b->sum, sizeof(a->sum)) == 0;
}

/* False: it has no columns that could be asked for. */
static bool write_query(const struct gw_schema_object *table,
			const struct gw_schema_dialect *dialect, struct gw_str *sql)
{
	size_t n = 0;

	gw_str_puts(sql, "SELECT ");
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *column = table->children.items[i];

		if (column->kind->role != GW_ROLE_COLUMN)
			continue;
		gw_str_puts(sql, n++ != 0 ? ", " : "");
		dialect->quote_name(sql, gw_view_of(column->name));
	}
	gw_str_puts(sql, " FROM ");
	if (table->schema != NULL) {
		dialect->quote_name(sql, gw_view_of(table->schema));
		gw_str_putc(sql, '.');
	}
	dialect->quote_name(sql, gw_view_of(table->name));
	return n != 0;
}

static bool sum_up_table(struct gw_conn *conn, const struct gw_schema_object *table,
			 const struct gw_schema_dialect *dialect, struct gw_rows_sum *ret_sum,
			 struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	GW_STR_AUTO struct gw_str sql = {0};
	struct gw_rows rows;

	*ret_sum = (struct gw_rows_sum){.table = table};
	if (!write_query(table, dialect, &sql))
		return true;
	if (!gw_conn_query(conn, &scratch, gw_str_text(&sql), NULL, 0, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++)
		gw_rows_sum_add(ret_sum, &rows, i);
	return true;
}

bool gw_rows_sum_up(struct gw_conn *conn, struct gw_arena *arena, const struct gw_schema *schema,
		    struct gw_rows_sums *ret_sums, struct gw_error **err)
{
	*ret_sums = (struct gw_rows_sums){0};
	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *object = schema->objects.items[i];
		struct gw_rows_sum sum;

		if (object->kind->role != GW_ROLE_TABLE)
			continue;
		if (!sum_up_table(conn, object, schema->dialect, &sum, err))
			return false;
		gw_vec_push(arena, &ret_sums->list, sum);
	}
	return true;
}
