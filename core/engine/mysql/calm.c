/*
 * A dump that is loaded for a trial: as it is, but for events that are enabled. They would be run there,
 * where a name of the source still leads to the source.
 *
 * mariadb-dump puts the head of each event into one line:
 *
 *	CREATE EVENT `name` ON SCHEDULE .. ON COMPLETION PRESERVE ENABLE ..
 *
 * and all of them behind a comment, after the rows: what looks like it before is somebody's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/mysql/databases_int.h"

static const char section[] = "-- Dumping events for database ";
static const char head[] = "/*!50106 CREATE*/ ";
static const char schedule[] = "` ON SCHEDULE ";
static const char enabled[] = " PRESERVE ENABLE";
static const char disabled[] = " PRESERVE DISABLE";

static bool write_all(FILE *out, struct gw_view text)
{
	return fwrite(text.p, 1, text.n, out) == text.n;
}

static bool write_calm(FILE *out, struct gw_view line)
{
	size_t from = gw_view_find(line, gw_view_of(schedule));
	struct gw_view rest = gw_view_from(line, from == GW_NOWHERE ? line.n : from);
	size_t at = gw_view_find(rest, gw_view_of(enabled));

	if (at == GW_NOWHERE)
		return write_all(out, line);
	return write_all(out, gw_view_slice(line, 0, from + at)) &&
	       write_all(out, gw_view_of(disabled)) &&
	       write_all(out, gw_view_from(rest, at + strlen(enabled)));
}

static bool copy_lines(FILE *in, FILE *out)
{
	bool in_events = false, ok = true;
	char *text = NULL;
	size_t size = 0;
	ssize_t n;

	while (ok && (n = getline(&text, &size, in)) >= 0) {
		struct gw_view line = {text, (size_t)n};

		in_events |= gw_view_starts(line, section);
		ok = in_events && gw_view_starts(line, head) ? write_calm(out, line)
							     : write_all(out, line);
	}
	free(text);
	return ok && ferror(in) == 0;
}

/* It holds all rows: nobody else may read it. */
static FILE *create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (fd >= 0 && file == NULL)
		close(fd);
	return file;
}

static bool copy_calm(const char *file, const char *to, struct gw_error **err)
{
	FILE *in = fopen(file, "re");
	FILE *out = in != NULL ? create(to) : NULL;
	bool ok = out != NULL && copy_lines(in, out) && fflush(out) == 0;
	bool unread = in == NULL || ferror(in) != 0;

	if (!ok)
		gw_fail_errno(err, GW_E_IO, errno, "cannot %s %s", unread ? "read" : "write",
			      unread ? file : to);
	if (in != NULL)
		fclose(in);
	if (out != NULL)
		fclose(out);
	return ok;
}

bool gw_my_dump_calm(const struct gw_databases *at, const char *source, const char *name,
		     const char *file, const char *to, bool *ret_written, struct gw_error **err)
{
	bool any;

	if (!gw_my_database_note_asleep(at, source, name, &any, err) ||
	    (any && !copy_calm(file, to, err)))
		return false;
	*ret_written = any;
	return true;
}
