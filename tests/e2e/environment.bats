#!/usr/bin/env bats
# The same work in odd surroundings: other clocks, zones, languages, umasks, and hardly a variable set.
# What godwit answers and what it leaves behind is the same, but for times.

# The clocks are not to be had with sanitizers.
# bats file_tags=slow

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_log

setup_file() {
	cc -shared -fPIC -o "$BATS_FILE_TMPDIR/clock.so" "$BATS_TEST_DIRNAME/../lib/clock.c" -ldl
	# Where upper and lower case are not what one thinks, and numbers have commas.
	if command -v localedef && [[ -e /usr/share/i18n/locales/tr_TR ]]; then
		mkdir "$BATS_FILE_TMPDIR/locales"
		localedef --quiet -i tr_TR -f UTF-8 "$BATS_FILE_TMPDIR/locales/tr_TR.UTF-8" || true
		localedef --quiet -i de_DE -f ISO-8859-1 "$BATS_FILE_TMPDIR/locales/de_DE.ISO-8859-1" || true
	fi
}

# Files whose names, keywords and texts a wrong language could trip over.
files() {
	file 2_insert_INDEX_ıİ.sql '-- godwit:up' 'CREATE TABLE "TITLES" (id integer PRIMARY KEY, price decimal(9,2));' \
		"INSERT INTO \"TITLES\" VALUES (1, 1.50), (2, 1000.25);" "$(log 'é€😀 İi')" \
		'-- godwit:down' 'DROP TABLE "TITLES";' '-- godwit:verify' 'SELECT count(*) = 2 FROM "TITLES" WHERE price > 1.25;'
	file 10_ten.sql '-- godwit:up' "$(log ten)" '-- godwit:down' "$(log 'no ten')"
	file R__view.sql 'CREATE VIEW titles_view AS SELECT id FROM "TITLES";'
	file 11_fails.sql "INSERT INTO nowhere VALUES ('é');"
	if [[ $ENGINE == mysql ]]; then
		sed -i 's/"TITLES"/`TITLES`/g' migrations/*.sql
	fi
	printf 'lock_timeout: 2s\nreason: "é"\n' >godwit.yaml
}

# One life of a database, in the surroundings that the wrapper makes; everything that can be told of it.
life() { # wrapper...
	local command
	for command in 'up --to 10 --json' 'status' 'up --json' 'down --json' 'verify --json' 'show 2 --json' 'no-such-command'; do
		# shellcheck disable=SC2086
		run --separate-stderr "$@" "$GODWIT" $command
		echo "== $command: $status"
		# Without times, and what follows from them; and without the name of the database.
		if [[ $command == *--json ]]; then
			output=$(jq -c 'walk(if type == "object" then del(.applied_at, .started_at, .elapsed_us,
				.duration_us, .run_id, .head, .hash, .prev_hash, .url, .database) else . end)' <<<"$output")
		fi
		sed -E "s/$DB_PATTERN//g; s/[0-9-]{10} [0-9:]{8}//g" <<<"$output"
	done
	db_query "SELECT seq, event, version, name, kind, checksum, checksum_up, checksum_down, checksum_tokens,
		up_sql, down_sql, source, db_user, os_user, os_host, ci_job, tool_version, server_version, reason,
		statements FROM $(history_table) ORDER BY seq"
	ran
	db_tables
}

DB_PATTERN='e2e_[0-9]+_[0-9]+_[0-9]+'

# What is around: a name, and a command that runs another in it.
surroundings() {
	local clock=$BATS_FILE_TMPDIR/clock.so locales=$BATS_FILE_TMPDIR/locales locale
	printf '%s\n' 'TZ=Pacific/Kiritimati env TZ=Pacific/Kiritimati' 'TZ=garbage env TZ=garbage/::x' 'TZ= env TZ=' \
		'no_TZ env -u TZ' 'LC_ALL=C env LC_ALL=C LANG=C' 'LC_ALL=garbage env LC_ALL=xx_YY.nothing LANG=' \
		'no_HOME env -u HOME' 'HOME=nowhere env HOME=/nonexistent' 'HOME=file env HOME=/etc/passwd' \
		'umask_000 with_umask 000' 'umask_077 with_umask 077' 'umask_177 with_umask 177' \
		"nothing env -i DATABASE_URL=@URL" 'no_TERM env -u TERM COLUMNS=1' 'TMPDIR env TMPDIR=/nonexistent' \
		'memory env MALLOC_PERTURB_=165' 'user env -u USER -u LOGNAME USER=nobody'
	for locale in "$locales"/*; do
		[[ ! -d $locale ]] || echo "${locale##*/} env LOCPATH=$locales LC_ALL=${locale##*/} LANG=${locale##*/}"
	done
	printf '%s\n' "1970 env LD_PRELOAD=$clock CLOCK_OFFSET=-$(($(date +%s) - 5))" \
		"2038 env LD_PRELOAD=$clock CLOCK_OFFSET=$((2147483647 - $(date +%s)))" \
		"2200 env LD_PRELOAD=$clock CLOCK_OFFSET=5500000000" "backwards backwards $clock"
}

with_umask() { # umask command...
	(umask "$1" && "${@:2}")
}

# Each time an hour earlier.
backwards() { # library command...
	hours=$(($(cat "$BATS_TEST_TMPDIR/hours" 2>/dev/null || echo 0) + 1))
	echo "$hours" >"$BATS_TEST_TMPDIR/hours"
	env LD_PRELOAD="$1" CLOCK_OFFSET=-$((hours * 3600)) "${@:2}"
}

@test "the same work has the same result everywhere" {
	local name wrap
	files
	life with_url >expected
	grep -q '^== up --json: 1$' expected
	grep -q '^== verify --json: 0$' expected
	while read -r name wrap; do
		db_new
		log_table
		read -r -a wrap <<<"$wrap"
		life with_url "${wrap[@]}" >got
		diff expected got >difference || fail "$name: $(cut -c 1-500 difference)"
		[[ $name != *TZ* ]] || assert_told_in_utc "${wrap[@]}"
	done < <(surroundings | if [[ $ENGINE == sqlite ]]; then cat; else grep -E "^($TELLING) "; fi)
}

assert_told_in_utc() { # wrapper...
	local told now
	now=$(date +%s)
	run --separate-stderr -0 with_url "$@" "$GODWIT" status --json
	told=$(date -d "$(jq -r '.migrations[0].applied_at' <<<"$output")" +%s)
	[[ $((now - told)) -lt 600 && $((told - now)) -lt 600 ]] || fail "$*: $output"
	run --separate-stderr -0 with_url "$@" "$GODWIT" status
	told=$(date -u -d "$(grep -oE '[0-9-]{10} [0-9:]{8}' <<<"$output" | head -n 1)" +%s)
	[[ $((now - told)) -lt 600 && $((told - now)) -lt 600 ]] || fail "$*: $output"
}

# For servers, which take longer, those in which a client library could do otherwise.
TELLING='TZ=garbage|tr_TR.UTF-8|no_HOME|nothing|1970|backwards|memory'

# The URL of the database of this life, in a variable and where a command says @URL.
with_url() {
	DATABASE_URL=$URL "${@//@URL/"$URL"}"
}
