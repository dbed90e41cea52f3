/*
 * SQLite's statements, tried on SQLite 3.40. VACUUM and some pragmas fail in a transaction, others
 * take no effect there and say nothing; DETACH fails once the transaction has used the database. A
 * pragma without a value only reads.
 */
#include "sql/classify_int.h"

/* --- PRAGMA --- */

struct pragma {
	const char *name;
	bool acts_without_value;
	enum gw_statement_kind kind;
	unsigned facts;
	const char *no_transaction;
};

/* The pragmas that are more than a setting of the session. */
static const struct pragma pragmas[] = {
	{"foreign_keys", .kind = GW_STATEMENT_SESSION, .facts = GW_FACT_IGNORED},
	{"synchronous", .kind = GW_STATEMENT_SESSION,
	 .no_transaction = "PRAGMA synchronous cannot be set in a transaction"},
	{"temp_store", .kind = GW_STATEMENT_SESSION,
	 .no_transaction = "PRAGMA temp_store cannot be set in a transaction"},
	{"journal_mode", .kind = GW_STATEMENT_UTILITY,
	 .no_transaction = "PRAGMA journal_mode takes no effect in a transaction"},
	{"page_size", .kind = GW_STATEMENT_SESSION,
	 .no_transaction = "PRAGMA page_size takes no effect in a transaction"},
	{"auto_vacuum", .kind = GW_STATEMENT_SESSION,
	 .no_transaction = "PRAGMA auto_vacuum takes no effect in a transaction"},
	{"encoding", .kind = GW_STATEMENT_SESSION,
	 .no_transaction = "PRAGMA encoding takes no effect in a transaction"},
	{"wal_checkpoint", .acts_without_value = true, .kind = GW_STATEMENT_UTILITY,
	 .no_transaction = "PRAGMA wal_checkpoint cannot run in a transaction"},
	{"incremental_vacuum", .acts_without_value = true, .kind = GW_STATEMENT_UTILITY},
	{"optimize", .acts_without_value = true, .kind = GW_STATEMENT_UTILITY},
	{"shrink_memory", .acts_without_value = true, .kind = GW_STATEMENT_SESSION},
	/* kept in the file, and rolled back with the transaction */
	{"user_version", .kind = GW_STATEMENT_UTILITY},
	{"application_id", .kind = GW_STATEMENT_UTILITY},
	{"schema_version", .kind = GW_STATEMENT_UTILITY},
	/* until the next COMMIT */
	{"defer_foreign_keys", .kind = GW_STATEMENT_SESSION, .facts = GW_FACT_LOCAL},
	/* queries whose argument looks like a value */
	{"table_info", .kind = GW_STATEMENT_QUERY},
	{"table_xinfo", .kind = GW_STATEMENT_QUERY},
	{"index_list", .kind = GW_STATEMENT_QUERY},
	{"index_info", .kind = GW_STATEMENT_QUERY},
	{"index_xinfo", .kind = GW_STATEMENT_QUERY},
	{"foreign_key_list", .kind = GW_STATEMENT_QUERY},
	{"foreign_key_check", .kind = GW_STATEMENT_QUERY},
	{"integrity_check", .kind = GW_STATEMENT_QUERY},
	{"quick_check", .kind = GW_STATEMENT_QUERY},
};

static void refine_pragma(struct gw_cursor cursor, struct gw_class *class)
{
	struct gw_name name;
	bool has_value;

	if (!gw_cursor_name(&cursor, &name))
		return;
	has_value = cursor.token.kind != GW_TOKEN_END;
	class->kind = has_value ? GW_STATEMENT_SESSION : GW_STATEMENT_QUERY;
	for (size_t i = 0; i < GW_COUNT(pragmas); i++) {
		if (!gw_view_is_nocase(gw_token_text(cursor.text, name.last), pragmas[i].name))
			continue;
		if (!has_value && !pragmas[i].acts_without_value)
			return;
		class->kind = pragmas[i].kind;
		class->no_transaction = pragmas[i].no_transaction;
		gw_class_add_facts(class, pragmas[i].facts);
	}
}

/* --- the table --- */

#define LOSES (GW_FACT_DESTROYS | GW_FACT_ORPHANS)

/*
 * References are not enforced while godwit runs, so every statement that writes rows can leave one
 * that refers to nothing.
 */
static const struct gw_rule rules[] = {
	/* Ours takes the write lock at once, which is as good as any of these. */
	{RULE_CONTROL("BEGIN", "BEGIN", GW_TX_BEGIN)},
	{RULE_CONTROL("COMMIT", "COMMIT", GW_TX_COMMIT)},
	{RULE_CONTROL("END", "COMMIT", GW_TX_COMMIT)},
	{RULE_CONTROL("ROLLBACK [TRANSACTION] TO", "ROLLBACK TO", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("ROLLBACK", "ROLLBACK", GW_TX_ROLLBACK)},
	{RULE_CONTROL("SAVEPOINT", "SAVEPOINT", GW_TX_SAVEPOINT)},
	{RULE_CONTROL("RELEASE", "RELEASE", GW_TX_SAVEPOINT)},

	/* rows */
	{RULE_DML("INSERT", "INSERT"), .facts = GW_FACT_ORPHANS},
	{RULE_DML("REPLACE", "INSERT"), .facts = GW_FACT_ORPHANS},
	{RULE_DML("UPDATE", "UPDATE"), .facts = GW_FACT_ORPHANS},
	{RULE_DML("DELETE", "DELETE"), .facts = LOSES},
	{RULE_QUERY("WITH [RECURSIVE]", "SELECT"), .refine = gw_refine_with},
	{RULE_QUERY("SELECT", "SELECT")},
	{RULE_QUERY("VALUES", "SELECT")},
	{RULE_QUERY("EXPLAIN", "EXPLAIN")},

	/* the session */
	{RULE_SESSION("PRAGMA", "PRAGMA"), .refine = refine_pragma},
	{RULE_SESSION("ATTACH", "ATTACH")},
	{RULE_SESSION("DETACH", "DETACH"),
	 .no_transaction = "DETACH fails in a transaction that has used the database"},

	/* maintenance */
	{RULE_UTILITY("VACUUM", "VACUUM"), .no_transaction = "VACUUM cannot run in a transaction"},
	{RULE_UTILITY("ANALYZE", "ANALYZE")},
	{RULE_UTILITY("REINDEX", "REINDEX")},

	/* definitions */
	{RULE_DDL("CREATE", "CREATE"), .refine = gw_refine_create},
	{RULE_DDL("ALTER TABLE @", "ALTER TABLE"), .refine = gw_refine_alter_table},
	{RULE_DDL("DROP TABLE", "DROP TABLE"), .facts = LOSES},
	{RULE_DDL("DROP", "DROP"), .refine = gw_refine_drop},
};

static const struct gw_rule alter_clauses[] = {
	{.pattern = "DROP CONSTRAINT"},
	{.pattern = "DROP", .facts = GW_FACT_DESTROYS},
	{.pattern = "ADD ... REFERENCES", .facts = GW_FACT_ORPHANS},
};

const struct gw_classifier gw_classifier_sqlite = {
	.rules = rules,
	.nrules = GW_COUNT(rules),
	.alter_clauses = alter_clauses,
	.nalter_clauses = GW_COUNT(alter_clauses),
	.nested_begin = GW_NESTED_REFUSED,
};
