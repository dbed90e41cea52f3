#!/usr/bin/env bats
# Signatures: an environment that demands them runs nothing else, and what was run is signed.

load ../lib/e2e
load ../lib/e2e_world
load ../lib/e2e_audit

# ann and bob have keys that are trusted; what is demanded is in godwit.yaml.
demand() { # lines of godwit.yaml
	local name
	for name in ann bob; do
		[[ ! -e $name.pem ]] || continue
		run -0 --separate-stderr godwit keys new $name
		run -0 godwit keys trust "$output"
	done
	printf '%s\n' "$@" >godwit.yaml
}

sign_as() { # name [version...]
	local name=$1
	shift
	run -0 godwit sign --signing-key "$name.pem" "$@"
}

assert_unsigned() { # words
	local command objects
	objects=$(db_objects)
	for command in plan up; do
		run -77 godwit $command
		assert_contains 'error[GW2204]'
		assert_contains "$1"
	done
	assert_equal "$(db_objects)" "$objects"
}

@test "nothing runs that is not signed, or was edited since" {
	migrations
	demand 'require_signatures: 1'
	assert_unsigned '1_users is not signed'
	sign_as ann
	run -0 godwit sign --signing-key ann.pem
	assert_contains 'all is signed'
	run -0 godwit plan
	refute_contains note
	run -0 godwit up --to 1
	# Comments are a part of what is signed.
	echo '-- and more' >>migrations/2_posts.sql
	assert_unsigned 'edited since'
	sign_as ann 2
	run -0 godwit up
	run -0 godwit down 3
	assert_equal "$(db_tables)" ''
}

@test "options are signed, and so is the name" {
	migration 1_users <<-'SQL'
		-- godwit:up lock_timeout=2s
		CREATE TABLE users (id integer PRIMARY KEY);
	SQL
	demand 'require_signatures: 1'
	sign_as ann
	sed -i 's/lock_timeout=2s/lock_timeout=9s/' migrations/1_users.sql
	assert_unsigned 'edited since'
	sed -i 's/lock_timeout=9s/lock_timeout=2s/' migrations/1_users.sql
	mv migrations/1_users.sql migrations/2_users.sql
	mv migrations/1_users.sql.sig migrations/2_users.sql.sig
	assert_unsigned 'edited since'
}

@test "keys that are not trusted, revoked, or not named" {
	migrations
	demand 'require_signatures: 1'
	run -0 godwit keys new eve
	sign_as eve
	assert_unsigned 'a key that is not trusted'
	sign_as bob
	run -0 godwit plan
	run -0 godwit keys revoke bob
	assert_unsigned 'the signature of bob is of a key that was revoked'
	run -0 godwit keys list
	assert_contains 'revoked'
	demand 'require_keys: [ann]'
	sign_as ann
	run -0 godwit plan
	demand 'require_keys: [bob]'
	assert_unsigned 'does not name'
	demand 'require_signatures: 2'
	assert_unsigned '1 of the 2 signatures'
}

@test "two signatures, and a signature twice" {
	migration 1_users <<<'CREATE TABLE users (id integer PRIMARY KEY);'
	demand 'require_signatures: 2'
	sign_as ann
	cat migrations/1_users.sql.sig >>migrations/1_users.sql.sig.2
	cat migrations/1_users.sql.sig.2 >>migrations/1_users.sql.sig
	rm migrations/1_users.sql.sig.2
	assert_unsigned 'is there twice'
	sign_as ann
	sed -i 2d migrations/1_users.sql.sig
	sign_as bob
	run -0 godwit up
}

@test "hooks are signed, and stored scripts are not" {
	migrations
	mkdir migrations/hooks
	echo 'SELECT 1;' >migrations/hooks/before-run.sql
	demand 'require_signatures: 1'
	sign_as ann 1 2 10
	assert_unsigned 'the hook before-run is not signed'
	sign_as ann
	run -0 godwit up
	rm migrations/10_email.sql
	run -77 godwit down
	assert_contains 'comes from the history'
}

@test "migrations of a commit bring their signatures" {
	[[ $ENGINE == sqlite ]] || skip 'the same for all'
	migrations
	demand 'require_signatures: 1'
	git init -q . && git add migrations
	git -c user.name=a -c user.email=a@b commit -qm one
	run -77 godwit up --from HEAD
	assert_contains 'is not signed'
	sign_as ann
	git add migrations
	git -c user.name=a -c user.email=a@b commit -qm two
	run -0 godwit up --from HEAD
	refute_contains note
}

@test "runs and decisions are signed" {
	migrations
	demand 'signing_key: ann.pem'
	run -0 godwit up
	run -0 godwit down
	echo 'SELECT 1;' >>migrations/1_users.sql
	run -0 godwit accept 1 --reason 'as it is'
	run -0 godwit audit verify
	assert_contains 'good  3 signed by trusted keys'
	godwit audit export >export.jsonl
	run -0 godwit audit verify --export export.jsonl
	assert_contains 'good  3 signed by trusted keys'
	assert_equal "$(db_query "SELECT count(*) FROM $(history_table) WHERE signer LIKE 'ed25519 % ann'
		AND length(signature) = 88")" 3
	run -0 godwit audit checkpoint -o kept
	assert_contains ' key=' "$(<kept)"
	run -0 godwit audit verify --checkpoint kept
	sed 's/seq=[0-9]*/seq=1/' kept >edited
	run -65 godwit audit verify --checkpoint edited
	assert_contains 'changed since it was signed'
	run -0 godwit keys revoke ann
	run -0 godwit audit verify
	assert_contains 'warning: 3 events are signed by keys that were revoked'
}

