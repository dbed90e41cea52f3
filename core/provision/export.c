/*
 * A server as a file of declarations: the sections that a declaration is read by, walked the other way.
 * What is there by itself is left out, and so is what is as it would be if nobody said anything. The
 * order is that of names: the same server gives the same file.
 */
#include <stdlib.h>
#include <string.h>

#include "provision/provision_int.h"

enum { INDENT = 2 };

struct exporting {
	struct gw_arena *arena;
	const struct gw_engine *engine;
	const struct gw_estate *live;
};

struct path {
	const char *names[GW_PARTS_MAX];
	size_t n;
};

/* --- text --- */

static bool is_plain(struct gw_view text, bool is_key)
{
	if (text.n == 0 || gw_view_is_nocase(text, "null") || text.p[0] == '-' ||
	    text.p[0] == ' ' || text.p[text.n - 1] == ' ')
		return false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    strchr(is_key ? "_-./()* " : "_-./ ", c) == NULL)
			return false;
	}
	return text.p[0] != '*' && text.p[0] != '.';
}

static void add_scalar(struct gw_str *str, const char *text, bool is_key)
{
	if (is_plain(gw_view_of(text), is_key)) {
		gw_str_puts(str, text);
		return;
	}
	gw_str_putc(str, '"');
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			gw_str_printf(str, "\\%c", *c);
		else if ((unsigned char)*c < 0x20 || *c == 0x7f)
			gw_str_printf(str, "\\x%02X", (unsigned)(unsigned char)*c);
		else
			gw_str_putc(str, *c);
	}
	gw_str_putc(str, '"');
}

static void add_key(struct gw_str *str, size_t depth, const char *key)
{
	gw_str_pad(str, ' ', depth * INDENT);
	add_scalar(str, key, true);
	gw_str_putc(str, ':');
}

/* --- which assets a section has below a path --- */

/* The name of the path's place i, as the asset has it; NULL: the section does not say. */
static const char *name_at(const struct gw_estate_section *section, const struct gw_asset *asset,
			   size_t place)
{
	if (section->kind->in_database && place == 0)
		return asset->database;
	for (size_t i = 0; i < section->kind->nparts; i++) {
		if (section->parts[i] == (char)('0' + place))
			return asset->parts[i];
	}
	return NULL;
}

static bool is_below(const struct gw_estate_section *section, const struct gw_asset *asset,
		     const struct path *path)
{
	if (asset->kind != section->kind)
		return false;
	for (size_t i = 0; i < section->kind->nparts; i++) {
		bool is_empty = asset->parts[i][0] == '\0';

		if (section->parts[i] == '-' && !is_empty)
			return false;
		if (section->parts[i] >= '0' && section->parts[i] <= '9' && is_empty)
			return false;
	}
	for (size_t i = 0; i < path->n; i++) {
		const char *name = name_at(section, asset, i);

		if (name != NULL && strcmp(name, path->names[i]) != 0)
			return false;
	}
	return true;
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	GW_VEC(const char *) list;
};

static void sort_names(struct names *names)
{
	size_t kept = 0;

	if (names->list.n != 0)
		qsort(names->list.items, names->list.n, sizeof(const char *), compare_text);
	for (size_t i = 0; i < names->list.n; i++) {
		if (kept == 0 || strcmp(names->list.items[kept - 1], names->list.items[i]) != 0)
			names->list.items[kept++] = names->list.items[i];
	}
	names->list.n = kept;
}

/* The names that come next on the paths of a section. */
static struct names names_below(const struct exporting *exporting,
				const struct gw_estate_section *section, const struct path *path)
{
	struct names names = {0};

	for (size_t i = 0; i < exporting->live->assets.n; i++) {
		const struct gw_asset *asset = exporting->live->assets.items[i];

		if (!asset->implied && is_below(section, asset, path))
			gw_vec_push(exporting->arena, &names.list,
				    name_at(section, asset, path->n));
	}
	sort_names(&names);
	return names;
}

/* --- attributes --- */

static bool is_told(const struct gw_asset *asset, const struct gw_attribute *attribute)
{
	const struct gw_property *property = gw_kind_property(asset->kind, attribute->name);

	if (attribute->implied || attribute->value == NULL ||
	    (property != NULL && property->unwritten))
		return false;
	return property == NULL ||
	       (property->type != GW_ESTATE_SECRET &&
		(property->fallback == NULL || strcmp(property->fallback, attribute->value) != 0));
}

