#!/usr/bin/env bats
# `make install` and `make uninstall`, and what is installed: the program finds its modules and
# links no database; the library serves a program of somebody else's.

# What the sanitizers could see of it, they see elsewhere.
# bats file_tags=slow

load ../lib/e2e

# A build of its own, out of what is built: the folder of the modules is compiled in.
setup_file() {
	export PLACE=$BATS_FILE_TMPDIR/place
	mkdir "$BATS_FILE_TMPDIR/build"
	(cd "$(dirname "$GODWIT")" && cp -a --parents flags gen obj/cmd obj/core modules \
		"$BATS_FILE_TMPDIR/build")
	make_here install
}

make_here() { # goal variable...
	make -s -C "$BATS_TEST_DIRNAME/../.." BUILD="$BATS_FILE_TMPDIR/build" PREFIX="$PLACE" "$@" 3>&-
}

embedding_program() {
	cat <<-'C'
		#include <godwit.h>
		#include <stdio.h>

		int main(int argc, char **argv)
		{
			struct godwit *g = godwit_new();
			int status = argc == 2 ? godwit_set(g, "url", argv[1]) : 64;

			if (status == 0)
				status = godwit_up(g, NULL);
			if (status != 0)
				fprintf(stderr, "%s\n", godwit_error(g));
			godwit_free(g);
			return status;
		}
	C
}

@test "an installed godwit finds its modules" {
	migrations
	GODWIT=$PLACE/bin/godwit
	run -0 godwit up
	assert_equal "$(db_tables)" $'posts\nusers'
}

@test "the program links no database and no git" {
	run -0 ldd "$PLACE/bin/godwit"
	refute_contains libpq
	refute_contains libmariadb
	refute_contains libsqlite3
	refute_contains libgit2
}

@test "the manual page and the completions are there" {
	run -0 cat "$PLACE/share/man/man1/godwit.1"
	assert_contains '.TH GODWIT 1'
	run -0 bash -n "$PLACE/share/bash-completion/completions/godwit"
	[[ -s $PLACE/share/zsh/site-functions/_godwit ]]
	[[ -s $PLACE/share/fish/vendor_completions.d/godwit.fish ]]
}

# Words for the linker, as a build of somebody else's gets them.
library() { # option...
	PKG_CONFIG_PATH=$PLACE/lib/pkgconfig pkg-config "$@" godwit
}

@test "a program can be built on the shared library" {
	migrations
	embedding_program >up.c
	# shellcheck disable=SC2046 # words
	cc -o up up.c $(library --cflags --libs) -Wl,-rpath,"$PLACE/lib"
	run -0 ./up "$URL"
	assert_equal "$(db_tables)" $'posts\nusers'
}

@test "a program can be built on the static library, and needs no modules then" {
	migrations
	embedding_program >up.c
	# shellcheck disable=SC2046 # words
	cc -o up up.c $(library --cflags) "$PLACE/lib/libgodwit.a" \
		$(pkg-config --libs $(library --print-requires-private)) -ldl
	mv "$PLACE/lib/godwit" "$PLACE/lib/away"
	run ./up "$URL"
	mv "$PLACE/lib/away" "$PLACE/lib/godwit"
	assert_status 0
	assert_equal "$(db_tables)" $'posts\nusers'
}

@test "DESTDIR moves everything, and uninstalling leaves nothing" {
	make_here DESTDIR="$PWD/root" install
	run -0 find root ! -type d -name '*godwit*'
	assert_contains "root$PLACE/bin/godwit"
	make_here DESTDIR="$PWD/root" uninstall
	assert_equal "$(find root ! -type d)" ''
}

@test "STATIC=1 needs no modules" {
	migrations
	make_here STATIC=1 PREFIX="$PWD/static" install
	GODWIT=$PWD/static/bin/godwit
	[[ ! -e static/lib/godwit ]]
	run -0 godwit up
	assert_equal "$(db_tables)" $'posts\nusers'
}
