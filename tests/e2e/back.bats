#!/usr/bin/env bats
# Ways back and forth: down in all its forms, goto, redo, and what cannot be taken back.

load ../lib/e2e
load ../lib/e2e_world

# n tables t1 .. tn, each with its way back.
numbered() { # n
	local i
	for ((i = 1; i <= $1; i++)); do
		printf -- '-- godwit:up\nCREATE TABLE t%d (id integer);\n-- godwit:down\nDROP TABLE t%d;\n' $i $i |
			migration "${i}_t$i"
	done
}

tables() {
	db_tables | paste -sd ' '
}

@test "what another branch has under the same version is not taken for what was applied" {
	printf -- '-- godwit:up\nCREATE TABLE orders (id integer);\n-- godwit:down\nDROP TABLE orders;\n' | migration 1_orders
	run -0 godwit up
	db_query 'CREATE TABLE prices (id integer)'
	rm migrations/1_orders.sql
	printf -- '-- godwit:up\nCREATE TABLE prices (id integer);\n-- godwit:down\nDROP TABLE prices;\n' | migration 1_prices
	run -0 godwit down
	assert_equal "$(tables)" prices
	rm migrations/1_prices.sql
	db_query 'DROP TABLE prices'
}

@test "down takes back one, N, down to a version, all" {
	numbered 6
	run -0 godwit up
	run -0 godwit down
	assert_equal "$(tables)" 't1 t2 t3 t4 t5'
	run -0 godwit down 2
	assert_equal "$(tables)" 't1 t2 t3'
	run -0 godwit down --to 2
	assert_equal "$(tables)" 't1 t2'
	run -0 godwit down --to 2
	assert_contains 'nothing to do'
	run -0 godwit down 5
	assert_equal "$(tables)" ''
	run -0 godwit down
	assert_contains 'nothing to do'
	run -0 godwit up
	run -0 godwit down --all
	assert_equal "$(tables)" ''
	run -0 godwit up --to 3
	run -0 godwit down --to 0
	assert_equal "$(tables)" ''
	run -0 godwit verify
	assert_equal "$(db_events | tr ';' '\n' | grep -c '^reverted ')" 15
}

@test "up goes to a version, or as far as there are" {
	numbered 4
	run -0 godwit up --to 2
	assert_equal "$(tables)" 't1 t2'
	run -0 --separate-stderr godwit plan --to 3 --json
	assert_json '[.steps[].key] | join(" ")' 3
	run -0 --separate-stderr godwit plan --count 1 --json
	assert_json '[.steps[].key] | join(" ")' 3
	run -0 --separate-stderr godwit plan --down --count 2 --json
	assert_json '[.steps[].key] | join(" ")' '2 1'
	run -2 godwit plan --exit-code
	run -0 godwit up
	run -0 godwit plan --exit-code
	assert_contains 'nothing to do'
}

@test "down --run takes back what one run applied" {
	local run
	numbered 2
	run -0 godwit up
	numbered 5
	run -0 --separate-stderr godwit up --json
	run=$(jq -r .run_id <<<"$output")
	rm migrations/5_t5.sql
	numbered 5
	run -0 --separate-stderr godwit log --run "${run:0:8}" --json
	assert_json '[.events[].run_id] | unique | length' 1
	run -65 godwit log --run ''
	assert_contains 'several runs begin with'
	run -65 godwit log --run zz
	run -0 godwit down --run "${run:0:8}"
	assert_equal "$(tables)" 't1 t2'
	run -65 godwit down --run "${run:0:8}"
	run -0 godwit verify
}

@test "goto goes forward and back" {
	numbered 5
	run -0 godwit goto 3
	assert_equal "$(tables)" 't1 t2 t3'
	run -0 --separate-stderr godwit plan --goto 1 --json
	assert_json '[.steps[] | "\(.direction) \(.key)"] | join(", ")' 'down 3, down 2'
	run -0 godwit goto 1
	assert_equal "$(tables)" t1
	run -0 godwit goto 1
	assert_contains 'nothing to do'
	run -0 godwit goto 5
	assert_equal "$(tables)" 't1 t2 t3 t4 t5'
	run -65 godwit goto 6
	run -0 godwit goto 0
	assert_equal "$(tables)" ''
	run -0 godwit goto 0
	assert_contains 'nothing to do'
	run -0 godwit verify
}

@test "redo runs the file as it is now" {
	numbered 3
	run -0 godwit up
	sed -i 's/^CREATE.*/CREATE TABLE t3 (id integer, more integer);/' migrations/3_t3.sql
	run -65 godwit up
	run -0 godwit redo
	assert_equal "$(db_query 'SELECT count(more) FROM t3')" 0
	run -0 godwit up
	assert_contains 'nothing to do'
	run -0 godwit verify

	run -0 godwit redo 3
	assert_equal "$(tables)" 't1 t2 t3'
	assert_equal "$(db_events | tr ';' '\n' | grep -E 'applied|reverted' | tail -n 6 | paste -sd ' ')" \
		'reverted 3 reverted 2 reverted 1 applied 1 applied 2 applied 3'

	# One that fails on its way up again stays down; what it took back stays back.
	sed -i '2s/$/ INSERT INTO nowhere VALUES (1);/' migrations/3_t3.sql
	run -1 godwit redo
	sed -i 's/ *INSERT INTO nowhere VALUES (1);//' migrations/3_t3.sql
	run -0 godwit up
	assert_equal "$(tables)" 't1 t2 t3'
	run -0 godwit verify
}