/* "name: value" lines of what is told. */
static void add_attributes(const struct gw_asset *asset, size_t depth, struct gw_str *str)
{
	for (size_t i = 0; i < asset->attributes.n; i++) {
		const struct gw_attribute *attribute = &asset->attributes.items[i];

		if (!is_told(asset, attribute))
			continue;
		add_key(str, depth, attribute->name);
		gw_str_putc(str, ' ');
		add_scalar(str, attribute->value, false);
		gw_str_putc(str, '\n');
	}
}

static const char *target_of(struct gw_arena *arena, const struct gw_asset *asset)
{
	const struct gw_kind *kind = asset->kind;
	const char *type = asset->parts[kind->type_part], *name = asset->parts[kind->name_part];

	return name[0] != '\0' ? gw_format(arena, "%s%s%s", type, kind->joint, name) : type;
}

/* "[select, update grantable, no delete]"; nothing when nothing is told. */
static void add_privileges(const struct exporting *exporting, const struct gw_asset *asset,
			   struct gw_str *str)
{
	struct names words = {0};

	for (size_t i = 0; i < asset->attributes.n; i++) {
		const struct gw_attribute *attribute = &asset->attributes.items[i];

		if (is_told(asset, attribute))
			gw_vec_push(exporting->arena, &words.list,
				    gw_format(exporting->arena, "%s%s%s",
					      strcmp(attribute->value, "no") == 0 ? "no " : "",
					      attribute->name,
					      strcmp(attribute->value, "grantable") == 0
						      ? " grantable"
						      : ""));
	}
	sort_names(&words);
	for (size_t i = 0; i < words.list.n; i++)
		gw_str_printf(str, "%s%s", i == 0 ? " [" : ", ", words.list.items[i]);
	if (words.list.n != 0)
		gw_str_puts(str, "]\n");
}

/* --- sections --- */

static void add_section(const struct exporting *exporting, const struct gw_estate_section *section,
			const struct path *path, size_t levels, size_t depth, struct gw_str *str);

static struct path longer(const struct path *path, const char *name)
{
	struct path result = *path;

	result.names[result.n++] = name;
	return result;
}

/* The first that stands for the whole path. */
static const struct gw_asset *asset_at(const struct exporting *exporting,
				       const struct gw_estate_section *section,
				       const struct path *path)
{
	for (size_t i = 0; i < exporting->live->assets.n; i++) {
		const struct gw_asset *asset = exporting->live->assets.items[i];

		if (!asset->implied && is_below(section, asset, path))
			return asset;
	}
	return NULL;
}

static void add_headed(struct gw_str *str, size_t depth, const char *key,
		       const struct gw_str *content)
{
	if (content->n == 0)
		return;
	add_key(str, depth, key);
	gw_str_putc(str, '\n');
	gw_str_add(str, gw_str_view(content));
}

static void add_asset(const struct exporting *exporting, const struct gw_estate_section *section,
		      const struct path *path, size_t depth, struct gw_str *str)
{
	GW_STR_AUTO struct gw_str content = {0};
	const char *name = path->names[path->n - 1];

	add_attributes(asset_at(exporting, section, path), depth + 1, &content);
	for (const struct gw_estate_section *inner = section->inner;
	     inner != NULL && inner->name != NULL; inner++)
		add_section(exporting, inner, path, inner->levels, depth + 1, &content);
	if (content.n != 0) {
		add_headed(str, depth, name, &content);
		return;
	}
	add_key(str, depth, name);
	gw_str_puts(str, " {}\n");
}

/* "- name", or "- name:" and what is told of it. */
static void add_link(const struct exporting *exporting, const struct gw_estate_section *section,
		     const struct path *path, size_t depth, struct gw_str *str)
{
	GW_STR_AUTO struct gw_str content = {0};

	add_attributes(asset_at(exporting, section, path), depth + 2, &content);
	gw_str_pad(str, ' ', depth * INDENT);
	gw_str_puts(str, "- ");
	add_scalar(str, path->names[path->n - 1], true);
	gw_str_puts(str, content.n != 0 ? ":\n" : "\n");
	gw_str_add(str, gw_str_view(&content));
}

/* What stands under names of their own: assets and links. */
static void add_named(const struct exporting *exporting, const struct gw_estate_section *section,
		      const struct path *path, size_t depth, struct gw_str *str)
{
	struct names names = names_below(exporting, section, path);

	for (size_t i = 0; i < names.list.n; i++) {
		struct path inside = longer(path, names.list.items[i]);

		if (section->shape == GW_SHAPE_LINKS)
			add_link(exporting, section, &inside, depth, str);
		else
			add_asset(exporting, section, &inside, depth, str);
	}
}

