/*
 * The kinds of objects that can be created, altered and dropped, for all dialects together: one
 * table for command tags and for the names of objects (objects.c).
 */
#include "sql/classify_int.h"

#define DEFINITION(words, kind)                                             \
	{                                                                   \
		words, kind, "CREATE " words, "ALTER " words, "DROP " words \
	}

/* Words that begin like others stand before them. */
static const struct gw_definition definitions[] = {
	DEFINITION("TABLE", GW_OBJECT_TABLE),
	{"TABLES", GW_OBJECT_TABLE, "CREATE TABLE", "ALTER TABLE", "DROP TABLE"},
	DEFINITION("FOREIGN TABLE", GW_OBJECT_TABLE),
	DEFINITION("INDEX", GW_OBJECT_INDEX),
	DEFINITION("VIEW", GW_OBJECT_VIEW),
	DEFINITION("MATERIALIZED VIEW", GW_OBJECT_VIEW),
	DEFINITION("SEQUENCE", GW_OBJECT_SEQUENCE),
	DEFINITION("TYPE", GW_OBJECT_TYPE),
	DEFINITION("DOMAIN", GW_OBJECT_TYPE),
	DEFINITION("FUNCTION", GW_OBJECT_ROUTINE),
	DEFINITION("PROCEDURE", GW_OBJECT_ROUTINE),
	DEFINITION("ROUTINE", GW_OBJECT_ROUTINE),
	DEFINITION("PACKAGE BODY", GW_OBJECT_OTHER),
	DEFINITION("PACKAGE", GW_OBJECT_OTHER),
	DEFINITION("TRIGGER", GW_OBJECT_TRIGGER),
	DEFINITION("EVENT TRIGGER", GW_OBJECT_OTHER),
	DEFINITION("EVENT", GW_OBJECT_EVENT),
	DEFINITION("SCHEMA", GW_OBJECT_SCHEMA),
	DEFINITION("DATABASE", GW_OBJECT_DATABASE),
	DEFINITION("EXTENSION", GW_OBJECT_EXTENSION),
	DEFINITION("USER MAPPING", GW_OBJECT_OTHER),
	DEFINITION("ROLE", GW_OBJECT_ROLE),
	DEFINITION("USER", GW_OBJECT_ROLE),
	DEFINITION("GROUP", GW_OBJECT_ROLE),
	DEFINITION("AGGREGATE FUNCTION", GW_OBJECT_ROUTINE),
	DEFINITION("AGGREGATE", GW_OBJECT_ROUTINE),
	DEFINITION("POLICY", GW_OBJECT_OTHER),
	DEFINITION("RULE", GW_OBJECT_OTHER),
	DEFINITION("STATISTICS", GW_OBJECT_OTHER),
	DEFINITION("PUBLICATION", GW_OBJECT_OTHER),
	DEFINITION("SUBSCRIPTION", GW_OBJECT_OTHER),
	DEFINITION("COLLATION", GW_OBJECT_OTHER),
	DEFINITION("SERVER", GW_OBJECT_OTHER),
	DEFINITION("FOREIGN DATA WRAPPER", GW_OBJECT_OTHER),
	DEFINITION("TABLESPACE", GW_OBJECT_OTHER),
	DEFINITION("LANGUAGE", GW_OBJECT_OTHER),
	DEFINITION("CAST", GW_OBJECT_OTHER),
	DEFINITION("CONVERSION", GW_OBJECT_OTHER),
	DEFINITION("OPERATOR CLASS", GW_OBJECT_OTHER),
	DEFINITION("OPERATOR FAMILY", GW_OBJECT_OTHER),
	DEFINITION("OPERATOR", GW_OBJECT_OTHER),
	DEFINITION("ACCESS METHOD", GW_OBJECT_OTHER),
	DEFINITION("TEXT SEARCH CONFIGURATION", GW_OBJECT_OTHER),
	DEFINITION("TEXT SEARCH DICTIONARY", GW_OBJECT_OTHER),
	DEFINITION("TEXT SEARCH PARSER", GW_OBJECT_OTHER),
	DEFINITION("TEXT SEARCH TEMPLATE", GW_OBJECT_OTHER),
	DEFINITION("TRANSFORM", GW_OBJECT_OTHER),
};

/* A table's are its own, one of its primary key, and two of its TOAST table. */
static const unsigned locks[] = {
	[GW_OBJECT_TABLE] = 4,    [GW_OBJECT_VIEW] = 1,  [GW_OBJECT_INDEX] = 1,
	[GW_OBJECT_SEQUENCE] = 1, [GW_OBJECT_OTHER] = 0,
};

/* What may stand before the kind, in the order of the grammars. */
static const char modifiers[] =
	"[OR REPLACE] [OR ALTER] [ONLINE|OFFLINE] [IGNORE] [GLOBAL|LOCAL] "
	"[TEMP|TEMPORARY|UNLOGGED|VIRTUAL] [UNIQUE|FULLTEXT|SPATIAL|VECTOR] [ALGORITHM=] "
	"[DEFINER=] "
	"[SQL SECURITY *] [CONSTRAINT] [RECURSIVE] [DEFAULT] [TRUSTED] [PROCEDURAL]";

/* Goes past the words of a kind. */
static const struct gw_definition *match_kind(struct gw_cursor *cursor)
{
	struct gw_view first = gw_cursor_text(cursor);

	if (first.n == 0)
		return NULL;
	for (size_t i = 0; i < GW_COUNT(definitions); i++) {
		/* Most kinds begin with another letter. */
		if ((definitions[i].words[0] | 0x20) == (first.p[0] | 0x20) &&
		    gw_pattern_match(definitions[i].words, cursor))
			return &definitions[i];
	}
	return NULL;
}

/* Most often there is no modifier; none is the word of a kind. */
const struct gw_definition *gw_definition_at(struct gw_cursor *cursor)
{
	struct gw_cursor here = *cursor;
	const struct gw_definition *definition = match_kind(cursor);

	if (definition != NULL || !gw_pattern_match(modifiers, &here))
		return definition;
	definition = match_kind(&here);
	if (definition != NULL)
		*cursor = here;
	return definition;
}

void gw_refine_create(struct gw_cursor cursor, struct gw_class *class)
{
	const struct gw_definition *definition = gw_definition_at(&cursor);

	if (definition == NULL)
		return;
	class->tag = definition->create_tag;
	class->locks = locks[definition->kind];
}

void gw_refine_alter(struct gw_cursor cursor, struct gw_class *class)
{
	const struct gw_definition *definition = gw_definition_at(&cursor);

	if (definition != NULL)
		class->tag = definition->alter_tag;
}

void gw_refine_drop(struct gw_cursor cursor, struct gw_class *class)
{
	const struct gw_definition *definition = gw_definition_at(&cursor);

	if (definition != NULL)
		class->tag = definition->drop_tag;
}
