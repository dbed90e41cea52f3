/*
 * PostgreSQL's statements. What cannot run in a transaction block is what the server guards with
 * PreventInTransactionBlock (SQLSTATE 25001): the notes of the command pages of the manual, each
 * tried on PostgreSQL 15. Contrary to folklore ALTER TYPE .. ADD VALUE, REFRESH MATERIALIZED VIEW
 * CONCURRENTLY and CLUSTER of one table are fine in a transaction.
 */
#include "sql/classify_int.h"

/* --- options in parentheses --- */

/* The name and value of one option; the value's token is END where the option has none. */
struct option {
	struct gw_view name;
	struct gw_view value;
};

/*
 * Reads the option at the cursor, "name", "name value" or "name = value", and moves to what follows
 * its comma. False at the end of the list.
 */
static bool next_option(struct gw_cursor *cursor, struct option *ret_option)
{
	if (cursor->token.kind != GW_TOKEN_WORD)
		return false;
	*ret_option = (struct option){.name = gw_cursor_text(cursor)};
	for (gw_cursor_next(cursor); cursor->token.kind != GW_TOKEN_END; gw_cursor_skip(cursor)) {
		if (cursor->token.kind == GW_TOKEN_CLOSE)
			return true;
		if (cursor->token.kind == GW_TOKEN_COMMA) {
			gw_cursor_next(cursor);
			return true;
		}
		if (!gw_cursor_is_operator(cursor, "="))
			ret_option->value = gw_cursor_text(cursor);
	}
	return true;
}

static bool is_false(struct gw_view value)
{
	static const char *const words[] = {"false", "off", "0", "'false'", "'off'", "'0'"};

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (gw_view_is_nocase(value, words[i]))
			return true;
	}
	return false;
}

enum setting { SETTING_ABSENT, SETTING_OFF, SETTING_ON };

/* What the group at the cursor (if there is one) says of an option. */
static enum setting option_setting(struct gw_cursor cursor, const char *name)
{
	enum setting setting = SETTING_ABSENT;
	struct option option;

	if (cursor.token.kind != GW_TOKEN_OPEN)
		return SETTING_ABSENT;
	gw_cursor_next(&cursor);
	while (next_option(&cursor, &option)) {
		if (gw_view_is_nocase(option.name, name))
			setting = is_false(option.value) ? SETTING_OFF : SETTING_ON;
	}
	return setting;
}

/* --- refinements --- */

/* The cursor stands at REINDEX's options or at what follows. */
static void refine_reindex(struct gw_cursor cursor, struct gw_class *class)
{
	if (option_setting(cursor, "concurrently") == SETTING_ON)
		class->no_transaction = "REINDEX CONCURRENTLY cannot run in a transaction";
}

/* Without its slot on the publisher, a subscription is a change of the catalog only. */
static void refine_create_subscription(struct gw_cursor cursor, struct gw_class *class)
{
	if (gw_pattern_match("... WITH", &cursor) &&
	    (option_setting(cursor, "connect") == SETTING_OFF ||
	     option_setting(cursor, "create_slot") == SETTING_OFF))
		class->no_transaction = NULL;
}

static void refine_alter_publications(struct gw_cursor cursor, struct gw_class *class)
{
	if (gw_pattern_match("... WITH", &cursor) &&
	    option_setting(cursor, "refresh") == SETTING_OFF)
		class->no_transaction = NULL;
}

/* ALTER SUBSCRIPTION s SET (..): failover (17) and two_phase (18) change the slot. */
static void refine_subscription_options(struct gw_cursor cursor, struct gw_class *class)
{
	if (option_setting(cursor, "failover") != SETTING_ABSENT)
		class->no_transaction =
			"ALTER SUBSCRIPTION .. SET (failover) cannot run in a transaction";
	if (option_setting(cursor, "two_phase") != SETTING_ABSENT)
		class->no_transaction =
			"ALTER SUBSCRIPTION .. SET (two_phase) cannot run in a transaction";
}

/* The text between the quotes of a literal, whatever its quotes. */
static struct gw_view unquote(struct gw_view literal)
{
	size_t open = gw_view_find_char(literal, '\'');
	size_t end = literal.n;

