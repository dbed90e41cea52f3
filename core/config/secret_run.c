/*
 * Secrets that a program prints.
 */
#include "config/program.h"
#include "config/secret.h"

enum { SECRET_BYTES_MAX = 64 * 1024 };

bool gw_secret_run(struct gw_arena *arena, const struct gw_system *sys, const char *const *argv,
		   const char *folder, int64_t timeout_ms, struct gw_view *ret_output,
		   struct gw_error **err)
{
	const struct gw_program program = {
		.argv = argv,
		.folder = folder,
		.timeout_ms = timeout_ms,
		.max_bytes = SECRET_BYTES_MAX,
		.code = GW_E_SECRET,
	};

	return gw_program_run(arena, sys, &program, ret_output, err);
}