@test "a file that is gone is taken back with the text that was applied" {
	numbered 3
	run -0 godwit up
	rm migrations/3_t3.sql
	run -0 --separate-stderr godwit plan --down --json
	assert_json '.steps[0].stored' true
	run -0 godwit down
	assert_equal "$(tables)" 't1 t2'
	# And so is a file whose down section is gone.
	sed -i '/godwit:down/,$d' migrations/2_t2.sql
	run -0 godwit down
	assert_equal "$(tables)" t1
	run -0 godwit verify
}

@test "what cannot be taken back is refused before anything runs" {
	numbered 4
	sed -i '/godwit:down/,$d' migrations/2_t2.sql
	run -0 godwit up
	local how
	for how in 3 '--to 1' --all; do
		# shellcheck disable=SC2086 # words
		run -65 godwit down $how
		assert_contains 'error[GW2108]'
		assert_contains '2_t2 has no down script, neither in the files nor stored'
		assert_equal "$(tables)" 't1 t2 t3 t4'
	done
	run -65 godwit goto 1
	run -65 godwit redo 3
	assert_equal "$(tables)" 't1 t2 t3 t4'
	run -0 godwit down 2
	assert_equal "$(tables)" 't1 t2'
	# A way back that is found later is one.
	printf -- '-- godwit:down\nDROP TABLE t2;\n' >>migrations/2_t2.sql
	run -0 godwit down
	assert_equal "$(tables)" t1
	# An empty section says that there is nothing to do.
	printf -- '-- godwit:up\nSELECT 1;\n-- godwit:down\n' | migration 9_nothing
	run -0 godwit up
	run -0 godwit down
	run -0 godwit verify
}

@test "protected environments ask for their name before they destroy" {
	cat >godwit.yaml <<-YAML
		environments:
		  prod: {url: "$URL", protected: true}
		  dev: {url: "$URL"}
	YAML
	numbered 3
	run -0 godwit up -e prod
	local command
	for command in down 'down 2' 'goto 1' redo; do
		# shellcheck disable=SC2086 # words
		run -77 godwit $command -e prod </dev/null
		assert_contains 'error[GW1105]'
		assert_contains 'prod is protected'
		# shellcheck disable=SC2086
		run -77 godwit $command -e prod --yes-i-mean production
		assert_equal "$(tables)" 't1 t2 t3'
	done
	run -0 godwit down -e prod --yes-i-mean prod
	assert_equal "$(tables)" 't1 t2'
	run -0 godwit down -e dev
	assert_equal "$(tables)" t1
	# Going up destroys nothing, unless a file says so.
	run -0 godwit up -e prod
	printf 'CREATE TABLE t5 (id integer);\nDROP TABLE t1;\n' | migration 5_drop
	run -77 godwit up -e prod
	assert_equal "$(tables)" 't1 t2 t3'
	run -0 godwit up -e prod --yes-i-mean prod
	assert_equal "$(tables)" 't2 t3 t5'
}

@test "a protected environment is guarded by whatever URL its database is reached" {
	cat >godwit.yaml <<-YAML
		environments:
		  prod: {url: {env: PROD_URL}, protected: true}
	YAML
	numbered 2
	run -0 godwit up
	export PROD_URL=$URL
	run -77 godwit down </dev/null
	assert_contains 'prod is protected: down needs its name as a confirmation'
	assert_contains '--yes-i-mean prod'
	run -77 "$GODWIT" goto 1 --url "$URL" </dev/null
	run -77 godwit db drop --yes-i-mean "$DB"
	assert_contains 'prod is protected'
	assert_equal "$(tables)" 't1 t2'
	run -0 godwit down --yes-i-mean prod
	assert_equal "$(tables)" t1
	# Elsewhere nothing is asked for; but by its name it is reached from there, too.
	db_new
	run -0 godwit up
	run -0 godwit down
	run -77 godwit db drop "${databases[0]}" --yes-i-mean "${databases[0]}"
	assert_contains 'prod is protected'
}

@test "the URL of another environment is compared, but no program is run for it" {
	cat >godwit.yaml <<-YAML
		environments:
		  prod: {url: {command: [touch, asked]}, protected: true}
	YAML
	numbered 1
	run -0 godwit up
	run -0 godwit down
	assert_equal "$(ls)" $'godwit.yaml\nmigrations'
}

@test "what was agreed to is what runs" {
	[[ $ENGINE == sqlite ]] || skip 'one engine shows it'
	printf 'protected: true\n' >godwit.yaml
	numbered 2
	run -0 godwit up
	# The target has the name of its database, where no environment was chosen.
	run -77 godwit down --yes-i-mean default
	mkfifo answers
	exec 9<>answers
	DATABASE_URL=$URL spawn asked bash -c 'script -fqec "$0 down" asked.txt <answers' "$GODWIT"
	eventually grep -q 'Type its name' asked.txt
	printf -- '-- godwit:up\nCREATE TABLE t2 (id integer);\n-- godwit:down\nDROP TABLE t1;\n' >migrations/2_t2.sql
	echo "${URL#sqlite:}" >&9
	exec 9>&-
	reap asked
	grep -q 'error\[GW2205\]' asked.txt || fail "$(cat asked.txt)"
	assert_equal "$(tables)" 't1 t2'
}
