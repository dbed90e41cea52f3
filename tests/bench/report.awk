# Makes tables of what `run` has measured: rows of
#
#   task target count rtt-ms tool status wall-us cpu-us peak-kib turnarounds connections
#
# with tabs between. Variables: style, "text" or "markdown"; tools, their names in the order wanted.
# What is shown are medians of the runs that went well.

BEGIN {
	FS = "\t"
	tools_n = split(tools, tool_names, " ")
	split("wall cpu peak turnarounds connections", metrics, " ")
	titles["version"] = "start (--version)"
	titles["up"] = "up, into an empty database"
	titles["noop"] = "up, with nothing to do"
	titles["status"] = "status"
	titles["file"] = "up, a file of 100 MB"
	titles["insert"] = "up, an INSERT of 1,000,000 rows"
	targets["-"] = "no database"
	targets["postgres"] = "PostgreSQL"
	targets["postgres-durable"] = "PostgreSQL, durable"
	targets["mysql"] = "MariaDB"
	targets["mysql-durable"] = "MariaDB, durable"
	targets["sqlite"] = "SQLite"
}

{
	group = $1 SUBSEP $4
	line = group SUBSEP $2 SUBSEP $3
	if (!(group in lines_n)) {
		groups[++groups_n] = group
		is_far[group] = $4 != ""
		group_titles[group] = titles[$1] ($4 != "" ? ", over " $4 " ms" : "")
	}
	if (!(line in line_titles)) {
		lines[group, ++lines_n[group]] = line
		line_titles[line] = targets[$2] ($3 > 1 ? ", " $3 : "")
	}
	tried[line, $5] = 1
	if ($6 != 0)
		next
	for (i = 1; i <= 5; i++)
		add(line SUBSEP $5 SUBSEP metrics[i], $(6 + i))
}

END {
	for (g = 1; g <= groups_n; g++) {
		if (style == "markdown")
			markdown(groups[g])
		else
			text(groups[g])
	}
}

# --- numbers ---

# Keeps the values of a key in their order.
function add(key, value,    i)
{
	for (i = ++values_n[key]; i > 1 && values[key, i - 1] + 0 > value + 0; i--)
		values[key, i] = values[key, i - 1]
	values[key, i] = value
}

function has(line, tool)
{
	return values_n[line, tool, "wall"] > 0
}

function median(line, tool, metric,    key, n)
{
	key = line SUBSEP tool SUBSEP metric
	n = values_n[key]
	if (n % 2)
		return values[key, (n + 1) / 2]
	return (values[key, n / 2] + values[key, n / 2 + 1]) / 2
}

function span(us)
{
	if (us < 10000)
		return sprintf("%.2f ms", us / 1000)
	return us < 1000000 ? sprintf("%.0f ms", us / 1000) : sprintf("%.2f s", us / 1000000)
}

function memory(kib)
{
	return sprintf(kib < 102400 ? "%.1f MB" : "%.0f MB", kib / 1024)
}

# How many times as long as another tool: "1.13", "" where one of them has no number.
function ratio(line, tool, other)
{
	if (!has(line, tool) || !has(line, other))
		return ""
	return sprintf("%.2f", median(line, tool, "wall") / median(line, other, "wall"))
}

# --- text ---

function put(value)
{
	cells[rows, ++columns] = value
	if (length(value) > widths[columns])
		widths[columns] = length(value)
}

function begin_row()
{
	rows++
	columns = 0
}

function put_headings(group,    i, n, words)
{
	begin_row()
	n = split("|tool|wall|from|to|x limit|x dbmate|CPU|memory" \
		(is_far[group] ? "|turnarounds|connections" : ""), words, "|")
	for (i = 1; i <= n; i++)
		put(words[i])
}

function put_tool(group, line, tool, label,    key)
{
	begin_row()
	put(label)
	put(tool)
	if (!has(line, tool)) {
		put("failed")
		return
	}
	key = line SUBSEP tool SUBSEP "wall"
	put(span(median(line, tool, "wall")))
	put(span(values[key, 1]))
	put(span(values[key, values_n[key]]))
	put(ratio(line, tool, "limit"))
	put(ratio(line, tool, "dbmate"))
	put(span(median(line, tool, "cpu")))
	put(memory(median(line, tool, "peak")))
	if (is_far[group]) {
		put(median(line, tool, "turnarounds"))
		put(median(line, tool, "connections"))
	}
}

# The first two columns are words, and to the left.
function print_rows(    row, column, out)
{
	for (row = 1; row <= rows; row++) {
		out = ""
		for (column = 1; column in widths; column++)
			out = out sprintf(column <= 2 ? "%-*s  " : "%*s  ", widths[column], cells[row, column])
		sub(/ +$/, "", out)
		print out
	}
}

function text(group,    i, j, line, label)
{
	rows = 0
	split("", cells)
	split("", widths)
	put_headings(group)
	for (i = 1; i <= lines_n[group]; i++) {
		line = lines[group, i]
		label = line_titles[line]
		for (j = 1; j <= tools_n; j++) {
			if ((line, tool_names[j]) in tried) {
				put_tool(group, line, tool_names[j], label)
				label = ""
			}
		}
	}
	print "\n" group_titles[group] "\n"
	print_rows()
}

# --- Markdown ---

function summary(group, line, tool)
{
	if (!has(line, tool))
		return (line, tool) in tried ? "failed" : "–"
	if (is_far[group])
		return median(line, tool, "turnarounds") " / " span(median(line, tool, "wall"))
	return span(median(line, tool, "wall")) " / " span(median(line, tool, "cpu")) " / " \
		memory(median(line, tool, "peak"))
}

# The tools that have anything in a group.
function choose_tools(group,    i, j)
{
	shown_n = 0
	for (j = 1; j <= tools_n; j++) {
		for (i = 1; i <= lines_n[group]; i++) {
			if ((lines[group, i], tool_names[j]) in tried) {
				shown[++shown_n] = tool_names[j]
				break
			}
		}
	}
}

function markdown(group,    i, j, line, out, rule)
{
	choose_tools(group)
	out = "\n| " group_titles[group] ": " (is_far[group] ? "turnarounds / wall" : "wall / CPU / memory") " |"
	rule = "|---|"
	for (j = 1; j <= shown_n; j++) {
		out = out " " shown[j] " |"
		rule = rule "---|"
	}
	print out " godwit : limit | godwit : dbmate |\n" rule "---|---|"
	for (i = 1; i <= lines_n[group]; i++) {
		line = lines[group, i]
		out = "| " line_titles[line] " |"
		for (j = 1; j <= shown_n; j++)
			out = out " " summary(group, line, shown[j]) " |"
		print out " " ratio(line, "godwit", "limit") " | " ratio(line, "godwit", "dbmate") " |"
	}
}
