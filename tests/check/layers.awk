# Holds the #include lines of "FILE:LINE:CODE" (see code.awk) to the architecture:
#
#   - a folder of core includes itself and what lies below it;
#   - cmd includes core, and core nothing of cmd;
#   - X_int.h is for its own folder;
#   - each foreign library is known in one place only.

BEGIN {
	FS = ":"

	# From the ground up. Folders on one line do not know each other.
	layers = "base|sql config git|engine source|schema history blame database|audit adopt plan fingerprint|branch backup run|provision|session|report shadow ephemeral|roundtrip drift"
	n = split(layers, lines, "|")
	for (i = 1; i <= n; i++) {
		count = split(lines[i], folders, " ")
		for (j = 1; j <= count; j++)
			rank["core/" folders[j]] = i
	}
	rank["core"] = n + 1
	rank["cmd"] = rank["cmd/cli"] = rank["cmd/ui"] = n + 2

	# The engines know nothing of each other either, nor do their schemas.
	count = split("postgres mysql sqlite", engines, " ")

	home["libpq-fe.h"] = "^core/engine/postgres/"
	home["mysql.h"] = "^core/engine/mysql/"
	home["errmsg.h"] = "^core/engine/mysql/"
	home["mysqld_error.h"] = "^core/engine/mysql/"
	home["sqlite3.h"] = "^core/engine/sqlite/"
	home["git2.h"] = "^core/(base/textdiff\\.c$|git/libgit2/)"
	home["openssl"] = "^core/(base/hash|audit/sign)\\.c$"
	home["jansson.h"] = "^core/base/json\\.c$"
	home["yaml.h"] = "^core/config/yaml"
	home["dlfcn.h"] = "^core/base/module\\.c$"
	home["locale.h"] = "^cmd/"
	home["time.h"] = "^(core/base/system\\.c$|cmd/)"
}

function complain(text)
{
	print $1 ":" $2 ": " text
	bad = 1
}

# core/engine/mysql/run.c is in core/engine, core/godwit.c in core, cmd/ui/ui.c in cmd/ui.
function folder_of(path,    parts, n)
{
	n = split(path, parts, "/")
	return n > 2 ? parts[1] "/" parts[2] : parts[1]
}

# Ours are named from core or from cmd.
function find_ours(name)
{
	return name ~ /^(cli|ui)\/|^(commands\.def|migrate\.h)$/ ? "cmd/" name : "core/" name
}

function check_ours(from, name,    to, here, there, i)
{
	to = find_ours(name)
	here = folder_of(from)
	there = folder_of(to)
	if (name ~ /_sql\.h$/)
		return
	if (!(here in rank))
		return complain("the folder " here " has no place in tests/check/layers.awk yet")
	if (!(there in rank))
		return complain("there is no folder " there)
	if (here != there && rank[there] >= rank[here] && here !~ /^cmd/)
		complain(here " may not include " there ": " name)
	if (name ~ /_int\.h$/ && here != there)
		complain(name " is for " there " alone")
	for (i = 1; i <= count; i++)
		if (to ~ "^core/(engine|schema)/" engines[i] "/" && from !~ "^core/(engine|schema)/" engines[i] "/")
			complain(name " is for the engine " engines[i] " alone")
}

function check_foreign(from, name)
{
	if (!(name in home))
		sub(/\/.*/, "", name)
	if (name in home && from !~ home[name])
		complain("<" name "> belongs into " home[name])
}

match($3, /^#[ \t]*include[ \t]*/) {
	name = substr($3, RLENGTH + 1)
	kind = substr(name, 1, 1)
	name = substr(name, 2)
	sub(/[">].*/, "", name)
	if (kind == "\"")
		check_ours($1, name)
	else
		check_foreign($1, name)
}

END { exit bad }
