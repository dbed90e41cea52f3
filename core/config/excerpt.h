/*
 * Error locations in files that hold passwords: the place is the real one, the line that is shown
 * is one from which the secrets were taken.
 */
#ifndef GW_CONFIG_EXCERPT_H
#define GW_CONFIG_EXCERPT_H

#include "base/error.h"

/*
 * As gw_error_at(), but line is shown instead of the line that holds offset, with length bytes at
 * caret marked. An absent line: none is shown.
 */
void gw_error_at_masked(struct gw_error *error, const char *path, struct gw_view text,
			size_t offset, struct gw_view line, size_t caret, size_t length);

#endif
