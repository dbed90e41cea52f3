/*
 * Modules: the parts of godwit that bring a large library along (an engine's client library,
 * libgit2). Each is a shared object "godwit-NAME.so" that exports one const descriptor
 * "gw_module_NAME"; it is opened with dlopen when it is first asked for, from (in this order) the
 * folder "modules" beside the program, and the library folder chosen at build time. With STATIC=1
 * the descriptors are linked in and nothing is opened.
 */
#ifndef GW_BASE_MODULE_H
#define GW_BASE_MODULE_H

#include "base/error.h"

/*
 * The descriptor of module name (as in modules.def). Its type is known by the caller: engines are
 * struct gw_engine. Loaded once per process, never unloaded. The error names the missing library.
 */
GW_MUST_USE bool gw_module_load(const char *name, const void **ret_descriptor,
				struct gw_error **err);

#endif