@test "who rewrites a signed row is found out" {
	migrations
	demand 'signing_key: ann.pem'
	run -0 godwit up
	godwit audit export >export.jsonl
	# As somebody who computes the hash anew.
	python3 - <<-'PY'
		import hashlib, json
		lines = open("export.jsonl").read().splitlines()
		row = json.loads(lines[-2])
		row["os_user"] = "eve"
		text = b"godwit-history-1\n"
		for name, value in row.items():
		    if name == "hash":
		        break
		    data = str(value).encode()
		    text += name.encode() + (b":-\n" if value is None else b":%d:%s\n" % (len(data), data))
		row["hash"] = hashlib.sha256(text).hexdigest()
		end = json.loads(lines[-1])
		end["checkpoint"] = " ".join(
		    f"hash={row['hash']}" if word.startswith("hash=") else word
		    for word in end["checkpoint"].split(" key=")[0].split(" "))
		open("forged.jsonl", "w").write("\n".join(lines[:-2] + [json.dumps(row), json.dumps(end)]) + "\n")
	PY
	run -77 godwit audit verify --export forged.jsonl
	assert_contains 'its signature is not of this content'
}

@test "private keys: their mode, passphrases, and places" {
	migrations
	demand 'signing_key: ann.pem'
	[[ $(stat -c %a ann.pem) == 600 ]]
	chmod 644 ann.pem
	run -77 godwit up
	assert_contains 'can be read by others'
	assert_untouched
	chmod 600 ann.pem
	run -64 godwit keys new
	run -1 godwit keys new ann
	run -0 env GODWIT_SIGNING_PASSPHRASE='a secret' "$GODWIT" keys new carol
	grep -q ENCRYPTED carol.pem
	printf '%s\n' 'signing_key: carol.pem' >godwit.yaml
	run -77 godwit sign
	assert_contains 'error[GW1106]'
	assert_contains 'which is not known'
	run -77 env GODWIT_SIGNING_PASSPHRASE=wrong "$GODWIT" sign --url "$URL"
	assert_contains 'which is another one'
	echo 'a secret' >passphrase
	chmod 600 passphrase
	printf '%s\n' 'signing_key: {command: [cat, carol.pem]}' 'signing_passphrase: {file: passphrase}' >godwit.yaml
	run -0 godwit sign
	rm migrations/*.sig godwit.yaml
	run -0 env GODWIT_SIGNING_KEY="$(<ann.pem)" "$GODWIT" sign --url "$URL"
	refute_contains secret "$(godwit config)"
	run -77 godwit sign --signing-key migrations/1_users.sql
	run -77 env GODWIT_SIGNING_KEY=-----BEGIN "$GODWIT" sign --url "$URL"
	run -77 godwit sign
	assert_contains 'there is no key'
}

@test "the file of keys" {
	migrations
	demand
	run -77 godwit keys trust "$(head -n 1 godwit.keys)"
	run -64 godwit keys trust 'ed25519 short ann'
	run -77 godwit keys revoke nobody
	printf '# who signs\n\nnonsense\n' >>godwit.keys
	run -77 godwit keys list
	assert_contains 'godwit.keys:5'
	sed -i '/nonsense/d' godwit.keys
	run -0 godwit keys revoke ann
	assert_equal "$(grep -c '^revoked ed25519 .* ann$' godwit.keys)" 1
	assert_equal "$(grep -c '# who signs' godwit.keys)" 1
	run -0 --separate-stderr godwit keys list --json
	assert_json '[.keys[] | [.name, .revoked]]' '[["ann",true],["bob",false]]'
}

@test "OpenSSL verifies a signature, too" {
	[[ $ENGINE == sqlite ]] || skip 'the same for all'
	migration 1_users <<<'CREATE TABLE users (id integer PRIMARY KEY);'
	demand
	sign_as ann
	printf 'godwit-migration-1\nversion:1:1\nname:5:users\nkind:9:versioned\n' >text
	printf 'transaction_up:2:on\ntransaction_down:-\ndepends:-\nenvironments:-\nout_of_order:1:0\n' >>text
	printf 'placeholders:-\nlock_timeout_ms:1:0\nstatement_timeout_ms:1:0\n' >>text
	printf 'checksum_up:64:%s\n' "$(sha256sum migrations/1_users.sql | cut -d ' ' -f 1)" >>text
	printf 'checksum_down:-\nchecksum_verify:-\n' >>text
	cut -d ' ' -f 3 migrations/1_users.sql.sig | base64 -d >signature
	run -0 openssl pkeyutl -verify -inkey ann.pem -rawin -in text -sigfile signature
}
