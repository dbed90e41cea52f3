# Migrations that `godwit test` has something to say of.

setup() {
	e2e_setup
	migrations
}

# One that leaves a table, one without a way back, one whose way back is wrong.
bad_ones() {
	migration 11_left <<-'SQL'
		-- godwit:up
		CREATE TABLE logs (id integer PRIMARY KEY);
		CREATE TABLE left_over (id integer PRIMARY KEY);
		-- godwit:down
		DROP TABLE logs;
	SQL
	echo 'CREATE TABLE forever (id integer PRIMARY KEY);' | migration 12_forever
	migration 13_wrong <<-'SQL'
		-- godwit:up
		CREATE TABLE last (id integer PRIMARY KEY);
		-- godwit:down
		DROP TABLE lsat;
	SQL
	migration 14_after <<-'SQL'
		-- godwit:up
		CREATE TABLE after_all (id integer REFERENCES last (id));
		-- godwit:down
		DROP TABLE after_all;
	SQL
}