/* What stands under a type and a name: rights and owners. */
static void add_targets(const struct exporting *exporting, const struct gw_estate_section *section,
			const struct path *path, size_t depth, struct gw_str *str)
{
	for (size_t i = 0; i < exporting->live->assets.n; i++) {
		const struct gw_asset *asset = exporting->live->assets.items[i];
		GW_STR_AUTO struct gw_str value = {0};

		if (asset->implied || !is_below(section, asset, path))
			continue;
		if (section->shape == GW_SHAPE_RIGHTS) {
			add_privileges(exporting, asset, &value);
		} else if (asset->attributes.items[0].value != NULL) {
			gw_str_putc(&value, ' ');
			add_scalar(&value, asset->attributes.items[0].value, false);
			gw_str_putc(&value, '\n');
		}
		if (value.n == 0)
			continue;
		add_key(str, depth, target_of(exporting->arena, asset));
		gw_str_add(str, gw_str_view(&value));
	}
}

static void add_content(const struct exporting *exporting, const struct gw_estate_section *section,
			const struct path *path, size_t depth, struct gw_str *str)
{
	const struct gw_asset *asset;

	switch (section->shape) {
	case GW_SHAPE_ASSETS:
	case GW_SHAPE_LINKS:
		add_named(exporting, section, path, depth, str);
		break;
	case GW_SHAPE_SETTINGS:
		asset = asset_at(exporting, section, path);
		if (asset != NULL)
			add_attributes(asset, depth, str);
		break;
	case GW_SHAPE_VALUES:
	case GW_SHAPE_RIGHTS:
		add_targets(exporting, section, path, depth, str);
		break;
	}
}

static void add_levels(const struct exporting *exporting, const struct gw_estate_section *section,
		       const struct path *path, size_t levels, size_t depth, struct gw_str *str)
{
	struct names names;

	if (levels == 0) {
		add_content(exporting, section, path, depth, str);
		return;
	}
	names = names_below(exporting, section, path);
	for (size_t i = 0; i < names.list.n; i++) {
		GW_STR_AUTO struct gw_str content = {0};
		struct path inside = longer(path, names.list.items[i]);

		add_levels(exporting, section, &inside, levels - 1, depth + 1, &content);
		add_headed(str, depth, names.list.items[i], &content);
	}
}

static void add_section(const struct exporting *exporting, const struct gw_estate_section *section,
			const struct path *path, size_t levels, size_t depth, struct gw_str *str)
{
	GW_STR_AUTO struct gw_str content = {0};

	add_levels(exporting, section, path, levels, depth + 1, &content);
	add_headed(str, depth, section->name, &content);
}

/* --- the whole --- */

static int compare_assets(const void *a, const void *b)
{
	const struct gw_asset *left = *(const struct gw_asset *const *)a;
	const struct gw_asset *right = *(const struct gw_asset *const *)b;

	int order = strcmp(left->kind->name, right->kind->name);

	for (size_t i = 0; order == 0 && i < left->kind->nparts; i++)
		order = strcmp(left->parts[i], right->parts[i]);
	return order;
}

static bool look_everywhere(struct gw_provision *provision, struct gw_estate *live,
			    struct gw_error **err)
{
	const struct gw_kind *database = provision->engine->estate->database;
	struct gw_conn *conn;
	size_t n;

	if (!gw_provision_enter(provision, NULL, &conn, err) ||
	    !gw_live_look(provision->arena, conn, NULL, live, err))
		return false;
	n = live->assets.n;
	for (size_t i = 0; i < n; i++) {
		const struct gw_asset *asset = live->assets.items[i];
		const char *open = gw_asset_value(asset, "allow_connections");

		if (asset->kind != database || asset->implied ||
		    (open != NULL && strcmp(open, "false") == 0))
			continue;
		if (!gw_provision_enter(provision, asset->parts[0], &conn, err) ||
		    !gw_live_look(provision->arena, conn, asset->parts[0], live, err))
			return false;
	}
	if (live->assets.n != 0)
		qsort(live->assets.items, live->assets.n, sizeof(struct gw_asset *),
		      compare_assets);
	return true;
}

bool gw_provision_export(struct gw_provision *provision, struct gw_str *str, struct gw_error **err)
{
	struct gw_estate live = {0};
	const struct exporting exporting = {
		.arena = provision->arena, .engine = provision->engine, .live = &live};
	const struct path top = {0};
	const struct gw_estate_section *section = provision->engine->estate->sections;

	if (!look_everywhere(provision, &live, err))
		return false;
	gw_str_puts(str, "provision:\n");
	for (; section->name != NULL; section++)
		add_section(&exporting, section, &top, section->levels, 1, str);
	return true;
}
