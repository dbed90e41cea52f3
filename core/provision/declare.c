/*
 * Reading a declaration: the engine's sections say what may stand where, and which asset each name
 * in the file belongs to.
 *
 *	databases:               section, an asset for each name
 *	  shop:                  path: shop
 *	    grants:              section with one level more
 *	      reader:            path: shop, reader
 *	        table app.*:     type and name of what the right is about
 *	          - select       attribute of the asset (database shop, parts reader, table, app.*)
 */
#include <string.h>

#include "config/config.h"
#include "provision/provision_int.h"

#define PRUNE    "prune"
#define ABSENT   "absent"
#define REASSIGN "reassign_to"

enum { PATH_MAX_NAMES = 4 };

struct path {
	const char *names[PATH_MAX_NAMES];
	size_t n;
};

bool gw_declare_fail(const struct gw_declaring *declaring, const struct gw_member *member,
		     const char *problem, struct gw_error **err)
{
	return gw_yaml_fail(err, declaring->yaml, member->key_offset, member->key.n, "%.*s: %s",
			    GW_VIEW_ARG(member->key), problem);
}

bool gw_declare_fail_unknown(const struct gw_declaring *declaring, const char *what,
			     const struct gw_member *member, const char *const *names, size_t n,
			     struct gw_error **err)
{
	GW_STR_AUTO struct gw_str known = {0};
	const char *nearest = gw_nearest(member->key, names, n);

	gw_yaml_fail(err, declaring->yaml, member->key_offset, member->key.n, "unknown %s '%.*s'",
		     what, GW_VIEW_ARG(member->key));
	if (nearest != NULL) {
		gw_error_hint(*err, "Did you mean `%s`?", nearest);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		gw_str_printf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
	gw_error_detail(*err, "known here: %s", gw_str_text(&known));
	return false;
}

static bool want_map(const struct gw_declaring *declaring, const struct gw_member *member,
		     struct gw_error **err)
{
	if (member->value->kind == GW_NODE_MAP || member->value->kind == GW_NODE_NULL)
		return true;
	return gw_declare_fail(declaring, member, "write a map", err);
}

static bool push(const struct gw_declaring *declaring, const struct path *path,
		 const struct gw_member *member, struct path *ret_path, struct gw_error **err)
{
	*ret_path = *path;
	if (member->key.n == 0)
		return gw_declare_fail(declaring, member, "the name is empty", err);
	ret_path->names[ret_path->n++] = gw_view_dup(declaring->arena, member->key);
	return true;
}

/* The asset that a path, and for rights a type and a name, mean. */
static struct gw_asset *asset_of(const struct gw_declaring *declaring,
				 const struct gw_estate_section *section, const struct path *path,
				 const char *type, const char *name, const struct gw_member *member)
{
	const struct gw_kind *kind = section->kind;
	struct gw_asset *asset = gw_new(declaring->arena, struct gw_asset);

	asset->kind = kind;
	asset->database = kind->in_database ? path->names[0] : NULL;
	for (size_t i = 0; i < kind->nparts; i++) {
		switch (section->parts[i]) {
		case '-':
			asset->parts[i] = "";
			break;
		case 'a':
			asset->parts[i] = type;
			break;
		case 'b':
			asset->parts[i] = name;
			break;
		default:
			asset->parts[i] = path->names[section->parts[i] - '0'];
			break;
		}
	}
	asset->offset = member->key_offset;
	asset->length = member->key.n;
	return gw_estate_add(&declaring->declared->estate, declaring->arena, asset);
}

/* --- properties --- */

/* All that a map of an asset may hold. */
static bool fail_key(const struct gw_declaring *declaring, const struct gw_kind *kind,
		     const struct gw_estate_section *inner, const struct gw_member *member,
		     struct gw_error **err)
{
	GW_VEC(const char *) names = {0};

