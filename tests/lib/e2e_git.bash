# A repository of git with two branches, for tests of them. `load ../lib/e2e_git` after e2e.
#
#   repository        makes one of the project's folder
#   commit MESSAGE    all that is there
#   table VERSION NAME  writes migrations/VERSION_NAME.sql, which makes a table and drops it
#   two_branches      main with 1_a and 2_b, tagged v1; then 3_c on main, and the branch feature, which
#                     is checked out, from v1
#
# shellcheck shell=bash

repository() {
	git init -q -b main .
	git config user.name 'Ada Lovelace'
	git config user.email ada@example.org
}

commit() {
	git add --all
	git commit -q -m "$1" --allow-empty
}

table() {
	printf -- '-- godwit:up\nCREATE TABLE %s (id integer PRIMARY KEY);\n-- godwit:down\nDROP TABLE %s;\n' \
		"$2" "$2" | migration "$1_$2"
}

two_branches() {
	repository
	table 1 a
	commit a
	table 2 b
	commit v1
	git tag v1
	git branch feature
	table 3 c
	commit 'main: c'
	git checkout -q feature
}
