#!/bin/sh
# Verifies the hash chain of a godwit history in SQLite with nothing but sqlite3 and sha256sum:
#
#	verify.sqlite.sh FILE       prints the rows that do not fit; silent when all do
set -eu

encoding="'godwit-history-1' || char(10)"
for column in seq run_id event version name kind checksum checksum_up checksum_down \
	checksum_tokens up_sql down_sql source git_commit git_dirty db_user os_user os_host ci_job \
	tool_version server_version reason started_at duration_us statements fingerprint detail \
	signer signature prev_hash; do
	encoding="$encoding || '$column:' || coalesce(length(CAST($column AS BLOB)) || ':' ||
		$column, '-') || char(10)"
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sqlite3 -batch "$1" "SELECT writefile('$folder/' || seq, $encoding) FROM godwit_history" >"$folder/sizes"

previous=none next=0
sqlite3 -batch -separator ' ' "$1" "SELECT seq, hash, coalesce(prev_hash, 'none')
	FROM godwit_history ORDER BY seq" | while read -r seq hash before; do
	actual=$(sha256sum <"$folder/$seq" | cut -d ' ' -f 1)
	[ "$seq" = "$next" ] || echo "row $seq: row $next should be here"
	[ "$actual" = "$hash" ] || echo "row $seq: the hash of its content is $actual"
	[ "$before" = "$previous" ] || echo "row $seq: it does not follow the row before"
	previous=$hash
	next=$((seq + 1))
done
