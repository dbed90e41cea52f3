/*
 * A toy engine: people who may have things, in rooms. What is declared comes from YAML, what is live
 * from lines:
 *
 *	person anna | age=7, note=tall           kind, parts, attributes; "?" is a value that is not known
 *	!room hall | size=3                      implied
 *	@hall thing box | owner=anna             in the room hall
 */
#ifndef TESTS_UNIT_PROVISION_TOY_H
#define TESTS_UNIT_PROVISION_TOY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "engine/engine.h"
#include "provision/provision.h"

static const struct gw_property toy_person_properties[] = {
	{.name = "age", .type = GW_ESTATE_NUMBER, .fallback = "-1"},
	{.name = "note", .fallback = ""},
	{.name = "born", .type = GW_ESTATE_TIME, .fixed = true},
	{.name = "tongue", .type = GW_ESTATE_LOCALE, .also = "language"},
	{.name = "voice", .type = GW_ESTATE_LOCALE, .also = "language"},
	{.name = "first_word", .only_told = true},
	{.name = "grown", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "password", .type = GW_ESTATE_SECRET},
	{0},
};
static const struct gw_property toy_room_properties[] = {
	{.name = "size", .type = GW_ESTATE_NUMBER},
	{0},
};
static const struct gw_property toy_thing_properties[] = {{.name = "owner"}, {0}};

static const char *const toy_privileges[] = {"see", "take", NULL};
static const struct gw_target toy_things[] = {
	{"thing", "THING", toy_privileges, false, false, false},
	{0},
};
static const struct gw_target toy_targets[] = {
	{"room", "ROOM", toy_privileges, true, true, false},
	{"thing", "THING", toy_privileges, false, false, false},
	{"shelf", "SHELF", toy_privileges, false, true, false},
	{0},
};

static const struct gw_kind toy_person = {
	.name = "person",
	.plural = "people",
	.nparts = 1,
	.properties = toy_person_properties,
	.make = GW_STAGE_ROLES,
	.drop = GW_STAGE_DROP_ROLES,
};
static const struct gw_kind *const toy_friend_parties[] = {&toy_person, NULL};
static const struct gw_kind toy_friend = {
	.name = "friend",
	.plural = "friends",
	.parties = toy_friend_parties,
	.nparts = 2,
	.properties = toy_person_properties,
	.make = GW_STAGE_ROLES,
	.drop = GW_STAGE_ROLES,
};
static const struct gw_kind toy_room = {
	.name = "room",
	.plural = "rooms",
	.nparts = 1,
	.properties = toy_room_properties,
	.make = GW_STAGE_DATABASES,
	.drop = GW_STAGE_DROP_DATABASES,
	.alone = true,
	.holds_data = true,
};
static const struct gw_kind toy_habit = {
	.name = "habits",
	.plural = "habits",
	.nparts = 1,
	.make = GW_STAGE_SERVER,
	.drop = GW_STAGE_SERVER,
};
static const struct gw_kind toy_shelf = {
	.name = "shelf",
	.plural = "shelves",
	.nparts = 1,
	.in_database = true,
	.properties = toy_room_properties,
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
};
static const struct gw_kind toy_thing = {
	.name = "thing",
	.nparts = 2,
	.in_database = true,
	.properties = toy_thing_properties,
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.targets = toy_things,
	.joint = " ",
	.type_part = 0,
	.name_part = 1,
	.has_patterns = true,
};
static const struct gw_kind toy_right = {
	.name = "right",
	.plural = "rights",
	.nparts = 3,
	.in_database = true,
	.missing = "no",
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.targets = toy_targets,
	.joint = " ",
	.type_part = 1,
	.name_part = 2,
	.has_patterns = true,
};
static const struct gw_kind *const toy_kinds[] = {
	&toy_person, &toy_friend, &toy_room, &toy_habit, &toy_shelf, &toy_thing, &toy_right, NULL,
};

static const struct gw_estate_section toy_inside_person[] = {
	{"friends", GW_SHAPE_LINKS, &toy_friend, 0, "10", NULL},
	{"habits", GW_SHAPE_SETTINGS, &toy_habit, 0, "0", NULL},
	{0},
};
static const struct gw_estate_section toy_inside_room[] = {
	{"shelves", GW_SHAPE_ASSETS, &toy_shelf, 0, "1", NULL},
	{"things", GW_SHAPE_VALUES, &toy_thing, 0, "ab", NULL},
	{"rights", GW_SHAPE_RIGHTS, &toy_right, 1, "1ab", NULL},
	{0},
};
static const struct gw_estate_section toy_sections[] = {
	{"people", GW_SHAPE_ASSETS, &toy_person, 0, "0", toy_inside_person},
	{"rooms", GW_SHAPE_ASSETS, &toy_room, 0, "0", toy_inside_room},
	{0},
};

