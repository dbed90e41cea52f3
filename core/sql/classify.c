/*
 * Classifying statements by the rules of a dialect's table (classify_postgres.c and its sisters),
 * and what several dialects share: WITH, ALTER TABLE.
 *
 * A rule is a pattern of leading words and the facts that follow from it. The first rule that
 * matches decides, so special rules stand before general ones. A few statements need a closer look:
 * their rules name a function that refines the class.
 */
#include <string.h>

#include "base/ascii.h"
#include "sql/classify_int.h"

static const struct gw_class unknown = {.kind = GW_STATEMENT_OTHER, .tag = "statement"};

void gw_class_add_facts(struct gw_class *class, unsigned facts)
{
	class->implicit_commit |= (facts & GW_FACT_COMMITS) != 0;
	class->destroys_data |= (facts & GW_FACT_DESTROYS) != 0;
	class->breaks_references |= (facts & GW_FACT_ORPHANS) != 0;
	class->locks_tables |= (facts & GW_FACT_LOCKS) != 0;
	class->unlocks_tables |= (facts & GW_FACT_UNLOCKS) != 0;
	class->copy_from_stdin |= (facts & GW_FACT_COPY) != 0;
	class->ignored_in_transaction |= (facts & GW_FACT_IGNORED) != 0;
	class->transaction_local |= (facts & GW_FACT_LOCAL) != 0;
	class->runs_code |= (facts & GW_FACT_CODE) != 0;
	class->begin_options |= (facts & GW_FACT_BEGIN_OPTIONS) != 0;
}

static bool same_letter(char a, char b)
{
	return (a | 0x20) == (b | 0x20);
}

/* Whether a second word that begins so can match the pattern's second element. */
static bool may_go_on(const char *pattern, char letter)
{
	const char *word = pattern + strcspn(pattern, " ");

	if (*word == '\0' || !gw_is_letter(word[1]))
		return true;
	do {
		word++;
		if (same_letter(*word, letter))
			return true;
		word += strcspn(word, " |");
	} while (*word == '|');
	return false;
}

/* The first letter of the word after the cursor's; NUL when there is none. */
static char next_letter(struct gw_cursor cursor)
{
	gw_cursor_next(&cursor);
	return cursor.token.kind == GW_TOKEN_WORD ? gw_cursor_text(&cursor).p[0] : '\0';
}

static const struct gw_rule *find_rule(const struct gw_rule *rules, size_t nrules,
				       struct gw_cursor *cursor)
{
	struct gw_view first = gw_cursor_text(cursor);
	char letter;

	if (first.n == 0)
		return NULL;
	letter = next_letter(*cursor);
	for (size_t i = 0; i < nrules; i++) {
		/* Most rules fail here: a letter differs, whatever its case. */
		if (same_letter(rules[i].pattern[0], first.p[0]) &&
		    may_go_on(rules[i].pattern, letter) &&
		    gw_pattern_match(rules[i].pattern, cursor))
			return &rules[i];
	}
	return NULL;
}

static struct gw_class classify_at(struct gw_cursor cursor)
{
	const struct gw_classifier *classifier = cursor.lexer.dialect->classifier;
	const struct gw_rule *rule = find_rule(classifier->rules, classifier->nrules, &cursor);
	struct gw_class class;

	if (rule == NULL)
		return unknown;
	class = (struct gw_class){
		.kind = rule->kind,
		.tx = rule->tx,
		.tag = rule->tag,
		.no_transaction = rule->no_transaction,
	};
	gw_class_add_facts(&class, rule->facts);
	if (rule->refine != NULL)
		rule->refine(cursor, &class);
	return class;
}

struct gw_class gw_classify(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			    struct gw_view statement)
{
	struct gw_cursor cursor;

	gw_cursor_init(&cursor, dialect, modes, statement);
	return classify_at(cursor);
}

void gw_refine_inner(struct gw_cursor cursor, struct gw_class *class)
{
	*class = classify_at(cursor);
}

static bool starts_main_verb(const struct gw_cursor *cursor)
{
	static const char *const verbs[] = {"SELECT", "INSERT",  "UPDATE", "DELETE",
					    "MERGE",  "REPLACE", "VALUES", "TABLE"};

	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		if (gw_cursor_is(cursor, verbs[i]))
			return true;
	}
	return false;
}

/* Whether the group at the cursor holds "(DELETE": a CTE that deletes, at any depth. */
static bool group_deletes(struct gw_cursor cursor)
{
	struct gw_cursor end = cursor;
	bool opened = false;

	gw_cursor_skip(&end);
	while (cursor.token.kind != GW_TOKEN_END && cursor.token.start != end.token.start) {
		if (opened && gw_cursor_is(&cursor, "DELETE"))
			return true;
		opened = cursor.token.kind == GW_TOKEN_OPEN;
		gw_cursor_next(&cursor);
	}
	return false;
}

void gw_refine_with(struct gw_cursor cursor, struct gw_class *class)
{
	bool name_follows = true; /* after WITH, RECURSIVE and commas stand names, not verbs */
	bool deletes = false;

	while (cursor.token.kind != GW_TOKEN_END && (name_follows || !starts_main_verb(&cursor))) {
		if (cursor.token.kind == GW_TOKEN_OPEN)
			deletes |= group_deletes(cursor);
		name_follows = cursor.token.kind == GW_TOKEN_COMMA;
		gw_cursor_skip(&cursor);
	}
	if (cursor.token.kind != GW_TOKEN_END)
		*class = classify_at(cursor);
	if (deletes)
		gw_class_add_facts(class, GW_FACT_DESTROYS | GW_FACT_ORPHANS);
}

void gw_refine_alter_table(struct gw_cursor cursor, struct gw_class *class)
{
	const struct gw_classifier *classifier = cursor.lexer.dialect->classifier;

	do {
		const struct gw_rule *rule = find_rule(classifier->alter_clauses,
						       classifier->nalter_clauses, &cursor);

		if (rule != NULL)
			gw_class_add_facts(class, rule->facts);
	} while (gw_cursor_next_clause(&cursor));
}
