/*
 * Objects of an estate, and the text of statements: what all engines and provision/ share.
 */
#include "engine/estate.h"

#include <string.h>

#include "engine/engine.h"

/* The asset's name as one text, unlike that of any other asset. */
static const char *key_of(struct gw_arena *arena, const struct gw_asset *asset)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, asset->kind->name);
	gw_str_putc(&str, '\n');
	gw_str_puts(&str, asset->database != NULL ? asset->database : "");
	for (size_t i = 0; i < asset->kind->nparts; i++) {
		gw_str_putc(&str, '\n');
		gw_str_puts(&str, asset->parts[i]);
	}
	return gw_str_take(&str, arena);
}

const char *gw_asset_label(struct gw_arena *arena, const struct gw_asset *asset)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, asset->kind->name);
	gw_str_putc(&str, ' ');
	if (asset->kind->label != NULL)
		asset->kind->label(asset, &str);
	else
		gw_str_puts(&str, asset->parts[asset->kind->nparts - 1]);
	return gw_str_take(&str, arena);
}

struct gw_asset *gw_estate_find(const struct gw_estate *estate, struct gw_arena *arena,
				const struct gw_asset *like)
{
	return gw_map_get(&estate->by_key, gw_view_of(key_of(arena, like)));
}

struct gw_asset *gw_estate_get(const struct gw_estate *estate, struct gw_arena *arena,
			       const struct gw_kind *kind, const char *database,
			       const char *first_part)
{
	const struct gw_asset like = {
		.kind = kind,
		.database = database,
		.parts = {first_part},
	};

	return gw_estate_find(estate, arena, &like);
}

struct gw_asset *gw_estate_add(struct gw_estate *estate, struct gw_arena *arena,
			       struct gw_asset *asset)
{
	struct gw_view key = gw_view_of(key_of(arena, asset));
	struct gw_asset *known = gw_map_get(&estate->by_key, key);

	if (known != NULL)
		return known;
	gw_map_put(arena, &estate->by_key, key, asset);
	gw_vec_push(arena, &estate->assets, asset);
	return asset;
}

const struct gw_attribute *gw_asset_attribute(const struct gw_asset *asset, const char *name)
{
	for (size_t i = 0; i < asset->attributes.n; i++) {
		if (strcmp(asset->attributes.items[i].name, name) == 0)
			return &asset->attributes.items[i];
	}
	return NULL;
}

const char *gw_asset_value(const struct gw_asset *asset, const char *name)
{
	const struct gw_attribute *attribute = gw_asset_attribute(asset, name);

	return attribute != NULL ? attribute->value : NULL;
}

void gw_asset_set(struct gw_arena *arena, struct gw_asset *asset,
		  const struct gw_attribute *attribute)
{
	for (size_t i = 0; i < asset->attributes.n; i++) {
		if (strcmp(asset->attributes.items[i].name, attribute->name) == 0) {
			asset->attributes.items[i] = *attribute;
			return;
		}
	}
	gw_vec_push(arena, &asset->attributes, *attribute);
}

const struct gw_property *gw_kind_property(const struct gw_kind *kind, const char *name)
{
	const struct gw_property *property = kind->properties;

	while (property != NULL && property->name != NULL) {
		if (strcmp(property->name, name) == 0)
			return property;
		property++;
	}
	return NULL;
}

const struct gw_target *gw_kind_target(const struct gw_kind *kind, const char *name)
{
	const struct gw_target *target = kind->targets;

	while (target != NULL && target->name != NULL) {
		if (strcmp(target->name, name) == 0)
			return target;
		target++;
	}
	return NULL;
}

const char *gw_action_word(const struct gw_action *action)
{
	if (action->stage == GW_STAGE_LEAVE)
		return "free";
	switch (action->deed) {
	case GW_DEED_MAKE:
		return "make";
	case GW_DEED_CHANGE:
		return "change";
	case GW_DEED_DROP:
		return "drop";
	}
	return "change";
}

const struct gw_change *gw_action_change(const struct gw_action *action, const char *name)
{
	for (size_t i = 0; i < action->changes.n; i++) {
		if (strcmp(action->changes.items[i].name, name) == 0)
			return &action->changes.items[i];
	}
	return NULL;
}

static void add_list(struct gw_render *render, struct gw_str *str, const char *format, va_list args)
{
	const struct gw_engine *engine = render->conn->engine;

	for (const char *at = format; *at != '\0'; at++) {
		if (*at != '%') {
			gw_str_putc(str, *at);
			continue;
		}
		switch (*++at) {
		case 'n':
			engine->quote_name(str, gw_view_of(va_arg(args, const char *)));
			break;
		case 't':
			engine->quote_text(render->conn, str,
					   gw_view_of(va_arg(args, const char *)));
			break;
		default:
			gw_str_puts(str, va_arg(args, const char *));
			break;
		}
	}
}

void gw_sql_add(struct gw_render *render, struct gw_str *str, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_list(render, str, format, args);
	va_end(args);
}

void gw_sql_statement(struct gw_render *render, const char *format, ...)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_rendered rendered;
	va_list args;

	va_start(args, format);
	add_list(render, &str, format, args);
	va_end(args);
	rendered.sql = gw_str_take(&str, render->arena);
	rendered.shown = rendered.sql;
	gw_vec_push(render->arena, &render->list, rendered);
}