	for (const struct gw_property *property = kind->properties; property->name != NULL;
	     property++) {
		if (property->unwritten)
			continue;
		gw_vec_push(declaring->arena, &names, property->name);
		if (property->also != NULL && (names.n < 2 || property[-1].also != property->also))
			gw_vec_push(declaring->arena, &names, property->also);
	}
	for (; inner != NULL && inner->name != NULL; inner++)
		gw_vec_push(declaring->arena, &names, inner->name);
	gw_vec_push(declaring->arena, &names, ABSENT);
	if (kind == declaring->engine->estate->role)
		gw_vec_push(declaring->arena, &names, REASSIGN);
	return gw_declare_fail_unknown(declaring, "key", member, names.items, names.n, err);
}

static bool read_property(const struct gw_declaring *declaring, struct gw_asset *asset,
			  const struct gw_member *member, bool *ret_found, struct gw_error **err)
{
	struct gw_attribute attribute = {.offset = member->key_offset, .length = member->key.n};

	*ret_found = false;
	for (const struct gw_property *property = asset->kind->properties; property->name != NULL;
	     property++) {
		if (property->unwritten ||
		    (!gw_view_is(member->key, property->name) &&
		     (property->also == NULL || !gw_view_is(member->key, property->also))))
			continue;
		*ret_found = true;
		if (property->type == GW_ESTATE_SECRET)
			return gw_declare_password(declaring, member, &asset->password, err);
		attribute.name = property->name;
		if (!gw_declare_value(declaring, member, property, &attribute.value, err))
			return false;
		gw_asset_set(declaring->arena, asset, &attribute);
	}
	return true;
}

/* `absent: true` and who inherits. */
static bool read_absence(const struct gw_declaring *declaring, struct gw_asset *asset,
			 const struct gw_member *member, bool *ret_found, struct gw_error **err)
{
	static const struct gw_property absent = {.name = ABSENT, .type = GW_ESTATE_BOOL};
	static const struct gw_property reassign = {.name = REASSIGN};
	const char *value;

	*ret_found = true;
	if (gw_view_is(member->key, ABSENT)) {
		if (!gw_declare_value(declaring, member, &absent, &value, err))
			return false;
		asset->absent = strcmp(value, "true") == 0;
		return true;
	}
	if (gw_view_is(member->key, REASSIGN) && asset->kind == declaring->engine->estate->role)
		return gw_declare_value(declaring, member, &reassign, &asset->heir, err);
	*ret_found = false;
	return true;
}

static bool read_section(const struct gw_declaring *declaring,
			 const struct gw_estate_section *section, const struct path *path,
			 size_t levels, const struct gw_member *member, struct gw_error **err);

static const struct gw_estate_section *find_section(const struct gw_estate_section *sections,
						    struct gw_view name)
{
	for (; sections != NULL && sections->name != NULL; sections++) {
		if (gw_view_is(name, sections->name))
			return sections;
	}
	return NULL;
}

static bool read_asset_member(const struct gw_declaring *declaring, struct gw_asset *asset,
			      const struct gw_estate_section *inner, const struct path *path,
			      const struct gw_member *member, struct gw_error **err)
{
	const struct gw_estate_section *section = find_section(inner, member->key);
	bool found;

	if (section != NULL)
		return read_section(declaring, section, path, section->levels, member, err);
	if (!read_property(declaring, asset, member, &found, err))
		return false;
	if (!found && !read_absence(declaring, asset, member, &found, err))
		return false;
	return found || fail_key(declaring, asset->kind, inner, member, err);
}

static bool read_asset(const struct gw_declaring *declaring,
		       const struct gw_estate_section *section, const struct path *path,
		       const struct gw_member *member, struct gw_error **err)
{
	struct gw_asset *asset;
	struct path inside;

	const char *(*problem_of)(const char *name) = section->kind->problem_of_name;
	const char *problem;

	if (!push(declaring, path, member, &inside, err) || !want_map(declaring, member, err))
		return false;
	problem = problem_of != NULL ? problem_of(inside.names[inside.n - 1]) : NULL;
	if (problem != NULL)
		return gw_declare_fail(declaring, member, problem, err);
	asset = asset_of(declaring, section, &inside, NULL, NULL, member);
	for (size_t i = 0; i < member->value->members.n; i++) {
		if (!read_asset_member(declaring, asset, section->inner, &inside,
				       &member->value->members.items[i], err))
			return false;
	}
	return true;
}

/* --- settings and links --- */

static bool is_setting_name(struct gw_view name)
{
	for (size_t i = 0; i < name.n; i++) {
		if (!(name.p[i] >= 'a' && name.p[i] <= 'z') &&
		    !(name.p[i] >= 'A' && name.p[i] <= 'Z') &&
		    !(name.p[i] >= '0' && name.p[i] <= '9') && name.p[i] != '_' && name.p[i] != '.')
			return false;
	}
	return name.n != 0;
}

static bool read_settings(const struct gw_declaring *declaring,
			  const struct gw_estate_section *section, const struct path *path,
			  const struct gw_member *member, struct gw_error **err)
{
	static const struct gw_property text = {.type = GW_ESTATE_TEXT};
	struct gw_asset *asset;

	if (!want_map(declaring, member, err))
		return false;
	asset = asset_of(declaring, section, path, NULL, NULL, member);
	for (size_t i = 0; i < member->value->members.n; i++) {
		const struct gw_member *setting = &member->value->members.items[i];
		struct gw_attribute attribute = {
			.name = gw_view_dup_lower(declaring->arena, setting->key),
			.offset = setting->key_offset,
			.length = setting->key.n,
		};

		if (!is_setting_name(setting->key))
			return gw_declare_fail(declaring, setting, "this is no name of a setting",
					       err);
		if (!gw_declare_value(declaring, setting, &text, &attribute.value, err))
			return false;
		gw_asset_set(declaring->arena, asset, &attribute);
	}
	return true;
}

/* A name, or a map of one name to its properties. */
static bool read_link(const struct gw_declaring *declaring, const struct gw_estate_section *section,
		      const struct path *path, const struct gw_member *member,
		      const struct gw_node *item, struct gw_error **err)
{
	struct gw_member named = {.key = item->text, .key_offset = item->offset};
	struct path inside;

	if (item->kind == GW_NODE_MAP && item->members.n == 1)
		return read_asset(declaring, section, path, &item->members.items[0], err);
	if (item->kind != GW_NODE_SCALAR)
		return gw_declare_fail(declaring, member,
				       "its elements are names, or {name: {option: value}}", err);
	if (!push(declaring, path, &named, &inside, err))
		return false;
	asset_of(declaring, section, &inside, NULL, NULL, &named);
	return true;
}

static bool read_links(const struct gw_declaring *declaring,
		       const struct gw_estate_section *section, const struct path *path,
		       const struct gw_member *member, struct gw_error **err)
{
	const struct gw_node *list = member->value;

	if (list->kind == GW_NODE_SCALAR)
		return read_link(declaring, section, path, member, list, err);
	if (list->kind != GW_NODE_LIST)
		return gw_declare_fail(declaring, member, "write a list: [a, b]", err);
	for (size_t i = 0; i < list->items.n; i++) {
		if (!read_link(declaring, section, path, member, list->items.items[i], err))
			return false;
	}
	return true;
}

/* --- what rights and owners are about --- */

static bool read_value(const struct gw_declaring *declaring,
		       const struct gw_estate_section *section, const struct path *path,
		       const struct gw_member *member, struct gw_error **err)
{
	const struct gw_property *property = &section->kind->properties[0];
	const struct gw_target *target;
	const char *name;
	struct gw_attribute attribute = {
		.name = property->name,
		.offset = member->key_offset,
		.length = member->key.n,
	};

	if (!gw_declare_target(declaring, section->kind, member, &target, &name, err) ||
	    !gw_declare_value(declaring, member, property, &attribute.value, err))
		return false;
	gw_asset_set(declaring->arena,
		     asset_of(declaring, section, path, target->name, name, member), &attribute);
	return true;
}

static bool read_right(const struct gw_declaring *declaring,
		       const struct gw_estate_section *section, const struct path *path,
		       const struct gw_member *member, struct gw_error **err)
{
	const struct gw_node *list = member->value;
	bool single = list->kind == GW_NODE_SCALAR;
	const struct gw_target *target;
	struct gw_asset *asset;
	const char *name;

	if (!gw_declare_target(declaring, section->kind, member, &target, &name, err))
		return false;
	if (!single && list->kind != GW_NODE_LIST)
		return gw_declare_fail(declaring, member, "write a list of privileges", err);
	asset = asset_of(declaring, section, path, target->name, name, member);
	for (size_t i = 0; i < (single ? 1 : list->items.n); i++) {
		struct gw_attribute attribute;

		if (!gw_declare_privilege(declaring, single ? list : list->items.items[i], target,
					  &attribute, err))
			return false;
		gw_asset_set(declaring->arena, asset, &attribute);
	}
	return true;
}

/* --- sections --- */

typedef bool read_fn(const struct gw_declaring *declaring, const struct gw_estate_section *section,
		     const struct path *path, const struct gw_member *member,
		     struct gw_error **err);

/* How a member of the section's map is read; NULL: the map itself is one value. */
static read_fn *reader_of_member(enum gw_shape shape)
{
	switch (shape) {
	case GW_SHAPE_ASSETS:
		return read_asset;
	case GW_SHAPE_VALUES:
		return read_value;
	case GW_SHAPE_RIGHTS:
		return read_right;
	case GW_SHAPE_SETTINGS:
	case GW_SHAPE_LINKS:
		return NULL;
	}
	return NULL;
}

static bool read_section(const struct gw_declaring *declaring,
			 const struct gw_estate_section *section, const struct path *path,
			 size_t levels, const struct gw_member *member, struct gw_error **err)
{
	read_fn *read = reader_of_member(section->shape);
	struct path inside;

	if (levels == 0 && section->shape == GW_SHAPE_SETTINGS)
		return read_settings(declaring, section, path, member, err);
	if (levels == 0 && section->shape == GW_SHAPE_LINKS)
		return read_links(declaring, section, path, member, err);
	if (!want_map(declaring, member, err))
		return false;
	for (size_t i = 0; i < member->value->members.n; i++) {
		const struct gw_member *item = &member->value->members.items[i];
		bool ok = levels != 0 ? push(declaring, path, item, &inside, err) &&
						read_section(declaring, section, &inside,
							     levels - 1, item, err)
				      : read(declaring, section, path, item, err);

		if (!ok)
			return false;
	}
	return true;
}

static bool read_prune(const struct gw_declaring *declaring, const struct gw_member *member,
		       struct gw_error **err)
{
	const struct gw_kind *const *kinds = declaring->engine->estate->kinds;
	GW_VEC(const char *) names = {0};

