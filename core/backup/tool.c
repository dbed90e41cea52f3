/*
 * Programs of the engine that write and load dumps: which one, and running it.
 */
#include <limits.h>

#include "backup/backup_int.h"
#include "base/programs.h"
#include "config/program.h"

enum { VERSION_MS = 10 * 1000, OUTPUT_BYTES_MAX = 64 * 1024 };

static unsigned distance_of(const struct gw_databases *at, const char *path)
{
	const struct gw_dump_engine *dump = at->engine->databases->dump;
	const struct gw_program program = {
		.argv = (const char *const[]){path, "--version", NULL},
		.folder = "",
		.timeout_ms = VERSION_MS,
		.max_bytes = OUTPUT_BYTES_MAX,
		.code = GW_E_DUMP,
	};
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_view version;

	if (dump->distance == NULL)
		return 0;
	if (!gw_program_run(at->arena, at->sys, &program, &version, &ignored))
		return UINT_MAX;
	return dump->distance(at, version);
}

static bool fail_no_tool(const struct gw_databases *at, const char *name, bool any,
			 struct gw_error **err)
{
	gw_fail(err, GW_E_UNSUPPORTED,
		any ? "no %s that is installed serves %s %s"
		    : "there is no program %s, which dumps of %s %s need",
		name, at->engine->label, at->conn->info.version);
	gw_error_hint(*err,
		      "Install the client programs of that version, or put them into PATH. "
		      "Without `backup_dir` a backup is a copy beside the database, made while "
		      "nobody else is connected.");
	return false;
}

bool gw_backup_find_tool(const struct gw_databases *at, const char *name,
			 struct gw_backup_tool *ret_tool, struct gw_error **err)
{
	const struct gw_dump_engine *dump = at->engine->databases->dump;
	struct gw_backup_tool tool = {.name = name};
	unsigned best = UINT_MAX;
	struct gw_programs found;

	if (dump->is_safe != NULL && !dump->is_safe(at, err))
		return false;
	gw_programs_find(at->arena, at->sys, name, at->engine->databases->recipe->folders, &found);
	for (size_t i = 0; best != 0 && i < found.paths.n; i++) {
		unsigned distance = distance_of(at, found.paths.items[i]);

		if (distance < best) {
			best = distance;
			tool.path = found.paths.items[i];
		}
	}
	if (tool.path == NULL)
		return fail_no_tool(at, name, found.paths.n != 0, err);
	*ret_tool = tool;
	return true;
}

bool gw_backup_run_tool(const struct gw_databases *at, const struct gw_backup_tool *tool,
			const struct gw_program_call *call, struct gw_error **err)
{
	GW_VEC(const char *) words = {0};
	struct gw_view ignored;

	gw_vec_push(at->arena, &words, tool->path);
	for (size_t i = 0; i < call->arguments.n; i++)
		gw_vec_push(at->arena, &words, call->arguments.items[i]);
	gw_vec_push(at->arena, &words, NULL);
	return gw_program_run(at->arena, at->sys,
			      &(struct gw_program){
				      .argv = words.items,
				      .variables = call->variables.items,
				      .nvariables = call->variables.n,
				      .folder = "",
				      .input = call->input,
				      .max_bytes = OUTPUT_BYTES_MAX,
				      .code = GW_E_DUMP,
			      },
			      &ignored, err);
}
