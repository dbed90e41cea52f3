/*
 * gw_text_diff(): line ends made equal, equal texts settled at once, the rest by the module.
 */
#include "base/textdiff.h"

#include "base/module.h"
#include "base/str.h"
#include "base/textdiff_int.h"

/* libgit2 takes larger texts for binary and says nothing about them. */
enum { DIFF_BYTES_MAX = 256 * 1024 * 1024 };

static struct gw_view without_cr(struct gw_arena *arena, struct gw_view text)
{
	GW_STR_AUTO struct gw_str str = {0};
	size_t at;

	if (gw_view_find(text, GW_VIEW("\r\n")) == GW_NOWHERE)
		return text;
	while ((at = gw_view_find(text, GW_VIEW("\r\n"))) != GW_NOWHERE) {
		gw_str_add(&str, gw_view_slice(text, 0, at));
		gw_str_putc(&str, '\n');
		text = gw_view_from(text, at + 2);
	}
	gw_str_add(&str, text);
	at = str.n;
	return (struct gw_view){gw_str_take(&str, arena), at};
}

bool gw_text_diff(struct gw_arena *arena, struct gw_view old_text, struct gw_view new_text,
		  const char **ret_diff, struct gw_error **err)
{
	const void *module;

	if (old_text.n > DIFF_BYTES_MAX || new_text.n > DIFF_BYTES_MAX)
		return gw_fail(err, GW_E_UNSUPPORTED, "texts of over 256 MB are not compared");
	old_text = without_cr(arena, old_text);
	new_text = without_cr(arena, new_text);
	if (gw_view_eq(old_text, new_text)) {
		*ret_diff = "";
		return true;
	}
	if (!gw_module_load("textdiff", &module, err))
		return false;
	return ((const struct gw_textdiff *)module)->diff(arena, old_text, new_text, ret_diff, err);
}
