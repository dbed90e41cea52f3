/*
 * PostgreSQL's schemas: the descriptor, and how names and texts are quoted.
 */
#include "schema/postgres/postgres_int.h"

#include <stdlib.h>

#include "engine/literal.h"

/* Words that are no names, or no names everywhere, unless they are quoted; in order. PostgreSQL 18. */
static const char *const words[] = {
	"all",
	"analyse",
	"analyze",
	"and",
	"any",
	"array",
	"as",
	"asc",
	"asymmetric",
	"authorization",
	"between",
	"bigint",
	"binary",
	"bit",
	"boolean",
	"both",
	"case",
	"cast",
	"char",
	"character",
	"check",
	"coalesce",
	"collate",
	"collation",
	"column",
	"concurrently",
	"constraint",
	"create",
	"cross",
	"current_catalog",
	"current_date",
	"current_role",
	"current_schema",
	"current_time",
	"current_timestamp",
	"current_user",
	"dec",
	"decimal",
	"default",
	"deferrable",
	"desc",
	"distinct",
	"do",
	"else",
	"end",
	"except",
	"exists",
	"extract",
	"false",
	"fetch",
	"float",
	"for",
	"foreign",
	"freeze",
	"from",
	"full",
	"grant",
	"greatest",
	"group",
	"grouping",
	"having",
	"ilike",
	"in",
	"initially",
	"inner",
	"inout",
	"int",
	"integer",
	"intersect",
	"interval",
	"into",
	"is",
	"isnull",
	"join",
	"json",
	"json_array",
	"json_arrayagg",
	"json_exists",
	"json_object",
	"json_objectagg",
	"json_query",
	"json_scalar",
	"json_serialize",
	"json_table",
	"json_value",
	"lateral",
	"leading",
	"least",
	"left",
	"like",
	"limit",
	"localtime",
	"localtimestamp",
	"merge_action",
	"national",
	"natural",
	"nchar",
	"none",
	"normalize",
	"not",
	"notnull",
	"null",
	"nullif",
	"numeric",
	"offset",
	"on",
	"only",
	"or",
	"order",
	"out",
	"outer",
	"overlaps",
	"overlay",
	"placing",
	"position",
	"precision",
	"primary",
	"real",
	"references",
	"returning",
	"right",
	"row",
	"select",
	"session_user",
	"setof",
	"similar",
	"smallint",
	"some",
	"substring",
	"symmetric",
	"system_user",
	"table",
	"tablesample",
	"then",
	"time",
	"timestamp",
	"to",
	"trailing",
	"treat",
	"trim",
	"true",
	"union",
	"unique",
	"user",
	"using",
	"values",
	"varchar",
	"variadic",
	"verbose",
	"when",
	"where",
	"window",
	"with",
	"xmlattributes",
	"xmlconcat",
	"xmlelement",
	"xmlexists",
	"xmlforest",
	"xmlnamespaces",
	"xmlparse",
	"xmlpi",
	"xmlroot",
	"xmlserialize",
	"xmltable",
};

static int compare_word(const void *key, const void *item)
{
	const struct gw_view *name = key;
	const char *const *word = item;

	return gw_view_cmp(*name, gw_view_of(*word));
}

static bool is_plain(struct gw_view name)
{
	if (name.n == 0 || (name.p[0] >= '0' && name.p[0] <= '9'))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_')
			return false;
	}
	return bsearch(&name, words, GW_COUNT(words), sizeof(words[0]), compare_word) == NULL;
}

static void quote_name(struct gw_str *str, struct gw_view name)
{
	if (is_plain(name))
		gw_str_add(str, name);
	else
		gw_add_quoted(str, name, '"');
}

/* E'..' where there is a backslash: right whatever standard_conforming_strings says. */
static void quote_text(struct gw_str *str, struct gw_view text)
{
	if (gw_view_find_char(text, '\\') == GW_NOWHERE) {
		gw_add_quoted(str, text, '\'');
		return;
	}
	gw_str_puts(str, "E'");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\'' || text.p[i] == '\\')
			gw_str_putc(str, text.p[i]);
		gw_str_putc(str, text.p[i]);
	}
	gw_str_putc(str, '\'');
}

static const struct gw_schema_kind *const kinds[] = {
	&gw_pg_schema,
	&gw_pg_extension,
	&gw_pg_enum,
	&gw_pg_domain,
	&gw_pg_domain_check,
	&gw_pg_composite,
	&gw_pg_attribute,
	&gw_pg_range,
	&gw_pg_sequence,
	&gw_pg_owned,
	&gw_pg_table,
	&gw_pg_column,
	&gw_pg_generated,
	&gw_pg_default,
	&gw_pg_late_default,
	&gw_pg_identity,
	&gw_pg_primary_key,
	&gw_pg_unique,
	&gw_pg_exclusion,
	&gw_pg_check,
	&gw_pg_foreign_key,
	&gw_pg_index,
	&gw_pg_view,
	&gw_pg_matview,
	&gw_pg_function,
	&gw_pg_procedure,
	&gw_pg_aggregate,
	&gw_pg_trigger,
	&gw_pg_partition_trigger,
	&gw_pg_rule,
	&gw_pg_policy,
	&gw_pg_collation,
	&gw_pg_view_column,
	&gw_pg_default_privileges,
	&gw_pg_key_index,
	&gw_pg_attached,
	&gw_pg_statistics,
	&gw_pg_replica_identity,
	&gw_pg_event_trigger,
	&gw_pg_wrapper,
	&gw_pg_server,
	&gw_pg_user_mapping,
	&gw_pg_option,
	&gw_pg_foreign_table,
	&gw_pg_cast,
	&gw_pg_operator,
	&gw_pg_operator_family,
	&gw_pg_operator_class,
	&gw_pg_family_member,
	&gw_pg_dictionary,
	&gw_pg_configuration,
	&gw_pg_publication,
	&gw_pg_published_table,
	&gw_pg_published_schema,
	NULL,
};

/* Bodies may name what comes later. */
static const char *const settings[] = {"SET check_function_bodies = off", NULL};

const struct gw_schema_dialect gw_schema_postgres = {
	.engine = "postgres",
	.kinds = kinds,
	.read = gw_pg_read,
	.leave_rights = gw_pg_leave_rights,
	.adjust = gw_pg_adjust,
	.quote_name = quote_name,
	.quote_text = quote_text,
	.settings = settings,
	.given = "schema public",
};
