/*
 * The statements of MySQL and MariaDB. What commits implicitly follows the manuals ("Statements
 * That Cause an Implicit Commit", "SQL statements That Cause an Implicit Commit") and was tried on
 * MariaDB 10.11; where the two differ (CACHE INDEX), the statement counts as one that commits. A
 * statement that runs others out of our sight (CALL, EXECUTE, BEGIN NOT ATOMIC) may commit and
 * counts as one.
 */
#include "sql/classify_int.h"

/* --- SET --- */

/* Variables whose setting matters to transactions. */
enum variable_effect {
	EFFECT_NONE,
	EFFECT_AUTOCOMMIT,
	EFFECT_CHARACTERISTICS, /* without SESSION it is of the next transaction */
	EFFECT_REFUSED, /* in a transaction */
};

static const struct {
	const char *name;
	enum variable_effect effect;
} variables[] = {
	{"autocommit", EFFECT_AUTOCOMMIT},
	{"tx_isolation", EFFECT_CHARACTERISTICS},
	{"tx_read_only", EFFECT_CHARACTERISTICS},
	{"transaction_isolation", EFFECT_CHARACTERISTICS},
	{"transaction_read_only", EFFECT_CHARACTERISTICS},
	{"sql_log_bin", EFFECT_REFUSED},
	{"binlog_format", EFFECT_REFUSED},
	{"binlog_direct_non_transactional_updates", EFFECT_REFUSED},
	{"gtid_domain_id", EFFECT_REFUSED},
	{"gtid_seq_no", EFFECT_REFUSED},
	{"gtid_next", EFFECT_REFUSED},
	{"skip_replication", EFFECT_REFUSED},
};

static enum variable_effect effect_of(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(variables); i++) {
		if (gw_view_is_nocase(name, variables[i].name))
			return variables[i].effect;
	}
	return EFFECT_NONE;
}

static bool cut_prefix(struct gw_view *view, const char *prefix)
{
	if (!gw_view_starts_nocase(*view, prefix))
		return false;
	*view = gw_view_from(*view, gw_view_of(prefix).n);
	return true;
}

/*
 * The effect of the assignment at the cursor, which moves to its value: "autocommit = 0",
 * "SESSION tx_isolation = ..", "@@session.tx_isolation = ..". Global settings have none on us.
 */
static enum variable_effect read_target(struct gw_cursor *cursor)
{
	bool global = gw_pattern_match("GLOBAL|PERSIST|PERSIST_ONLY", cursor);
	bool session = !global && gw_pattern_match("SESSION|LOCAL", cursor);
	struct gw_view name = gw_cursor_text(cursor);
	enum variable_effect effect;
	bool system = cut_prefix(&name, "@@");

	gw_cursor_next(cursor);
	if (system && cut_prefix(&name, "global."))
		global = true;
	if (system && (cut_prefix(&name, "session.") || cut_prefix(&name, "local.")))
		session = true;
	effect = global ? EFFECT_NONE : effect_of(name);
	/* "SET tx_isolation" is of the session, "SET @@tx_isolation" of the next transaction. */
	if (effect == EFFECT_CHARACTERISTICS && (session || !system))
		effect = EFFECT_NONE;
	return effect;
}

static bool is_off(const struct gw_cursor *value)
{
	return gw_view_is(gw_cursor_text(value), "0") || gw_cursor_is(value, "OFF") ||
	       gw_cursor_is(value, "FALSE");
}

static void set_autocommit(const struct gw_cursor *value, struct gw_class *class)
{
	class->tag = "SET autocommit";
	class->tx = is_off(value) ? GW_TX_BEGIN : GW_TX_COMMIT;
}

/* SET a = 1, b = 2: one assignment after the other. */
static void refine_set(struct gw_cursor cursor, struct gw_class *class)
{
	size_t count = 0;

	do {
		count++;
		switch (read_target(&cursor)) {
		case EFFECT_NONE:
			break;
		case EFFECT_AUTOCOMMIT:
			while (cursor.token.kind == GW_TOKEN_OTHER) /* = or := */
				gw_cursor_next(&cursor);
			set_autocommit(&cursor, class);
			break;
		case EFFECT_CHARACTERISTICS:
			class->tx = GW_TX_CHARACTERISTICS;
			break;
		case EFFECT_REFUSED:
			class->no_transaction =
				"this session variable cannot be set in a transaction";
			break;
		}
	} while (gw_cursor_next_clause(&cursor));
	/* Settings beside autocommit must be sent, autocommit itself must not be. */
	if (count > 1 && (class->tx == GW_TX_BEGIN || class->tx == GW_TX_COMMIT))
		class->tx = GW_TX_OTHER;
}

