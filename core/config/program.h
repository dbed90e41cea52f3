/*
 * Programs that print something: a secret, a schema, or a database.
 */
#ifndef GW_CONFIG_PROGRAM_H
#define GW_CONFIG_PROGRAM_H

#include "base/error.h"
#include "base/system.h"

/* A variable of a program's environment; value NULL: it has none of that name. */
struct gw_program_variable {
	const char *name;
	const char *value;
};

/* A program to run without a shell. */
struct gw_program {
	const char *const *argv; /* NULL at the end */
	const struct gw_program_variable *variables; /* where they differ from ours */
	size_t nvariables;
	const char *folder; /* "" for the working folder */
	const char *input; /* the file that it reads; NULL: nothing */
	int64_t timeout_ms; /* 0: it may take as long as it likes */
	size_t max_bytes; /* that it may print */
	enum gw_code code; /* of errors: failing, printing too much, taking longer */
};
/*
 * Takes what the program prints. Errors have what it wrote to standard error as detail; a signal to
 * godwit is GW_E_INTERRUPTED.
 */
GW_MUST_USE bool gw_program_run(struct gw_arena *arena, const struct gw_system *sys,
				const struct gw_program *program, struct gw_view *ret_output,
				struct gw_error **err);

#endif
