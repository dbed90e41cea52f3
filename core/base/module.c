/*
 * Modules, found and opened (see module.h).
 *
 * The core lives either in the program or in libgodwit.so, and "beside" means beside whichever it
 * is. A module's undefined symbols are the core's functions: the program exports them (-rdynamic);
 * a library that its host opened with RTLD_LOCAL (as Python and most plug-in systems do) hides
 * them, so it is promoted to RTLD_GLOBAL first. dlopen() counts and locks by itself: a module that
 * is asked for twice is the same one, and there is no state to keep here.
 */
#include "base/module.h"

#include "base/str.h"

struct module {
	const char *name;
	const char *package; /* what brings the library that the module needs */
#ifdef GW_STATIC
	const void *descriptor;
#endif
};

#ifdef GW_STATIC

/* Only the addresses matter here; whoever asks knows the type. */
#define GW_MODULE(name, package) extern const char gw_module_##name[];
#include "base/modules.def"
#undef GW_MODULE

static const struct module modules[] = {
#define GW_MODULE(name, package) {#name, package, gw_module_##name},
#include "base/modules.def"
#undef GW_MODULE
};

static bool load(const struct module *module, const void **ret_descriptor,
		 struct gw_error **err GW_UNUSED)
{
	*ret_descriptor = module->descriptor;
	return true;
}

#else

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <unistd.h>

static const struct module modules[] = {
#define GW_MODULE(name, package) {#name, package},
#include "base/modules.def"
#undef GW_MODULE
};

static void free_path(char **path)
{
	free(*path);
}

/* The loader's name of the object that holds this function; "" is the program itself. */
static const char *home_object(void)
{
	static const char inside = 0; /* an address in this object */
	Dl_info info;
	void *extra = NULL;

	if (dladdr1(&inside, &info, &extra, RTLD_DL_LINKMAP) == 0 || extra == NULL)
		return "";
	return ((const struct link_map *)extra)->l_name;
}

/* "FOLDER/godwit-NAME.so" */
static void add_file(struct gw_str *path, struct gw_view folder, const struct module *module)
{
	gw_str_clear(path);
	gw_str_add(path, folder);
	gw_str_puts(path, "/godwit-");
	gw_str_puts(path, module->name);
	gw_str_puts(path, ".so");
}

/* Sets path to the module's file if there is one; searched keeps the folders for the error. */
static bool find_file(const struct module *module, const char *object, struct gw_str *path,
		      struct gw_str *searched)
{
	GW_CLEANUP(free_path)
	char *home = realpath(*object != '\0' ? object : "/proc/self/exe", NULL);
	GW_STR_AUTO struct gw_str beside = {0};
	struct gw_view home_path = gw_view_of(home);

	if (home != NULL) {
		gw_str_add(&beside,
			   gw_view_slice(home_path, 0, gw_view_rfind_char(home_path, '/')));
		gw_str_puts(&beside, "/modules");
		add_file(path, gw_str_view(&beside), module);
		if (access(gw_str_text(path), F_OK) == 0)
			return true;
		gw_str_add(searched, gw_str_view(&beside));
		gw_str_puts(searched, " nor in ");
	}
	gw_str_puts(searched, GW_MODULE_DIR);
	add_file(path, GW_VIEW(GW_MODULE_DIR), module);
	return access(gw_str_text(path), F_OK) == 0;
}

static bool fail_missing(const struct module *module, const char *searched, struct gw_error **err)
{
	gw_fail(err, GW_E_MODULE, "godwit-%s.so is not there", module->name);
	gw_error_detail(*err, "it is neither in %s", searched);
	gw_error_hint(*err,
		      "Install godwit whole: its modules belong into the folder `modules` "
		      "beside it, or into %s.",
		      GW_MODULE_DIR);
	return false;
}

static bool fail_open(const struct module *module, const char *path, const char *why,
		      struct gw_error **err)
{
	gw_fail(err, GW_E_MODULE, "%s cannot be loaded", path);
	gw_error_detail(*err, "%s", why != NULL ? why : "the loader gives no reason");
	gw_error_hint(*err, "It needs the library of the package %s: `apt install %s`.",
		      module->package, module->package);
	return false;
}

static bool load(const struct module *module, const void **ret_descriptor, struct gw_error **err)
{
	const char *object = home_object();
	GW_STR_AUTO struct gw_str path = {0};
	GW_STR_AUTO struct gw_str searched = {0};
	GW_STR_AUTO struct gw_str symbol = {0};
	const void *descriptor;
	void *handle;

	if (!find_file(module, object, &path, &searched))
		return fail_missing(module, gw_str_text(&searched), err);
	/* Promotes a hidden libgodwit.so; failing is fine, as the next dlopen() then says why. */
	if (*object != '\0')
		(void)dlopen(object, RTLD_NOW | RTLD_NOLOAD | RTLD_GLOBAL);
	handle = dlopen(gw_str_text(&path), RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		return fail_open(module, gw_str_text(&path), dlerror(), err);
	gw_str_puts(&symbol, "gw_module_");
	gw_str_puts(&symbol, module->name);
	descriptor = dlsym(handle, gw_str_text(&symbol));
	if (descriptor == NULL)
		return fail_open(module, gw_str_text(&path), dlerror(), err);
	*ret_descriptor = descriptor;
	return true;
}

#endif

bool gw_module_load(const char *name, const void **ret_descriptor, struct gw_error **err)
{
	for (size_t i = 0; i < GW_COUNT(modules); i++) {
		if (gw_view_is(gw_view_of(name), modules[i].name))
			return load(&modules[i], ret_descriptor, err);
	}
	return gw_fail(err, GW_E_MODULE, "there is no module '%s'", name);
}
