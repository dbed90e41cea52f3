/*
 * Between fs.c and folder.c: reading from a descriptor.
 */
#ifndef GW_BASE_FS_INT_H
#define GW_BASE_FS_INT_H

#include <sys/stat.h>

#include "base/fs.h"
#include "base/str.h"
#include "base/system.h"

#define GW_FD_AUTO GW_CLEANUP(gw_fd_close)
/* Closes *fd unless it is negative. */
void gw_fd_close(const int *fd);
/*
 * The rest of an open file; info is what fstat() says of it. Messages call it folder/path, or path
 * where folder is NULL.
 */
GW_MUST_USE bool gw_fd_read(int fd, const struct stat *info, const char *folder, const char *path,
			    uint64_t max_bytes, struct gw_text *ret_text, struct gw_error **err);

#endif
