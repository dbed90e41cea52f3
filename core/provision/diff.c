/*
 * The difference between what is declared and what is live, as actions in order.
 *
 * Declared assets with patterns are taken apart first: each stands for the live assets that it fits
 * (see wanted.c). Then three rules: what is wanted and not there is made; what is there and differs is
 * changed; what is there and not wanted is dropped, or loses attributes, where its kind is pruned.
 */
#include <stdlib.h>
#include <string.h>

#include "provision/diff_int.h"

/* --- actions --- */

static struct gw_action *new_action(const struct gw_diffing *diffing, enum gw_deed deed,
				    const struct gw_asset *asset, const struct gw_asset *live)
{
	struct gw_action *action = gw_new(diffing->arena, struct gw_action);
	const struct gw_kind *kind = asset->kind;

	action->deed = deed;
	action->asset = asset;
	action->live = live;
	action->database = asset->database;
	action->stage = deed == GW_DEED_DROP ? kind->drop : kind->make;
	/* What is changed needs not be alone, as its making has to: it comes after that. */
	if (deed == GW_DEED_CHANGE && kind->alone)
		action->stage = GW_STAGE_SERVER;
	return action;
}

static void refuse(const struct gw_diffing *diffing, const struct gw_asset *asset, const char *why,
		   const char *hint)
{
	const struct gw_provision_refusal refusal = {.asset = asset, .why = why, .hint = hint};

	gw_vec_push(diffing->arena, &diffing->difference->refusals, refusal);
}

/* --- what is wanted --- */

/* What a live attribute has, seen as the value that a declared one is compared with. */
static const char *live_value(const struct gw_asset *live, const struct gw_kind *kind,
			      const char *name, bool *ret_known)
{
	const struct gw_attribute *attribute = live != NULL ? gw_asset_attribute(live, name) : NULL;

	*ret_known = attribute == NULL || attribute->value != NULL;
	return attribute != NULL ? attribute->value : kind->missing;
}

static bool is_same(const struct gw_diffing *diffing, const struct gw_property *property,
		    const char *name, const char *before, const char *after)
{
	if (before == NULL)
		return false;
	if (property != NULL)
		return gw_property_same(diffing->arena, property, before, after);
	return diffing->request->engine->estate->same(diffing->arena, name, before, after);
}

static void refuse_fixed(const struct gw_diffing *diffing, const struct gw_asset *asset,
			 const struct gw_change *change)
{
	refuse(diffing, asset,
	       gw_format(diffing->arena, "its %s is %s and cannot be made %s", change->name,
			 change->before, change->after),
	       "Declare what is there, or make it anew: copy what is in it, drop it, provision, "
	       "and "
	       "put it back.");
}

/* The changes that a declared attribute asks for. */
static void compare(const struct gw_diffing *diffing, const struct gw_attribute *wanted,
		    struct gw_action *action)
{
	const struct gw_kind *kind = action->asset->kind;
	bool known;
	struct gw_change change = {
		.name = wanted->name,
		.before = live_value(action->live, kind, wanted->name, &known),
		.after = wanted->value,
		.property = gw_kind_property(kind, wanted->name),
	};

	if (action->live != NULL &&
	    (!known || (change.property != NULL && change.property->only_told)))
		return;
	/* What everybody may do in a new database is not for certain, and is taken away. */
	if (diffing->request->is_new && kind->missing != NULL &&
	    strcmp(change.after, kind->missing) == 0)
		change.before = NULL;
	if (is_same(diffing, change.property, change.name, change.before, change.after))
		return;
	if (action->live != NULL && change.property != NULL && change.property->fixed)
		refuse_fixed(diffing, action->asset, &change);
	else
		gw_vec_push(diffing->arena, &action->changes, change);
}

/* Of attributes with any names the asset is no more than their container. */
static enum gw_deed deed_of_container(const struct gw_action *action)
{
	const char *missing = action->asset->kind->missing;
	bool makes = true, drops = true;

	for (size_t i = 0; i < action->changes.n; i++) {
		const struct gw_change *change = &action->changes.items[i];

		makes &= change->before == NULL ||
			 (missing != NULL && strcmp(change->before, missing) == 0);
		drops &= change->after == NULL ||
			 (missing != NULL && strcmp(change->after, missing) == 0);
	}
	return drops ? GW_DEED_DROP : makes ? GW_DEED_MAKE : GW_DEED_CHANGE;
}

static void add_action(const struct gw_diffing *diffing, struct gw_action *action)
{
	gw_vec_push(diffing->arena, &diffing->difference->actions, action);
}

static void want(const struct gw_diffing *diffing, const struct gw_asset *asset)
{
	const struct gw_kind *kind = asset->kind;
	const struct gw_asset *live = gw_estate_find(diffing->request->live, diffing->arena, asset);
	struct gw_action *action = new_action(diffing, live == NULL ? GW_DEED_MAKE : GW_DEED_CHANGE,
					      asset, live);

	for (size_t i = 0; i < asset->attributes.n; i++)
		compare(diffing, &asset->attributes.items[i], action);
	if (action->changes.n == 0 && (live != NULL || kind->properties == NULL))
		return;
	if (kind->properties == NULL)
		action->deed = deed_of_container(action);
	add_action(diffing, action);
}

/* --- what is not wanted --- */

static void drop(const struct gw_diffing *diffing, const struct gw_asset *live,
		 const struct gw_asset *declared)
{
	struct gw_action *action = new_action(diffing, GW_DEED_DROP, live, live);

	if (declared != NULL) {
		struct gw_asset *asset = gw_new(diffing->arena, struct gw_asset);

		*asset = *live;
		asset->heir = declared->heir;
		asset->offset = declared->offset;
		asset->length = declared->length;
		action->asset = asset;
	}
	add_action(diffing, action);
}

