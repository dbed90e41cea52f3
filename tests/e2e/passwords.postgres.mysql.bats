#!/usr/bin/env bats
# Passwords: wrong, missing, and right from each of the places that one can come from.

load ../lib/e2e
load ../lib/e2e_world

@test "a wrong password, and none" {
	local password='p%C3%A4ss%2Fw%40rd%23'
	user_new 'päss/w@rd#'
	case $ENGINE in
	postgres)
		db_query "DO 'BEGIN CREATE ROLE by_password; EXCEPTION WHEN duplicate_object THEN END'"
		db_query "GRANT by_password TO $DB_USER"
		db_query "GRANT CREATE ON DATABASE $DB TO $DB_USER"
		db_query "GRANT CREATE ON SCHEMA public TO $DB_USER"
		;;
	mysql) db_query "GRANT ALL ON $DB.* TO $DB_USER@localhost" ;;
	esac
	migrations
	run -69 godwit up --url "$(url_as "$DB_USER" CANARY)"
	assert_contains 'error[GW4002]'
	assert_contains "$DB_USER"
	refute_contains CANARY
	run -69 godwit up --url "$(url_as "$DB_USER")"
	assert_contains 'error[GW4002]'
	assert_untouched

	# The same password from every place that there is for it.
	run -0 godwit up --url "$(url_as "$DB_USER" "$password")"
	run -0 env GODWIT_PASSWORD='päss/w@rd#' "$GODWIT" status --url "$(url_as "$DB_USER")"
	printf 'päss/w@rd#\n' >secret
	chmod 600 secret
	cat >godwit.yaml <<-YAML
		environments:
		  file: {url: "$(url_as "$DB_USER")", password: {file: secret}}
		  command: {url: "$(url_as "$DB_USER")", password: {command: [cat, secret]}}
		  env: {url: "$(url_as "$DB_USER")", password: {env: SECRET}}
	YAML
	run -0 godwit status -e file
	run -0 godwit status -e command
	run -0 env SECRET='päss/w@rd#' "$GODWIT" status -e env
	run -69 env SECRET=CANARY "$GODWIT" status -e env
	refute_contains CANARY
	chmod 644 secret
	run -77 godwit status -e file
	assert_contains 'error[GW1104]'
	assert_contains secret
}
