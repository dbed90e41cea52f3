/*
 * Liquibase's formatted SQL: what of a file belongs to which changeset, and the order of files.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_liquibase;

#define HEAD "--liquibase formatted sql\n"

static void reads_changesets(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "comments that say something are no SQL",
		 .files = {{"a.sql", HEAD "\n-- changeset ada:1 labels:x\n--comment: c\na;\n"
					  "-- a remark\nb;\n--rollback A;\n--rollback B;\n\n"
					  "--changeset \"a b\":\"2 x\" runInTransaction:false\nc;\n"
					  "--rollback not required\n"}},
		 .expected = "versioned a.sql::1::ada  a.sql\n"
			     "  up \"a;/-- a remark/b;/\"\n  down \"A;/\" \"B;/\"\n"
			     "versioned a.sql::2 x::a b  a.sql\n  up off \"c;/\"\n  down off\n"},
		{.title = "kinds, databases and blocks",
		 .files = {{"a.sql", HEAD "--changeset a:1 dbms:mysql,h2\nm;\n--rollback M;\n"
					  "--changeset a:2 dbms:!mysql runOnChange:true\nv;\n"
					  "--changeset a:3 dbms:postgresql\np;\n"
					  "/* liquibase rollback\nP;\n*/\n"}},
		 .expected = "repeatable - a.sql::2::a a.sql\n  up \"v;/\"\n"
			     "versioned a.sql::3::a  a.sql\n  up \"p;/\"\n  down \"P;/\"\n"},
		{.title = "by name, where there is no root",
		 .files = {{"a.sql", HEAD "--changeset a:1\na"},
			   {"b/c.sql", HEAD "--changeset a:1\nc"},
			   {"d.sql", "d"}},
		 .expected =
			 "versioned a.sql::1::a  a.sql\n  up \"a\"\n"
			 "versioned b/c.sql::1::a  b/c.sql\n  up \"c\"\n"
			 "notice d.sql: is not run: it does not begin with --liquibase formatted "
			 "sql\n"},
		{.title = "as a root includes them",
		 .files = {{"a.sql", HEAD "--changeset a:1\na"},
			   {"all/b.sql", HEAD "--changeset a:1\nb"},
			   {"c.sql", HEAD "--changeset a:1\nc"},
			   {"root.xml", "<databaseChangeLog>\n<include file=\"db/c.sql\"/>\n"
					"<includeAll path=\"db/all/\"/></databaseChangeLog>"}},
		 .expected = "versioned c.sql::1::a  c.sql\n  up \"c\"\n"
			     "versioned all/b.sql::1::a  all/b.sql\n  up \"b\"\n"
			     "notice a.sql: is not run: no root changelog includes it\n"},
		{.title = "the same in YAML, with changes of its own",
		 .files = {{"a.sql", HEAD "--changeset a:1\na"},
			   {"root.yaml", "databaseChangeLog:\n  - include:\n      file: a.sql\n"
					 "  - changeSet:\n      id: 1\n"}},
		 .expected = "versioned a.sql::1::a  a.sql\n  up \"a\"\n"
			     "notice root.yaml: has changes that are no SQL: they are not run\n"},
		{.title = "a changeset without a name",
		 .files = {{"a.sql", HEAD "--changeset ada\na"}},
		 .code = GW_E_FORMAT,
		 .message = "AUTHOR:ID",
		 .line = 2},
	};

	check_cases(&gw_format_liquibase, cases, GW_COUNT(cases));
}

static void is_recognised(void **state GW_UNUSED)
{
	static const struct double_file mine[] = {{"x/a.sql", "\n-- liquibase formatted sql\n"},
						  {NULL, NULL}};
	static const struct double_file other[] = {{"1_a.sql", "-- liquibase is nice\n"},
						   {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_liquibase, mine), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_liquibase, other), GW_SNIFF_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_changesets),
		cmocka_unit_test(is_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
