/*
 * Declared assets without their patterns: "table app.*" is one asset for each table of app. Of two
 * that mean the same asset, the later one wins where both say something.
 */
#include <string.h>

#include "provision/diff_int.h"

/* Text between stars is looked for from left to right; the last piece has to end the name. */
bool gw_pattern_fits(struct gw_view pattern, struct gw_view name)
{
	size_t star = gw_view_find_char(pattern, '*');
	struct gw_view piece;

	if (star == GW_NOWHERE)
		return gw_view_eq(pattern, name);
	if (!gw_view_eq(gw_view_slice(pattern, 0, star), gw_view_slice(name, 0, star)))
		return false;
	name = gw_view_from(name, star);
	pattern = gw_view_from(pattern, star + 1);
	while ((star = gw_view_find_char(pattern, '*')) != GW_NOWHERE) {
		size_t at;

		piece = gw_view_slice(pattern, 0, star);
		at = gw_view_find(name, piece);
		if (at == GW_NOWHERE)
			return false;
		name = gw_view_from(name, at + piece.n);
		pattern = gw_view_from(pattern, star + 1);
	}
	return name.n >= pattern.n && gw_view_eq(gw_view_from(name, name.n - pattern.n), pattern);
}

/* Adds asset under name, with its attributes over those that are there. */
static void add(struct gw_diffing *diffing, const struct gw_asset *asset, const char *name)
{
	struct gw_estate *estate = asset->absent ? &diffing->unwanted : &diffing->wanted;
	struct gw_asset *copy = gw_new(diffing->arena, struct gw_asset);
	struct gw_asset *known;

	*copy = *asset;
	copy->attributes.items = NULL;
	copy->attributes.n = copy->attributes.cap = 0;
	if (name != NULL)
		copy->parts[asset->kind->name_part] = name;
	known = gw_estate_add(estate, diffing->arena, copy);
	for (size_t i = 0; i < asset->attributes.n; i++)
		gw_asset_set(diffing->arena, known, &asset->attributes.items[i]);
}

static const char *type_of(const struct gw_asset *asset)
{
	const struct gw_kind *kind = asset->kind;

	return kind->about != NULL ? kind->about : asset->parts[kind->type_part];
}

/* Something that has to be there first. */
static bool is_about_something(const struct gw_asset *asset)
{
	const struct gw_kind *kind = asset->kind;
	const struct gw_target *target;

	if (!kind->has_patterns || asset->parts[kind->name_part][0] == '\0')
		return false;
	target = gw_kind_target(kind, type_of(asset));
	return target == NULL || !target->ahead;
}

static bool is_in(const struct gw_asset *thing, const char *database)
{
	if (thing->database == NULL || database == NULL)
		return thing->database == database;
	return strcmp(thing->database, database) == 0;
}

/* The type and name of a thing in the inventory that the asset is about: of a column, its table. */
static bool is_about(const struct gw_asset *asset, const struct gw_asset *thing)
{
	const struct gw_kind *kind = asset->kind, *inventory = thing->kind;
	const char *type = type_of(asset), *name = asset->parts[kind->name_part];
	const char *thing_name = thing->parts[inventory->name_part];
	size_t n = strlen(thing_name);

	if (gw_kind_target(inventory, type) == NULL && strcmp(type, "column") == 0)
		return strcmp(thing->parts[inventory->type_part], "table") == 0 &&
		       strncmp(name, thing_name, n) == 0 && name[n] == '.' && name[n + 1] != '\0';
	return strcmp(thing->parts[inventory->type_part], type) == 0 &&
	       gw_pattern_fits(gw_view_of(name), gw_view_of(thing_name));
}

/* Adds what of the inventory the asset is about; how much was that? */
static size_t add_live(struct gw_diffing *diffing, const struct gw_asset *asset, bool is_pattern)
{
	const struct gw_diff_request *request = diffing->request;
	const struct gw_kind *inventory = request->engine->estate->inventory;
	size_t found = 0;

	for (size_t i = 0; i < request->live->assets.n; i++) {
		const struct gw_asset *thing = request->live->assets.items[i];

		if (thing->kind != inventory || !is_in(thing, request->database) ||
		    (is_pattern && thing->apart) || !is_about(asset, thing))
			continue;
		add(diffing, asset, is_pattern ? thing->parts[inventory->name_part] : NULL);
		found++;
	}
	return found;
}

/* The same for what is declared to be made, and is not there yet. */
static size_t add_declared(struct gw_diffing *diffing, const struct gw_asset *asset)
{
	const struct gw_diff_request *request = diffing->request;
	const struct gw_estate *declared = &request->declared->estate;
	const char *type = type_of(asset);
	const char *name = asset->parts[asset->kind->name_part];
	size_t found = 0;

	for (size_t i = 0; i < declared->assets.n; i++) {
		const struct gw_asset *made = declared->assets.items[i];

		if (made->absent || made->database == NULL || made->kind->nparts != 1 ||
		    strcmp(made->database, request->database) != 0 ||
		    strcmp(made->kind->name, type) != 0 ||
		    gw_estate_find(request->live, diffing->arena, made) != NULL ||
		    !gw_pattern_fits(gw_view_of(name), gw_view_of(made->parts[0])))
			continue;
		add(diffing, asset, made->parts[0]);
		found++;
	}
	return found;
}

static void take(struct gw_diffing *diffing, const struct gw_asset *asset)
{
	struct gw_waiting waiting = {.asset = asset};
	bool is_pattern;
	size_t found;

	/* MariaDB keeps the rights on a table that is dropped. */
	if (!is_about_something(asset) ||
	    gw_estate_find(diffing->request->live, diffing->arena, asset) != NULL) {
		add(diffing, asset, NULL);
		return;
	}
	is_pattern = strchr(asset->parts[asset->kind->name_part], '*') != NULL;
	found = add_live(diffing, asset, is_pattern);
	if (asset->absent)
		return;
	found += add_declared(diffing, asset);
	if (found == 0 && !is_pattern)
		gw_vec_push(diffing->arena, &diffing->difference->waiting, waiting);
}

void gw_diff_want(struct gw_diffing *diffing)
{
	const struct gw_diff_request *request = diffing->request;
	const struct gw_estate *declared = &request->declared->estate;

	for (size_t i = 0; i < declared->assets.n; i++) {
		const struct gw_asset *asset = declared->assets.items[i];

		if (asset->kind->in_database != (request->database != NULL))
			continue;
		if (asset->database == NULL || strcmp(asset->database, request->database) == 0)
			take(diffing, asset);
	}
}