	if (literal.n > 0 && literal.p[0] == '$') {
		open = 1 + gw_view_find_char(gw_view_from(literal, 1), '$');
		end -= GW_MIN(end, open);
	}
	if (open == GW_NOWHERE || open + 1 > end)
		return (struct gw_view){0};
	return gw_view_slice(literal, open + 1, GW_MAX(end - 1, open + 1));
}

static void refine_add_value(struct gw_cursor cursor, struct gw_class *class)
{
	if (cursor.token.kind == GW_TOKEN_STRING)
		class->enum_label = unquote(gw_cursor_text(&cursor));
}

/* --- the table --- */

#define LOSES (GW_FACT_DESTROYS | GW_FACT_ORPHANS)

static const struct gw_rule rules[] = {
	/* transactions */
	{RULE_CONTROL("BEGIN [WORK|TRANSACTION] $", "BEGIN", GW_TX_BEGIN)},
	{RULE_CONTROL("BEGIN", "BEGIN", GW_TX_BEGIN), .facts = GW_FACT_BEGIN_OPTIONS},
	{RULE_CONTROL("START TRANSACTION $", "START TRANSACTION", GW_TX_BEGIN)},
	{RULE_CONTROL("START TRANSACTION", "START TRANSACTION", GW_TX_BEGIN),
	 .facts = GW_FACT_BEGIN_OPTIONS},
	{RULE_CONTROL("COMMIT PREPARED", "COMMIT PREPARED", GW_TX_NONE),
	 .no_transaction = "COMMIT PREPARED cannot run in a transaction"},
	{RULE_CONTROL("COMMIT [WORK|TRANSACTION] AND CHAIN", "COMMIT AND CHAIN", GW_TX_OTHER)},
	{RULE_CONTROL("COMMIT", "COMMIT", GW_TX_COMMIT)},
	{RULE_CONTROL("END [WORK|TRANSACTION] AND CHAIN", "COMMIT AND CHAIN", GW_TX_OTHER)},
	{RULE_CONTROL("END", "COMMIT", GW_TX_COMMIT)},
	{RULE_CONTROL("ROLLBACK PREPARED", "ROLLBACK PREPARED", GW_TX_NONE),
	 .no_transaction = "ROLLBACK PREPARED cannot run in a transaction"},
	{RULE_CONTROL("ROLLBACK [WORK|TRANSACTION] TO", "ROLLBACK TO", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("ROLLBACK [WORK|TRANSACTION] AND CHAIN", "ROLLBACK AND CHAIN", GW_TX_OTHER)},
	{RULE_CONTROL("ROLLBACK", "ROLLBACK", GW_TX_ROLLBACK)},
	{RULE_CONTROL("ABORT [WORK|TRANSACTION] AND CHAIN", "ROLLBACK AND CHAIN", GW_TX_OTHER)},
	{RULE_CONTROL("ABORT", "ROLLBACK", GW_TX_ROLLBACK)},
	{RULE_CONTROL("SAVEPOINT", "SAVEPOINT", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("RELEASE", "RELEASE", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("PREPARE TRANSACTION", "PREPARE TRANSACTION", GW_TX_OTHER)},
	{RULE_CONTROL("SET [LOCAL|SESSION] TRANSACTION", "SET TRANSACTION", GW_TX_CHARACTERISTICS)},
	{RULE_CONTROL("SET [LOCAL|SESSION] "
		      "transaction_isolation|transaction_read_only|transaction_deferrable",
		      "SET TRANSACTION", GW_TX_CHARACTERISTICS)},

	/* rows */
	{RULE_DML("INSERT", "INSERT")},
	{RULE_DML("UPDATE", "UPDATE")},
	{RULE_DML("DELETE", "DELETE"), .facts = LOSES},
	{RULE_DML("MERGE ... THEN DELETE", "MERGE"), .facts = LOSES},
	{RULE_DML("MERGE", "MERGE")},
	{RULE_DML("COPY ... FROM STDIN", "COPY"), .facts = GW_FACT_COPY},
	{RULE_DML("COPY", "COPY")},
	{RULE_DML("CALL", "CALL"), .facts = GW_FACT_CODE},
	{RULE_DML("DO", "DO"), .facts = GW_FACT_CODE},
	{RULE_QUERY("WITH [RECURSIVE]", "SELECT"), .refine = gw_refine_with},
	{RULE_QUERY("SELECT", "SELECT")},
	{RULE_QUERY("( SELECT|VALUES|WITH|TABLE", "SELECT")},
	{RULE_QUERY("VALUES", "SELECT")},
	{RULE_QUERY("TABLE", "SELECT")},
	{RULE_QUERY("SHOW", "SHOW")},
	{RULE_QUERY("EXPLAIN", "EXPLAIN")},
	{RULE_QUERY("FETCH", "FETCH")},

	/* the session */
	{RULE_SESSION("SET SESSION CHARACTERISTICS", "SET")},
	{RULE_SESSION("SET CONSTRAINTS", "SET CONSTRAINTS"), .facts = GW_FACT_LOCAL},
	{RULE_SESSION("SET LOCAL", "SET"), .facts = GW_FACT_LOCAL},
	{RULE_SESSION("SET", "SET")},
	{RULE_SESSION("RESET", "RESET")},
	{RULE_SESSION("DISCARD ALL", "DISCARD ALL"),
	 .no_transaction = "DISCARD ALL cannot run in a transaction"},
	{RULE_SESSION("DISCARD", "DISCARD")},
	{RULE_SESSION("LOCK", "LOCK TABLE"), .facts = GW_FACT_LOCAL},
	{RULE_SESSION("PREPARE", "PREPARE")},
	{RULE_SESSION("DEALLOCATE", "DEALLOCATE")},
	{RULE_SESSION("LISTEN", "LISTEN")},
	{RULE_SESSION("UNLISTEN", "UNLISTEN")},
	{RULE_SESSION("LOAD", "LOAD")},
	{RULE_OTHER("NOTIFY", "NOTIFY")},
	{RULE_OTHER("EXECUTE", "EXECUTE")},
	{RULE_OTHER("DECLARE", "DECLARE CURSOR"), .facts = GW_FACT_LOCAL},

	/* maintenance */
	{RULE_UTILITY("VACUUM", "VACUUM"), .no_transaction = "VACUUM cannot run in a transaction"},
	{RULE_UTILITY("ANALYZE", "ANALYZE")},
	{RULE_UTILITY("ANALYSE", "ANALYZE")},
	{RULE_UTILITY("CLUSTER [()] [VERBOSE] $", "CLUSTER"),
	 .no_transaction = "CLUSTER without a table cannot run in a transaction"},
	{RULE_UTILITY("CLUSTER", "CLUSTER")},
	{RULE_UTILITY("REINDEX [()] INDEX|TABLE|SCHEMA|DATABASE|SYSTEM CONCURRENTLY", "REINDEX"),
	 .no_transaction = "REINDEX CONCURRENTLY cannot run in a transaction"},
	{RULE_UTILITY("REINDEX [()] SCHEMA|DATABASE|SYSTEM", "REINDEX"),
	 .no_transaction = "REINDEX of a schema or database cannot run in a transaction"},
	{RULE_UTILITY("REINDEX", "REINDEX"), .refine = refine_reindex},
	{RULE_UTILITY("CHECKPOINT", "CHECKPOINT")},
	{RULE_UTILITY("REFRESH MATERIALIZED VIEW", "REFRESH MATERIALIZED VIEW")},
	{RULE_UTILITY("ALTER SYSTEM", "ALTER SYSTEM"),
	 .no_transaction = "ALTER SYSTEM cannot run in a transaction"},

	/* definitions that cannot run in a transaction, or can lose data */
	{RULE_DDL("CREATE [UNIQUE] INDEX CONCURRENTLY", "CREATE INDEX"),
	 .no_transaction = "CREATE INDEX CONCURRENTLY cannot run in a transaction"},
	{RULE_DDL("DROP INDEX CONCURRENTLY", "DROP INDEX"),
	 .no_transaction = "DROP INDEX CONCURRENTLY cannot run in a transaction"},
	{RULE_DDL("CREATE DATABASE", "CREATE DATABASE"),
	 .no_transaction = "CREATE DATABASE cannot run in a transaction"},
	{RULE_DDL("DROP DATABASE", "DROP DATABASE"), .facts = LOSES,
	 .no_transaction = "DROP DATABASE cannot run in a transaction"},
	{RULE_DDL("ALTER DATABASE @ SET TABLESPACE", "ALTER DATABASE"),
	 .no_transaction = "ALTER DATABASE .. SET TABLESPACE cannot run in a transaction"},
	{RULE_DDL("CREATE TABLESPACE", "CREATE TABLESPACE"),
	 .no_transaction = "CREATE TABLESPACE cannot run in a transaction"},
	{RULE_DDL("DROP TABLESPACE", "DROP TABLESPACE"),
	 .no_transaction = "DROP TABLESPACE cannot run in a transaction"},
	{RULE_DDL("CREATE SUBSCRIPTION", "CREATE SUBSCRIPTION"),
	 .no_transaction = "CREATE SUBSCRIPTION with a slot cannot run in a transaction",
	 .refine = refine_create_subscription},
	{RULE_DDL("DROP SUBSCRIPTION", "DROP SUBSCRIPTION"),
	 .no_transaction = "DROP SUBSCRIPTION with a slot cannot run in a transaction"},
	{RULE_DDL("ALTER SUBSCRIPTION @ REFRESH", "ALTER SUBSCRIPTION"),
	 .no_transaction = "ALTER SUBSCRIPTION .. REFRESH cannot run in a transaction"},
	{RULE_DDL("ALTER SUBSCRIPTION @ SET|ADD|DROP PUBLICATION", "ALTER SUBSCRIPTION"),
	 .no_transaction = "ALTER SUBSCRIPTION that refreshes cannot run in a transaction",
	 .refine = refine_alter_publications},
	{RULE_DDL("ALTER SUBSCRIPTION @ SET", "ALTER SUBSCRIPTION"),
	 .refine = refine_subscription_options},
	{RULE_DDL("ALTER TABLE [IF EXISTS] [ONLY] @ DETACH PARTITION @ CONCURRENTLY",
		  "ALTER TABLE"),
	 .no_transaction = "DETACH PARTITION CONCURRENTLY cannot run in a transaction"},
	{RULE_DDL("ALTER TABLE [IF EXISTS] [ONLY] @", "ALTER TABLE"),
	 .refine = gw_refine_alter_table},
	{RULE_DDL("ALTER TYPE @ ADD VALUE [IF NOT EXISTS]", "ALTER TYPE"),
	 .refine = refine_add_value},
	{RULE_DDL("DROP TABLE", "DROP TABLE"), .facts = LOSES},
	{RULE_DDL("DROP SCHEMA", "DROP SCHEMA"), .facts = LOSES},
	{RULE_DDL("DROP OWNED", "DROP OWNED"), .facts = LOSES},
	{RULE_DDL("TRUNCATE", "TRUNCATE TABLE"), .facts = LOSES},
	/* with CASCADE the columns of the type go */
	{RULE_DDL("DROP TYPE ... CASCADE", "DROP TYPE"), .facts = GW_FACT_DESTROYS},
	{RULE_DDL("DROP DOMAIN ... CASCADE", "DROP DOMAIN"), .facts = GW_FACT_DESTROYS},
	{RULE_DDL("DROP EXTENSION ... CASCADE", "DROP EXTENSION"), .facts = GW_FACT_DESTROYS},

	/* other definitions */
	{RULE_DDL("CREATE", "CREATE"), .refine = gw_refine_create},
	{RULE_DDL("ALTER DEFAULT PRIVILEGES", "ALTER DEFAULT PRIVILEGES")},
	{RULE_DDL("ALTER", "ALTER"), .refine = gw_refine_alter},
	{RULE_DDL("DROP", "DROP"), .refine = gw_refine_drop},
	{RULE_DDL("COMMENT", "COMMENT")},
	{RULE_DDL("GRANT", "GRANT")},
	{RULE_DDL("REVOKE", "REVOKE")},
	{RULE_DDL("REASSIGN OWNED", "REASSIGN OWNED")},
	{RULE_DDL("SECURITY LABEL", "SECURITY LABEL")},
	{RULE_DDL("IMPORT FOREIGN SCHEMA", "IMPORT FOREIGN SCHEMA")},
};

static const struct gw_rule alter_clauses[] = {
	{.pattern = "DROP CONSTRAINT"},
	{.pattern = "DROP", .facts = GW_FACT_DESTROYS},
};

const struct gw_classifier gw_classifier_postgres = {
	.rules = rules,
	.nrules = GW_COUNT(rules),
	.alter_clauses = alter_clauses,
	.nalter_clauses = GW_COUNT(alter_clauses),
	.nested_begin = GW_NESTED_IGNORED,
};
