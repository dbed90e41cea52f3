/*
 * The tables that Sqitch keeps its registry in, release 1.1 of it.
 */
#include "adopt/tools/sqitch.h"

static const char *const made_in_postgres[] = {
	"CREATE SCHEMA IF NOT EXISTS sqitch",
	"CREATE TABLE sqitch.releases (version real PRIMARY KEY, installed_at "
	"timestamptz NOT NULL DEFAULT clock_timestamp(), installer_name text NOT NULL, "
	"installer_email text NOT NULL)",
	"CREATE TABLE sqitch.projects (project text PRIMARY KEY, uri text NULL UNIQUE, "
	"created_at timestamptz NOT NULL DEFAULT clock_timestamp(), creator_name text "
	"NOT NULL, creator_email text NOT NULL)",
	"CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, script_hash text "
	"NULL, change text NOT NULL, project text NOT NULL REFERENCES sqitch.projects "
	"(project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '', committed_at "
	"timestamptz NOT NULL DEFAULT clock_timestamp(), committer_name text NOT NULL, "
	"committer_email text NOT NULL, planned_at timestamptz NOT NULL, planner_name "
	"text NOT NULL, planner_email text NOT NULL, UNIQUE (project, script_hash))",
	"CREATE TABLE sqitch.tags (tag_id text PRIMARY KEY, tag text NOT NULL, project "
	"text NOT NULL REFERENCES sqitch.projects (project) ON UPDATE CASCADE, "
	"change_id text NOT NULL REFERENCES sqitch.changes (change_id) ON UPDATE "
	"CASCADE, note text NOT NULL DEFAULT '', committed_at timestamptz NOT NULL "
	"DEFAULT clock_timestamp(), committer_name text NOT NULL, committer_email text "
	"NOT NULL, planned_at timestamptz NOT NULL, planner_name text NOT NULL, "
	"planner_email text NOT NULL, UNIQUE (project, tag))",
	"CREATE TABLE sqitch.dependencies (change_id text NOT NULL REFERENCES "
	"sqitch.changes (change_id) ON UPDATE CASCADE ON DELETE CASCADE, type text NOT "
	"NULL, dependency text NOT NULL, dependency_id text NULL REFERENCES "
	"sqitch.changes (change_id) ON UPDATE CASCADE, CONSTRAINT dependencies_check "
	"CHECK ((type = 'require' AND dependency_id IS NOT NULL) OR (type = 'conflict' "
	"AND dependency_id IS NULL)), PRIMARY KEY (change_id, dependency))",
	"CREATE TABLE sqitch.events (event text NOT NULL CONSTRAINT events_event_check "
	"CHECK (event IN ('deploy', 'revert', 'fail', 'merge')), change_id text NOT "
	"NULL, change text NOT NULL, project text NOT NULL REFERENCES sqitch.projects "
	"(project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '', requires text[] "
	"NOT NULL DEFAULT '{}', conflicts text[] NOT NULL DEFAULT '{}', tags text[] NOT"
	" NULL DEFAULT '{}', committed_at timestamptz NOT NULL DEFAULT "
	"clock_timestamp(), committer_name text NOT NULL, committer_email text NOT "
	"NULL, planned_at timestamptz NOT NULL, planner_name text NOT NULL, "
	"planner_email text NOT NULL, PRIMARY KEY (change_id, committed_at))",
	"INSERT INTO sqitch.releases VALUES (1.1, CURRENT_TIMESTAMP, 'godwit', '')",
	NULL,
};
static const char *const made_in_mysql[] = {
	"CREATE DATABASE IF NOT EXISTS sqitch CHARACTER SET utf8",
	"CREATE TABLE sqitch.releases (version float(4, 1) PRIMARY KEY, "
	"installed_at datetime(6) NOT NULL, installer_name varchar(255) NOT NULL, "
	"installer_email varchar(255) NOT NULL)",
	"CREATE TABLE sqitch.projects (project varchar(255) PRIMARY KEY, "
	"uri varchar(255) NULL UNIQUE, created_at datetime(6) NOT NULL, creator_name "
	"varchar(255) NOT NULL, creator_email varchar(255) NOT NULL)",
	"CREATE TABLE sqitch.changes (change_id varchar(40) PRIMARY KEY, "
	"script_hash varchar(40) NULL, `change` varchar(255) NOT NULL, project "
	"varchar(255) NOT NULL REFERENCES sqitch.projects (project) ON UPDATE CASCADE, "
	"note text NOT NULL, committed_at datetime(6) NOT NULL, committer_name "
	"varchar(255) NOT NULL, committer_email varchar(255) NOT NULL, planned_at "
	"datetime(6) NOT NULL, planner_name varchar(255) NOT NULL, planner_email "
	"varchar(255) NOT NULL, UNIQUE (project, script_hash))",
	"CREATE TABLE sqitch.tags (tag_id varchar(40) PRIMARY KEY, tag "
	"varchar(255) NOT NULL, project varchar(255) NOT NULL REFERENCES "
	"sqitch.projects (project) ON UPDATE CASCADE, change_id varchar(40) NOT NULL "
	"REFERENCES sqitch.changes (change_id) ON UPDATE CASCADE, note varchar(255) NOT"
	" NULL, committed_at datetime(6) NOT NULL, committer_name varchar(255) NOT "
	"NULL, committer_email varchar(255) NOT NULL, planned_at datetime(6) NOT NULL, "
	"planner_name varchar(255) NOT NULL, planner_email varchar(255) NOT NULL, "
	"UNIQUE (project, tag))",
	"CREATE TABLE sqitch.dependencies (change_id varchar(40) NOT NULL"
	" REFERENCES sqitch.changes (change_id) ON UPDATE CASCADE ON DELETE CASCADE, "
	"type varchar(8) NOT NULL, dependency varchar(255) NOT NULL, dependency_id "
	"varchar(40) NULL REFERENCES sqitch.changes (change_id) ON UPDATE CASCADE, "
	"PRIMARY KEY (change_id, dependency))",
	"CREATE TABLE sqitch.events (event enum('deploy', 'fail', "
	"'merge', 'revert') NOT NULL, change_id varchar(40) NOT NULL, `change` "
	"varchar(255) NOT NULL, project varchar(255) NOT NULL REFERENCES "
	"sqitch.projects (project) ON UPDATE CASCADE, note text NOT NULL, requires text"
	" NOT NULL, conflicts text NOT NULL, tags text NOT NULL, committed_at "
	"datetime(6) NOT NULL, committer_name varchar(255) NOT NULL, committer_email "
	"varchar(255) NOT NULL, planned_at datetime(6) NOT NULL, planner_name "
	"varchar(255) NOT NULL, planner_email varchar(255) NOT NULL, PRIMARY KEY "
	"(change_id, committed_at))",
	"INSERT INTO sqitch.releases VALUES (1.1, CURRENT_TIMESTAMP, 'godwit', '')",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE sqitch.releases (version float PRIMARY KEY, installed_at datetime"
	" NOT NULL DEFAULT CURRENT_TIMESTAMP, installer_name text NOT NULL, "
	"installer_email text NOT NULL)",
	"CREATE TABLE sqitch.projects (project text PRIMARY KEY, uri text NULL UNIQUE, "
	"created_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, creator_name text NOT "
	"NULL, creator_email text NOT NULL)",
	"CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, script_hash text "
	"NULL, change text NOT NULL, project text NOT NULL REFERENCES projects "
	"(project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '', committed_at "
	"datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, committer_name text NOT NULL, "
	"committer_email text NOT NULL, planned_at datetime NOT NULL, planner_name text"
	" NOT NULL, planner_email text NOT NULL, UNIQUE (project, script_hash))",
	"CREATE TABLE sqitch.tags (tag_id text PRIMARY KEY, tag text NOT NULL, project "
	"text NOT NULL REFERENCES projects (project) ON UPDATE CASCADE, change_id text "
	"NOT NULL REFERENCES changes (change_id) ON UPDATE CASCADE, note text NOT NULL "
	"DEFAULT '', committed_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "
	"committer_name text NOT NULL, committer_email text NOT NULL, planned_at "
	"datetime NOT NULL, planner_name text NOT NULL, planner_email text NOT NULL, "
	"UNIQUE (project, tag))",
	"CREATE TABLE sqitch.dependencies (change_id text NOT NULL REFERENCES changes "
	"(change_id) ON UPDATE CASCADE ON DELETE CASCADE, type text NOT NULL, "
	"dependency text NOT NULL, dependency_id text NULL REFERENCES changes "
	"(change_id) ON UPDATE CASCADE, CONSTRAINT dependencies_check CHECK ((type = "
	"'require' AND dependency_id IS NOT NULL) OR (type = 'conflict' AND "
	"dependency_id IS NULL)), PRIMARY KEY (change_id, dependency))",
	"CREATE TABLE sqitch.events (event text NOT NULL CONSTRAINT events_event_check "
	"CHECK (event IN ('deploy', 'revert', 'fail', 'merge')), change_id text NOT "
	"NULL, change text NOT NULL, project text NOT NULL REFERENCES projects "
	"(project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '', requires text NOT "
	"NULL DEFAULT '', conflicts text NOT NULL DEFAULT '', tags text NOT NULL "
	"DEFAULT '', committed_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "
	"committer_name text NOT NULL, committer_email text NOT NULL, planned_at "
	"datetime NOT NULL, planner_name text NOT NULL, planner_email text NOT NULL, "
	"PRIMARY KEY (change_id, committed_at))",
	"INSERT INTO sqitch.releases VALUES (1.1, CURRENT_TIMESTAMP, 'godwit', '')",
	NULL,
};

const struct gw_eject_table gw_eject_sqitch_tables[] = {
	{.engine = "postgres",
	 .statements = made_in_postgres,
	 .schema = "sqitch",
	 .has_arrays = true,
	 .clock = "clock_timestamp()",
	 .clocked = "committed_at"},
	{.engine = "mysql",
	 .statements = made_in_mysql,
	 .schema = "sqitch",
	 .clock = "UTC_TIMESTAMP(6)",
	 .clocked = "committed_at"},
	{.engine = "sqlite", .statements = made_in_sqlite, .schema = "sqitch"},
	{0},
};