static inline bool toy_same(struct gw_arena *arena GW_UNUSED, const char *name GW_UNUSED,
			    const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static inline bool toy_is_verifier(const char *text)
{
	return strncmp(text, "V$", 2) == 0;
}

static const struct gw_estate_engine toy_estate = {
	.kinds = toy_kinds,
	.sections = toy_sections,
	.database = &toy_room,
	.role = &toy_person,
	.inventory = &toy_thing,
	.same = toy_same,
	.is_verifier = toy_is_verifier,
};
static const struct gw_engine toy_engine = {.name = "toy", .label = "Toy", .estate = &toy_estate};

static inline bool toy_read(struct gw_arena *arena, const char *text,
			    struct gw_declared *ret_declared, struct gw_error **err)
{
	struct gw_yaml yaml;

	return gw_yaml_parse(arena, "toy.yaml", gw_view_of(text), &yaml, err) &&
	       gw_declared_read(arena, &toy_engine, &yaml, yaml.root, ret_declared, err);
}

static inline const struct gw_kind *toy_kind_of(struct gw_view name)
{
	size_t i = 0;

	while (i + 1 < GW_COUNT(toy_kinds) - 1 && !gw_view_is(name, toy_kinds[i]->name))
		i++;
	assert_true(gw_view_is(name, toy_kinds[i]->name));
	return toy_kinds[i];
}

static inline void toy_add_attributes(struct gw_arena *arena, struct gw_view text,
				      struct gw_asset *asset)
{
	struct gw_view item;

	while (gw_view_next_field(&text, ',', &item)) {
		struct gw_view name = {0}, value = gw_view_trim(item);
		struct gw_attribute attribute = {0};

		gw_view_next_field(&value, '=', &name);
		attribute.implied = gw_view_starts(name, "!");
		attribute.name = gw_view_dup(arena, gw_view_from(name, attribute.implied ? 1 : 0));
		attribute.value = gw_view_is(value, "?") ? NULL : gw_view_dup(arena, value);
		gw_vec_push(arena, &asset->attributes, attribute);
	}
}

static inline void toy_add_live(struct gw_arena *arena, struct gw_view line, struct gw_estate *live)
{
	struct gw_asset *asset = gw_new(arena, struct gw_asset);
	struct gw_view head, word;

	gw_view_next_field(&line, '|', &head);
	asset->implied = gw_view_starts(head, "!");
	asset->apart = gw_view_starts(head, "-");
	if (asset->implied || asset->apart)
		head = gw_view_from(head, 1);
	gw_view_next_word(&head, &word);
	if (gw_view_starts(word, "@")) {
		asset->database = gw_view_dup(arena, gw_view_from(word, 1));
		gw_view_next_word(&head, &word);
	}
	asset->kind = toy_kind_of(word);
	for (size_t i = 0; i < asset->kind->nparts; i++)
		asset->parts[i] = gw_view_next_word(&head, &word) ? gw_view_dup(arena, word) : "";
	toy_add_attributes(arena, line, asset);
	gw_estate_add(live, arena, asset);
}

static inline struct gw_estate toy_live(struct gw_arena *arena, const char *text)
{
	struct gw_view rest = gw_view_of(text), line;
	struct gw_estate live = {0};

	while (gw_view_next_line(&rest, &line)) {
		if (line.n != 0)
			toy_add_live(arena, line, &live);
	}
	return live;
}

/* "+ person anna: age=7; ~ .." */
static inline const char *toy_describe(struct gw_arena *arena, const struct gw_difference *found)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < found->actions.n; i++) {
		const struct gw_action *action = found->actions.items[i];

		gw_str_printf(&str, "%s%c %s", i > 0 ? "; " : "",
			      action->deed == GW_DEED_MAKE   ? '+'
			      : action->deed == GW_DEED_DROP ? '-'
							     : '~',
			      action->asset->kind->name);
		for (size_t part = 0; part < action->asset->kind->nparts; part++)
			gw_str_printf(&str, " %s", action->asset->parts[part]);
		for (size_t j = 0; j < action->changes.n; j++) {
			const struct gw_change *change = &action->changes.items[j];

			gw_str_printf(&str, "%s%s=%s", j == 0 ? ": " : ",", change->name,
				      change->after != NULL ? change->after : "nothing");
		}
	}
	for (size_t i = 0; i < found->waiting.n; i++)
		gw_str_printf(&str, "; ? %s", gw_asset_label(arena, found->waiting.items[i].asset));
	for (size_t i = 0; i < found->refusals.n; i++)
		gw_str_printf(&str, "; ! %s: %s",
			      gw_asset_label(arena, found->refusals.items[i].asset),
			      found->refusals.items[i].why);
	return gw_str_take(&str, arena);
}

#endif
