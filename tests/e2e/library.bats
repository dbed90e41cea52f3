#!/usr/bin/env bats
# libgodwit in other people's programs: linked, and loaded at run time where nothing else sees its
# symbols. The environment is none of its business.

# The library of a sanitizer build wants its run time.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

setup_file() {
	export BUILD=${GODWIT%/*}
	cat >"$BATS_FILE_TMPDIR/app.c" <<-'C'
		/* app URL DIR COMMAND [ARGUMENT] */
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>

		#include "godwit.h"

		#ifdef LOAD
		#include <dlfcn.h>
		static void *library;
		static void *find(const char *name)
		{
			void *found = dlsym(library, name);

			if (found == NULL)
				exit(99);
			return found;
		}
		#define CALL(name) ((__typeof__(&name))find(#name))
		#else
		#define CALL(name) name
		#endif

		static void progress(void *payload, const char *migration, int done)
		{
			++*(int *)payload;
			printf("%s %s\n", done ? "done" : "begin", migration);
		}

		int main(int argc, char **argv)
		{
			struct godwit *g;
			const char *json;
			const char *argument = argc > 4 ? argv[4] : NULL;
			size_t pending = 77;
			int calls = 0, status = 98;

		#ifdef LOAD
			library = dlopen(getenv("LIBRARY"), RTLD_NOW | RTLD_LOCAL);
			if (library == NULL) {
				fprintf(stderr, "%s\n", dlerror());
				return 97;
			}
		#endif
			g = CALL(godwit_new)();
			if (CALL(godwit_error)(g) != NULL || CALL(godwit_set)(g, "url", argv[1]) != 0 ||
			    CALL(godwit_set)(g, "dir", argv[2]) != 0 || CALL(godwit_set)(g, "nonsense", "1") != 78 ||
			    CALL(godwit_set)(g, "dir", "") != 78 || CALL(godwit_set)(g, "url", NULL) != 78 ||
			    CALL(godwit_set)(g, "lock_wait", "soon") != 78 ||
			    strstr(CALL(godwit_error)(g), "lock_wait: 'soon' is no duration") == NULL)
				return 96;
			CALL(godwit_set_progress)(g, progress, &calls);
			if (strcmp(argv[3], "up") == 0)
				status = CALL(godwit_up)(g, argument);
			else if (strcmp(argv[3], "down") == 0)
				status = CALL(godwit_down)(g, (size_t)atoi(argument));
			else if (strcmp(argv[3], "pending") == 0)
				status = CALL(godwit_pending)(g, &pending), printf("%zu\n", pending);
			else if (strcmp(argv[3], "status") == 0 && (status = CALL(godwit_status_json)(g, &json)) == 0)
				printf("%s\n", json);
			else if (strcmp(argv[3], "config") == 0 &&
				 (status = CALL(godwit_read_config)(g, argument, NULL)) == 0)
				status = CALL(godwit_up)(g, NULL);
			if ((status != 0) != (CALL(godwit_error)(g) != NULL))
				return 95;
			if (status != 0)
				fprintf(stderr, "%s\n%s\n", CALL(godwit_error)(g), CALL(godwit_error_json)(g));
			fflush(stdout);
			CALL(godwit_free)(g);
			return status;
		}
	C
	cd "$BATS_FILE_TMPDIR" || return
	local cc=${CC:-cc} core=$BATS_TEST_DIRNAME/../../core
	"$cc" -std=gnu17 -Wall -Wextra -Werror "-I$core" -o linked app.c "$BUILD/libgodwit.so"
	"$cc" -std=gnu17 -Wall -Wextra -Werror -DLOAD "-I$core" -o loaded app.c -ldl
	# By its soname, and with its modules beside it.
	cp -r "$BUILD/libgodwit.so" "$BUILD/modules" .
	mv libgodwit.so libgodwit.so.0
}

app() { # linked|loaded URL DIR command...
	LD_LIBRARY_PATH=$BATS_FILE_TMPDIR LIBRARY=$BUILD/libgodwit.so "$BATS_FILE_TMPDIR/$1" "${@:2}"
}

# Two that the library takes up and down, and one that fails.
assert_works() { # linked|loaded
	file 1_a.sql '-- godwit:up' "$(log 1)" '-- godwit:down' "$(log -1)"
	file 2_b.sql '-- godwit:up' "$(log 2)" '-- godwit:down' "$(log -2)"
	run --separate-stderr -0 app "$1" "$URL" migrations pending
	assert_equal "$output" 2
	assert_equal "$(ran)" ''
	run --separate-stderr -0 app "$1" "$URL" migrations down 0
	assert_equal "$output" ''
	run --separate-stderr -0 app "$1" "$URL" migrations up 1
	assert_equal "$output" $'begin 1_a\ndone 1_a'
	run --separate-stderr -0 app "$1" "$URL" migrations up
	assert_equal "$(ran)" '1 2'
	run --separate-stderr -0 app "$1" "$URL" migrations pending
	assert_equal "$output" 0
	run --separate-stderr -0 app "$1" "$URL" migrations status
	assert_json .version 1
	assert_json .counts.applied 2
	run --separate-stderr -0 app "$1" "$URL" migrations down 1
	assert_equal "$(ran)" '1 2 -2'
	# The program sees the same.
	run -0 --separate-stderr godwit status --json
	assert_json .counts.applied 1
	run -0 godwit verify

	file 3_c.sql "$(log 3)" 'INSERT INTO nowhere VALUES (1);'
	run --separate-stderr -1 app "$1" "$URL" migrations up
	assert_contains 'done 2_b'
	assert_contains 'begin 3_c'
	refute_contains 'done 3_c'
	assert_contains 'GW2103: statement 2 of 2 failed in 3_c (migrations/3_c.sql:2:' "$stderr"
	assert_equal "$(tail -n 1 <<<"$stderr" | jq -c '[.code, .exit_status, .statement]')" '["GW2103",1,2]'
	assert_equal "$(ran)" '1 2 -2 2'
}

@test "a program that is linked with it" {
	assert_works linked
}

@test "a program that loads it, and keeps its symbols to itself" {
	assert_works loaded
}

@test "errors have the exit status of the program, and print nothing" {
	run --separate-stderr -65 app linked "$URL" nowhere up
	assert_equal "$output" ''
	assert_contains nowhere "$stderr"
	run --separate-stderr -78 app linked nonsense:x migrations up
	run --separate-stderr -69 app linked postgres://u:c4n4ry@127.0.0.1:1/x migrations up
	refute_contains c4n4ry "$stderr"
	echo "'" | file 1_a.sql
	run --separate-stderr -65 app linked "$URL" migrations up
	assert_contains migrations/1_a.sql:1:1 "$stderr"
	assert_equal "$(ran)" ''
}

@test "the environment and .env are not read, godwit.yaml only where asked" {
	# shellcheck disable=SC2016 # for godwit
	file 1_a.sql "$(log '${what}')"
	printf 'GODWIT_FORMAT=nonsense\nGODWIT_DIR=nowhere\n' >.env
	printf 'placeholders: {what: file}\n' >other.yaml
	printf 'nonsense: true\n' >godwit.yaml
	export GODWIT_TRANSACTION=nonsense GODWIT_LOCK_WAIT=nonsense GODWIT_ENV=nowhere
	run --separate-stderr -0 app linked "$URL" migrations pending
	run --separate-stderr -0 app linked "$URL" migrations config other.yaml
	assert_equal "$(ran)" file
}