	if (member->value->kind != GW_NODE_LIST)
		return gw_declare_fail(declaring, member, "write a list: [grants, memberships]",
				       err);
	for (size_t i = 0; kinds[i] != NULL; i++) {
		if (kinds[i]->plural != NULL)
			gw_vec_push(declaring->arena, &names, kinds[i]->plural);
	}
	for (size_t i = 0; i < member->value->items.n; i++) {
		const struct gw_node *item = member->value->items.items[i];
		const struct gw_member named = {.key = item->text, .key_offset = item->offset};
		size_t found = 0;

		while (found < names.n && !gw_view_is(item->text, names.items[found]))
			found++;
		if (found == names.n)
			return gw_declare_fail_unknown(declaring, "kind", &named, names.items,
						       names.n, err);
		gw_vec_push(declaring->arena, &declaring->declared->prune, names.items[found]);
	}
	return true;
}

static bool read_top(const struct gw_declaring *declaring, const struct gw_member *member,
		     struct gw_error **err)
{
	const struct gw_estate_section *sections = declaring->engine->estate->sections;
	const struct gw_estate_section *section = find_section(sections, member->key);
	const struct path top = {0};
	GW_VEC(const char *) names = {0};

	if (section != NULL)
		return read_section(declaring, section, &top, section->levels, member, err);
	if (gw_view_is(member->key, PRUNE))
		return read_prune(declaring, member, err);
	for (; sections->name != NULL; sections++)
		gw_vec_push(declaring->arena, &names, sections->name);
	gw_vec_push(declaring->arena, &names, PRUNE);
	return gw_declare_fail_unknown(declaring, "key", member, names.items, names.n, err);
}

bool gw_declared_read(struct gw_arena *arena, const struct gw_engine *engine,
		      const struct gw_yaml *yaml, const struct gw_node *node,
		      struct gw_declared *ret_declared, struct gw_error **err)
{
	const struct gw_declaring declaring = {
		.arena = arena,
		.engine = engine,
		.yaml = yaml,
		.declared = ret_declared,
	};

	*ret_declared = (struct gw_declared){.yaml = *yaml};
	if (node->kind == GW_NODE_NULL)
		return true;
	if (node->kind != GW_NODE_MAP)
		return gw_yaml_fail(err, yaml, node->offset, 0,
				    "what is to be provisioned is a map of sections");
	for (size_t i = 0; i < node->members.n; i++) {
		if (!read_top(&declaring, &node->members.items[i], err))
			return false;
	}
	return true;
}

bool gw_declared_prunes(const struct gw_declared *declared, const struct gw_kind *kind)
{
	for (size_t i = 0; i < declared->prune.n; i++) {
		if (kind->plural != NULL && strcmp(declared->prune.items[i], kind->plural) == 0)
			return true;
	}
	return false;
}
