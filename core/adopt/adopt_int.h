/*
 * What the files of this folder share: the checksums that tools keep.
 */
#ifndef GW_ADOPT_ADOPT_INT_H
#define GW_ADOPT_ADOPT_INT_H

#include "adopt/adopt.h"

/* Flyway's: CRC-32 of the lines without their ends, as a signed number. */
int32_t gw_adopt_crc32(struct gw_view content);
/* refinery's: SipHash-1-3 of name, version (in 4 or 8 bytes) and content. */
uint64_t gw_adopt_siphash(struct gw_view name, uint64_t version, size_t version_bytes,
			  struct gw_view content);
/* Content with every line end as LF, or as CRLF: a checkout may have changed them. */
struct gw_view gw_adopt_lines(struct gw_arena *arena, struct gw_view content, bool crlf);

#define GW_ADOPT_TOOL(id) extern const struct gw_adopt_tool gw_adopt_##id;
#include "adopt/tools.def"
#undef GW_ADOPT_TOOL

#endif