/* --- the table --- */

#define LOSES (GW_FACT_DESTROYS | GW_FACT_ORPHANS)

static const struct gw_rule rules[] = {
	/* transactions */
	{RULE_CONTROL("BEGIN [WORK] $", "BEGIN", GW_TX_BEGIN)},
	{RULE_OTHER("BEGIN NOT ATOMIC", "BEGIN NOT ATOMIC"),
	 .facts = GW_FACT_COMMITS | GW_FACT_CODE},
	{RULE_OTHER("BEGIN", "compound statement"), .facts = GW_FACT_COMMITS | GW_FACT_CODE},
	{RULE_CONTROL("START TRANSACTION $", "START TRANSACTION", GW_TX_BEGIN)},
	{RULE_CONTROL("START TRANSACTION", "START TRANSACTION", GW_TX_BEGIN),
	 .facts = GW_FACT_BEGIN_OPTIONS},
	{RULE_CONTROL("COMMIT [WORK] AND CHAIN", "COMMIT AND CHAIN", GW_TX_OTHER)},
	{RULE_CONTROL("COMMIT [WORK] [AND NO CHAIN] RELEASE", "COMMIT RELEASE", GW_TX_OTHER)},
	{RULE_CONTROL("COMMIT", "COMMIT", GW_TX_COMMIT)},
	{RULE_CONTROL("ROLLBACK [WORK] TO", "ROLLBACK TO", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("ROLLBACK [WORK] AND CHAIN", "ROLLBACK AND CHAIN", GW_TX_OTHER)},
	{RULE_CONTROL("ROLLBACK [WORK] [AND NO CHAIN] RELEASE", "ROLLBACK RELEASE", GW_TX_OTHER)},
	{RULE_CONTROL("ROLLBACK", "ROLLBACK", GW_TX_ROLLBACK)},
	{RULE_CONTROL("SAVEPOINT", "SAVEPOINT", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("RELEASE", "RELEASE", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("XA", "XA", GW_TX_OTHER)},
	{RULE_CONTROL("SET TRANSACTION", "SET TRANSACTION", GW_TX_CHARACTERISTICS)},
	{RULE_SESSION("LOCK TABLES|TABLE", "LOCK TABLES"),
	 .facts = GW_FACT_LOCKS | GW_FACT_COMMITS},
	{RULE_SESSION("UNLOCK TABLES|TABLE", "UNLOCK TABLES"), .facts = GW_FACT_UNLOCKS},

	/* rows */
	{RULE_DML("INSERT", "INSERT")},
	{RULE_DML("REPLACE", "REPLACE")},
	{RULE_DML("UPDATE", "UPDATE")},
	{RULE_DML("DELETE", "DELETE"), .facts = LOSES},
	{RULE_DML("LOAD DATA|XML", "LOAD DATA")},
	{RULE_DML("CALL", "CALL"), .facts = GW_FACT_COMMITS | GW_FACT_CODE},
	{RULE_DML("DO", "DO"), .facts = GW_FACT_CODE},
	{RULE_QUERY("WITH [RECURSIVE]", "SELECT"), .refine = gw_refine_with},
	{RULE_QUERY("SELECT", "SELECT")},
	{RULE_QUERY("( SELECT|VALUES|WITH|TABLE", "SELECT")},
	{RULE_QUERY("VALUES", "SELECT")},
	{RULE_QUERY("TABLE", "SELECT")},
	{RULE_QUERY("SHOW", "SHOW")},
	{RULE_QUERY("EXPLAIN", "EXPLAIN")},
	{RULE_QUERY("DESCRIBE", "DESCRIBE")},
	{RULE_QUERY("DESC", "DESCRIBE")},
	{RULE_QUERY("CHECKSUM", "CHECKSUM TABLE")},
	{RULE_QUERY("HELP", "HELP")},
	{RULE_OTHER("EXECUTE", "EXECUTE"), .facts = GW_FACT_COMMITS | GW_FACT_CODE},

	/* the session */
	{RULE_OTHER("SET STATEMENT ... FOR", "SET STATEMENT"), .refine = gw_refine_inner},
	{RULE_DDL("SET PASSWORD", "SET PASSWORD"), .facts = GW_FACT_COMMITS},
	{RULE_DDL("SET DEFAULT ROLE", "SET DEFAULT ROLE"), .facts = GW_FACT_COMMITS},
	{RULE_SESSION("SET GLOBAL|SESSION|LOCAL TRANSACTION", "SET")},
	{RULE_SESSION("SET NAMES|CHARACTER|CHARSET|ROLE", "SET")},
	{RULE_SESSION("SET", "SET"), .refine = refine_set},
	{RULE_SESSION("USE", "USE")},
	{RULE_SESSION("PREPARE", "PREPARE")},
	{RULE_SESSION("DEALLOCATE", "DEALLOCATE PREPARE")},
	{RULE_SESSION("DROP PREPARE", "DEALLOCATE PREPARE")},
	{RULE_OTHER("HANDLER", "HANDLER")},

	/* maintenance */
	{RULE_UTILITY("ANALYZE [NO_WRITE_TO_BINLOG|LOCAL] TABLE|TABLES", "ANALYZE TABLE"),
	 .facts = GW_FACT_COMMITS},
	{RULE_OTHER("ANALYZE [FORMAT=]", "ANALYZE"), .refine = gw_refine_inner},
	{RULE_UTILITY("CHECK", "CHECK TABLE"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("OPTIMIZE", "OPTIMIZE TABLE"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("REPAIR", "REPAIR TABLE"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("CACHE INDEX", "CACHE INDEX"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("LOAD INDEX", "LOAD INDEX"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("FLUSH", "FLUSH"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("RESET", "RESET"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("BACKUP", "BACKUP"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("INSTALL", "INSTALL"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("UNINSTALL", "UNINSTALL"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("CHANGE", "CHANGE MASTER"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("START", "START REPLICA"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("STOP", "STOP REPLICA"), .facts = GW_FACT_COMMITS},
	{RULE_UTILITY("PURGE", "PURGE")},
	{RULE_UTILITY("KILL", "KILL")},
	{RULE_UTILITY("IMPORT TABLE", "IMPORT TABLE"), .facts = GW_FACT_COMMITS},

	/* definitions */
	{RULE_DDL("CREATE TEMPORARY TABLE", "CREATE TEMPORARY TABLE")},
	{RULE_DDL("CREATE OR REPLACE TEMPORARY TABLE", "CREATE TEMPORARY TABLE")},
	{RULE_DDL("CREATE OR REPLACE TABLE", "CREATE TABLE"), .facts = LOSES | GW_FACT_COMMITS},
	{RULE_DDL("CREATE", "CREATE"), .facts = GW_FACT_COMMITS, .refine = gw_refine_create},
	{RULE_DDL("ALTER [ONLINE] [IGNORE] TABLE [IF EXISTS] @", "ALTER TABLE"),
	 .facts = GW_FACT_COMMITS, .refine = gw_refine_alter_table},
	{RULE_DDL("ALTER", "ALTER"), .facts = GW_FACT_COMMITS, .refine = gw_refine_alter},
	{RULE_DDL("DROP TEMPORARY TABLE|TABLES", "DROP TEMPORARY TABLE")},
	{RULE_DDL("DROP TABLE|TABLES", "DROP TABLE"), .facts = LOSES | GW_FACT_COMMITS},
	{RULE_DDL("DROP DATABASE|SCHEMA", "DROP DATABASE"), .facts = LOSES | GW_FACT_COMMITS},
	{RULE_DDL("DROP", "DROP"), .facts = GW_FACT_COMMITS, .refine = gw_refine_drop},
	{RULE_DDL("TRUNCATE", "TRUNCATE TABLE"), .facts = LOSES | GW_FACT_COMMITS},
	{RULE_DDL("RENAME USER", "RENAME USER"), .facts = GW_FACT_COMMITS},
	{RULE_DDL("RENAME", "RENAME TABLE"), .facts = GW_FACT_COMMITS},
	{RULE_DDL("GRANT", "GRANT"), .facts = GW_FACT_COMMITS},
	{RULE_DDL("REVOKE", "REVOKE"), .facts = GW_FACT_COMMITS},
};

static const struct gw_rule alter_clauses[] = {
	{.pattern = "DROP INDEX|KEY|PRIMARY|FOREIGN|CHECK|CONSTRAINT|PERIOD"},
	{.pattern = "DROP", .facts = GW_FACT_DESTROYS}, /* column, partition, system versioning */
	{.pattern = "TRUNCATE PARTITION", .facts = LOSES},
	{.pattern = "DISCARD", .facts = LOSES},
};

const struct gw_classifier gw_classifier_mysql = {
	.rules = rules,
	.nrules = GW_COUNT(rules),
	.alter_clauses = alter_clauses,
	.nalter_clauses = GW_COUNT(alter_clauses),
	.nested_begin = GW_NESTED_COMMITS,
	.characteristics_before_begin = true,
};
