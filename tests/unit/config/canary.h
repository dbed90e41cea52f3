/*
 * Everything an error can show, in one text, to look for passwords in.
 */
#ifndef GW_TESTS_CANARY_H
#define GW_TESTS_CANARY_H

#include "base/error.h"
#include "base/str.h"

static inline const char *all_text(struct gw_arena *arena, const struct gw_error *error)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (; error != NULL; error = error->cause) {
		const char *parts[] = {error->message,       error->detail,
				       error->hint,          error->state_text,
				       error->location.path, error->location.excerpt};

		for (size_t i = 0; i < GW_COUNT(parts); i++)
			gw_str_printf(&str, "%s\n", parts[i] != NULL ? parts[i] : "");
	}
	return gw_str_take(&str, arena);
}

static inline bool shows(struct gw_arena *arena, const struct gw_error *error, const char *part)
{
	return gw_view_find(gw_view_of(all_text(arena, error)), gw_view_of(part)) != GW_NOWHERE;
}

#endif