/* Attributes go: those that declared (may be NULL) has, or those that it has not. */
static void drop_attributes(const struct gw_diffing *diffing, const struct gw_asset *live,
			    const struct gw_asset *declared, bool that_it_has)
{
	struct gw_action *action = new_action(diffing, GW_DEED_CHANGE, live, live);

	for (size_t i = 0; i < live->attributes.n; i++) {
		const struct gw_attribute *attribute = &live->attributes.items[i];
		const struct gw_change change = {
			.name = attribute->name,
			.before = attribute->value,
			.after = live->kind->missing,
		};

		bool has = declared != NULL &&
			   gw_asset_attribute(declared, attribute->name) != NULL;

		if (attribute->implied || attribute->value == NULL || has != that_it_has ||
		    (change.after != NULL && strcmp(change.before, change.after) == 0))
			continue;
		gw_vec_push(diffing->arena, &action->changes, change);
	}
	if (action->changes.n == 0)
		return;
	action->deed = deed_of_container(action);
	add_action(diffing, action);
}

static bool is_between_others(const struct gw_diffing *diffing, const struct gw_asset *live)
{
	const struct gw_estate *declared = &diffing->request->declared->estate;
	const struct gw_kind *const *parties = live->kind->parties;

	for (size_t i = 0; parties != NULL && parties[i] != NULL; i++) {
		for (size_t part = 0; part < live->kind->nparts; part++) {
			if (gw_estate_get(declared, diffing->arena, parties[i], NULL,
					  live->parts[part]) != NULL)
				return false;
		}
	}
	return parties != NULL;
}

static void prune(const struct gw_diffing *diffing, const struct gw_asset *live)
{
	if (live->implied || live->apart ||
	    !gw_declared_prunes(diffing->request->declared, live->kind) ||
	    is_between_others(diffing, live))
		return;
	if (live->kind->properties == NULL)
		drop_attributes(diffing, live,
				gw_estate_find(&diffing->wanted, diffing->arena, live), false);
	else if (gw_estate_find(&diffing->wanted, diffing->arena, live) == NULL)
		drop(diffing, live,
		     gw_estate_find(&diffing->request->declared->estate, diffing->arena, live));
}

static bool is_in_scope(const struct gw_diff_request *request, const struct gw_asset *asset)
{
	if (asset->kind->in_database != (request->database != NULL))
		return false;
	return asset->database == NULL || strcmp(asset->database, request->database) == 0;
}

/* Declared absent, and there. An owner is not taken away: there has to be one. */
static void drop_absent(const struct gw_diffing *diffing)
{
	const struct gw_declared *declared = diffing->request->declared;

	for (size_t i = 0; i < diffing->unwanted.assets.n; i++) {
		const struct gw_asset *asset = diffing->unwanted.assets.items[i];
		const struct gw_asset *live = gw_estate_find(diffing->request->live, diffing->arena,
							     asset);

		if (live == NULL || gw_declared_prunes(declared, asset->kind) ||
		    (declared->reversed && (live->implied || asset->kind->plural == NULL)))
			continue;
		if (asset->kind->properties == NULL)
			drop_attributes(diffing, live, asset, true);
		else
			drop(diffing, live, asset);
	}
}

/* --- order --- */

static size_t rank_of_kind(const struct gw_diffing *diffing, const struct gw_kind *kind)
{
	const struct gw_kind *const *kinds = diffing->request->engine->estate->kinds;
	size_t i = 0;

	while (kinds[i] != NULL && kinds[i] != kind)
		i++;
	return i;
}

/* In a stage, what is dropped comes last, and what was made last is dropped first. */
static int64_t rank_of(const struct gw_diffing *diffing, const struct gw_action *action)
{
	enum { KINDS_MAX = 100 };
	const struct gw_kind *kind = action->asset->kind;
	int64_t rank = (int64_t)rank_of_kind(diffing, kind);
	bool drops = action->deed == GW_DEED_DROP && kind->properties != NULL;

	return (int64_t)action->stage * 2 * KINDS_MAX + (drops ? 2 * KINDS_MAX - 1 - rank : rank);
}

/* Stable: in order of the file where nothing else decides. Nearly all is in order already. */
static void sort(const struct gw_diffing *diffing, size_t first)
{
	struct gw_action **items = diffing->difference->actions.items;

	for (size_t i = first + 1; i < diffing->difference->actions.n; i++) {
		struct gw_action *action = items[i];
		int64_t rank = rank_of(diffing, action);
		size_t at = i;

		while (at > first && rank_of(diffing, items[at - 1]) > rank) {
			items[at] = items[at - 1];
			at--;
		}
		items[at] = action;
	}
}

void gw_diff(struct gw_arena *arena, const struct gw_diff_request *request,
	     struct gw_difference *difference)
{
	struct gw_diffing diffing = {
		.arena = arena,
		.request = request,
		.difference = difference,
	};
	size_t first = difference->actions.n;

	gw_diff_want(&diffing);
	for (size_t i = 0; i < diffing.wanted.assets.n; i++)
		want(&diffing, diffing.wanted.assets.items[i]);
	drop_absent(&diffing);
	for (size_t i = 0; i < request->live->assets.n; i++) {
		if (is_in_scope(request, request->live->assets.items[i]))
			prune(&diffing, request->live->assets.items[i]);
	}
	sort(&diffing, first);
}
