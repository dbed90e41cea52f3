/*
 * Another tool's folder as one in godwit's own format.
 *
 *	migrations of any format  -->  files of godwit's  -->  read again, and compared
 *
 * Nothing is written here.
 */
#ifndef GW_SOURCE_CONVERT_H
#define GW_SOURCE_CONVERT_H

#include "source/source.h"

struct gw_conversion {
	struct gw_new_file *files; /* with hooks; by path */
	size_t n;
	struct gw_source *source; /* what godwit reads in them; to be closed by the caller */
	const char **keys; /* in it, of the migrations of the source that was converted, by index */
	bool renumbered; /* some key is another one: the format's versions are no numbers */
};

/*
 * Sections keep their text byte for byte, but for lines that are markers of the tool; versions that are numbers stay. Where all of a folder begin with
 * a number that grows, that is the version, else they are counted. The statements of each section are those
 * of before, or it fails. GW_E_UNSUPPORTED where godwit's format cannot say the same: a tool's own
 * templates. display is what people call the new folder.
 */
GW_MUST_USE bool gw_source_convert(struct gw_source *source, struct gw_arena *arena,
				   const char *display, struct gw_conversion *ret_conversion,
				   struct gw_error **err);

#endif
