/*
 * Loading: order, checksums that line ends do not change, duplicates, hooks, and folders on disk
 * that cannot be used.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scan_case.h"
#include "source/source.h"

static bool load(struct gw_arena *arena, const struct double_file *files, const char *format,
		 struct gw_source **ret_source, struct gw_error **err)
{
	return gw_source_load(arena, tree_double(arena, files, case_file_count(files)), format,
			      &gw_dialect_postgres, ret_source, err);
}

static struct gw_source *must_load(struct gw_arena *arena, const struct double_file *files)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	if (!load(arena, files, NULL, &source, &error))
		fail_msg("%s", error->message);
	return source;
}

static void orders_and_finds(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"10_c.sql", "c"},
		{"9_b.sql", "b"},
		{"R__z.sql", "z"},
		{"R__a.sql", "a"},
		{"9.5_base.sql", "-- godwit:baseline\nbase\n"},
	};
	static const char *const keys[] = {"9", "9.5", "10", "R__a", "R__z"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_source *source = must_load(&arena, files);

	assert_int_equal(source->n, GW_COUNT(keys));
	for (size_t i = 0; i < source->n; i++) {
		assert_string_equal(source->migrations[i]->key, keys[i]);
		assert_ptr_equal(gw_source_find(source, keys[i]), source->migrations[i]);
	}
	assert_null(gw_source_find(source, "11"));
	assert_string_equal(gw_migration_label(&arena, source->migrations[0]), "9_b");
	assert_string_equal(gw_migration_label(&arena, source->migrations[3]), "R__a");
	assert_true(source->sniffed);
	gw_source_close(source);
}

static void loads_nothing(void **state GW_UNUSED)
{
	static const struct double_file none[MAX_CASE_FILES] = {{NULL, NULL}};
	static const struct double_file deep[MAX_CASE_FILES] = {{"a/b/1_a.sql", "a"},
								{"hooks/after-run.sql", ""}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_source *source = must_load(&arena, none);

	assert_int_equal(source->n, 0);
	assert_int_equal(source->notices.n, 0);
	source = must_load(&arena, deep);
	assert_int_equal(source->n, 0);
	assert_int_equal(source->notices.n, 1);
	assert_non_null(strstr(source->notices.items[0].text, "1 .sql files in subfolders"));
}

static const struct gw_migration *load_one(struct gw_arena *arena, const char *text)
{
	struct double_file *files = gw_new_array(arena, struct double_file, MAX_CASE_FILES);

	files[0] = (struct double_file){"1_a.sql", text};
	return must_load(arena, files)->migrations[0];
}

static void checksums_are_of_normalised_text(void **state GW_UNUSED)
{
	static const char *const same[] = {
		"SELECT 1;\n",
		"SELECT 1;\r\n",
		"\xef\xbb\xbfSELECT 1;\n",
		"\xef\xbb\xbfSELECT 1;\r\n",
	};
	static const char *const different[] = {"SELECT 1;", "SELECT 1;\r", "SELECT 1;\n\n",
						"SELECT 1;\n\xef\xbb\xbf"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_digest expected = gw_sha256_of(GW_VIEW("SELECT 1;\n"));

	for (size_t i = 0; i < GW_COUNT(same); i++) {
		const struct gw_migration *migration = load_one(&arena, same[i]);

		assert_true(gw_digest_eq(&migration->checksum, &expected));
		assert_true(gw_digest_eq(&migration->parts->checksum[GW_UP], &expected));
	}
	for (size_t i = 0; i < GW_COUNT(different); i++)
		assert_false(gw_digest_eq(&load_one(&arena, different[i])->checksum, &expected));
}

static void sections_have_their_own_checksums(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_migration *a = load_one(
		&arena, "-- godwit:up\nSELECT 1;\n-- godwit:down\nSELECT 2;\n");
	const struct gw_migration *b = load_one(
		&arena, "-- godwit:up lock_timeout=1s\nSELECT 1;\n-- godwit:down\nSELECT 3;\n");
	struct gw_digest up = gw_sha256_of(GW_VIEW("SELECT 1;\n"));

	assert_true(gw_digest_eq(&a->parts->checksum[GW_UP], &up));
	assert_true(gw_digest_eq(&b->parts->checksum[GW_UP], &up));
	assert_false(gw_digest_eq(&a->parts->checksum[GW_DOWN], &b->parts->checksum[GW_DOWN]));
	assert_false(gw_digest_eq(&a->checksum, &b->checksum));
	assert_int_equal(gw_section_bytes(&a->sections[GW_UP]), 10);
}

static void tokens_tell_edits_of_comments(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_digest tokens = load_one(&arena, "SELECT 'a\nb';")->parts->tokens;
	struct gw_digest commented = load_one(&arena, "-- x\nSELECT\t'a\nb';  ")->parts->tokens;
	struct gw_digest crlf = load_one(&arena, "SELECT 'a\r\nb';")->parts->tokens;
	struct gw_digest other = load_one(&arena, "SELECT 'a b';")->parts->tokens;

	assert_true(gw_digest_eq(&tokens, &commented));
	assert_true(gw_digest_eq(&tokens, &crlf));
	assert_false(gw_digest_eq(&tokens, &other));
}

static void whole_checksum_is_of_all_files(void **state GW_UNUSED)
{
	static const struct double_file pair[MAX_CASE_FILES] = {{"1_a.down.sql", "down\r\n"},
								{"1_a.up.sql", "up\n"}};
	static const struct double_file several[MAX_CASE_FILES] = {
		{"1_a.sql", "-- migrate:up\na;\n-- migrate:down\n-a;\n"
			    "-- migrate:up\nb;\n-- migrate:down\n-b;"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_digest both = gw_sha256_of(GW_VIEW("up\ndown\n"));
	struct gw_digest ups = gw_sha256_of(GW_VIEW("a;\nb;\n"));
	struct gw_digest downs = gw_sha256_of(GW_VIEW("-b;\n-a;\n"));
	const struct gw_migration *migration = must_load(&arena, pair)->migrations[0];

	assert_true(gw_digest_eq(&migration->checksum, &both));
	assert_string_equal(migration->path, "1_a.up.sql");
	migration = must_load(&arena, several)->migrations[0];
	assert_true(gw_digest_eq(&migration->parts->checksum[GW_UP], &ups));
	assert_true(gw_digest_eq(&migration->parts->checksum[GW_DOWN], &downs));
}

static void refuses_duplicates(void **state GW_UNUSED)
{
	static const struct {
		enum gw_code code;
		const char *part, *other_part;
		struct double_file files[MAX_CASE_FILES];
	} cases[] = {
		{GW_E_DUPLICATE, "1_a.sql", "1_b.sql", {{"1_a.sql", ""}, {"1_b.sql", ""}}},
		{GW_E_DUPLICATE, "01_a.sql", "1_a.sql", {{"1_a.sql", ""}, {"01_a.sql", ""}}},
		{GW_E_DUPLICATE, "1.0_a.sql", "1_a.sql", {{"1_a.sql", ""}, {"1.0_a.sql", ""}}},
		{GW_E_DUPLICATE,
		 "R__a.sql",
		 "2_a.sql",
		 {{"R__a.sql", ""}, {"2_a.sql", "-- godwit:repeatable\n"}}},
		{GW_E_DUPLICATE,
		 "1_a.up.sql",
		 "1_b.up.sql",
		 {{"1_a.up.sql", ""}, {"1_b.up.sql", ""}}},
		{GW_E_SOURCE, "R__A.sql", "R__a.sql", {{"R__A.sql", ""}, {"R__a.sql", ""}}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_source *source;

		assert_false(load(&arena, cases[i].files, NULL, &source, &error));
		assert_int_equal(error->code, cases[i].code);
		assert_non_null(strstr(error->message, cases[i].part));
		assert_non_null(strstr(error->message, cases[i].other_part));
	}
}

static void finds_hooks(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {
		{"1_a.sql", "a"},
		{"hooks/before-run.sql", "SET x;"},
		{"hooks/after-each.sql", ""},
		{"hooks/before-fun.sql", ""},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_source *source = must_load(&arena, files);

	assert_string_equal(source->hooks[GW_HOOK_BEFORE_RUN], "hooks/before-run.sql");
	assert_string_equal(source->hooks[GW_HOOK_AFTER_EACH], "hooks/after-each.sql");
	assert_null(source->hooks[GW_HOOK_AFTER_RUN]);
	assert_int_equal(source->notices.n, 1);
	assert_string_equal(source->notices.items[0].path, "hooks/before-fun.sql");
}

static void writes_new_files(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_CASE_FILES] = {{"0007_a.sql", "a"}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = must_load(&arena, files);
	struct gw_new_file *written;
	size_t n;

	assert_true(gw_source_new_files(source, &arena, NULL, "20261122093000", "add users",
					&written, &n, &error));
	assert_int_equal(n, 1);
	assert_string_equal(written[0].path, "0008_add_users.sql");
	assert_true(gw_source_new_files(source, &arena, "9", "20261122093000", "x", &written, &n,
					&error));
	assert_string_equal(written[0].path, "9_x.sql");
	assert_false(gw_source_new_files(source, &arena, "0007", "20261122093000", "x", &written,
					 &n, &error));
	assert_int_equal(error->code, GW_E_DUPLICATE);
}

/* --- folders on disk --- */

static void put(struct gw_arena *arena, const char *folder, const char *name,
		struct gw_view content)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_true(gw_file_write(gw_format(arena, "%s/%s", folder, name), content, 0600, &error));
}

/* What a file holds is for the splitter to judge; here it is only hashed. */
static void passes_odd_bytes(void **state GW_UNUSED)
{
	static const char bytes[] = "SELECT '\0\xff\xfe';\n-- godwit:down\nSELECT 2;\n";
	char folder[] = "/tmp/godwit-test-XXXXXX";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_tree *tree;
	struct gw_source *source;
	struct gw_digest expected = gw_sha256_of((struct gw_view){bytes, 14});

	assert_non_null(mkdtemp(folder));
	put(&arena, folder, "1_a.sql", (struct gw_view){bytes, sizeof(bytes) - 1});
	assert_true(gw_tree_open_folder(&arena, folder, &tree, &error));
	assert_true(gw_source_load(&arena, tree, NULL, &gw_dialect_postgres, &source, &error));
	assert_true(gw_digest_eq(&source->migrations[0]->parts->checksum[GW_UP], &expected));
	assert_true(source->migrations[0]->sections[GW_DOWN].present);
	gw_source_close(source);
	assert_int_equal(unlink(gw_format(&arena, "%s/1_a.sql", folder)), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* Larger than what is kept in memory: the file is read in place, and memory does not follow it. */
static void loads_large_files_in_little_memory(void **state GW_UNUSED)
{
	enum { LINES = 400 * 1000, LIMIT_KB = 12 * 1024 };
	char folder[] = "/tmp/godwit-test-XXXXXX";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *path;
	struct gw_tree *tree;
	struct gw_source *source;
	struct gw_script *script;
	struct rusage before, after;
	FILE *file;

	assert_non_null(mkdtemp(folder));
	path = gw_format(&arena, "%s/1_a.sql", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("-- godwit:up\n", file);
	for (int i = 0; i < LINES; i++)
		fprintf(file, "INSERT INTO t (a, b) VALUES (%d, 'some text of some length');\n", i);
	fputs("-- godwit:down\nDELETE FROM t;\n", file);
	assert_int_equal(fclose(file), 0);
	getrusage(RUSAGE_SELF, &before);
	assert_true(gw_tree_open_folder(&arena, folder, &tree, &error));
	assert_true(gw_source_load(&arena, tree, NULL, &gw_dialect_postgres, &source, &error));
	assert_true(gw_section_bytes(&source->migrations[0]->sections[GW_UP]) > LINES * 50ull);
	assert_true(source->migrations[0]->sections[GW_DOWN].present);
	assert_true(gw_source_script(source, &arena, source->migrations[0], GW_UP, NULL, &script,
				     &error));
	assert_true(script->text.mapped);
	gw_script_done(script);
	gw_source_close(source);
	getrusage(RUSAGE_SELF, &after);
	if (after.ru_maxrss - before.ru_maxrss > LIMIT_KB)
		fail_msg("%ld kB before, %ld kB at most", before.ru_maxrss, after.ru_maxrss);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void reports_unreadable_files(void **state GW_UNUSED)
{
	char folder[] = "/tmp/godwit-test-XXXXXX";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *path;
	struct gw_tree *tree;
	struct gw_source *source;

	assert_non_null(mkdtemp(folder));
	put(&arena, folder, "1_a.sql", GW_VIEW("a"));
	path = gw_format(&arena, "%s/1_a.sql", folder);
	assert_true(gw_tree_open_folder(&arena, folder, &tree, &error));
	/* Root reads everything: what is gone cannot be read by anybody. */
	assert_int_equal(unlink(path), 0);
	assert_false(gw_source_load(&arena, tree, NULL, &gw_dialect_postgres, &source, &error));
	assert_int_equal(error->code, GW_E_SOURCE);
	assert_non_null(strstr(error->message, path));
	assert_int_equal(rmdir(folder), 0);
}

/* A source of many files, which counts how often it is read. */
struct counted {
	struct gw_tree tree; /* first: the two are cast into each other */
	struct gw_tree *files;
	size_t reads;
};

static bool counted_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			 struct gw_text *ret_text, struct gw_error **err)
{
	struct counted *self = (struct counted *)(void *)tree;

	self->reads++;
	return self->files->read(self->files, path, max_bytes, ret_text, err);
}

static struct counted count_reads(struct gw_tree *files)
{
	struct counted counted = {.tree = *files, .files = files};

	counted.tree.read = counted_read;
	counted.tree.read_beside = NULL;
	return counted;
}

/* Those by which it is recognised, and then every one once: nothing is kept that is not looked at. */
static void reads_once(const char *format, const char *text)
{
	enum { FILES = 3000, SAMPLE = 512 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct double_file *files = gw_new_array(&arena, struct double_file, FILES);
	struct counted tree;
	struct gw_source *source;

	for (size_t i = 0; i < FILES; i++) {
		files[i].path = gw_format(&arena, "%06zu_a.sql", i + 1);
		files[i].text = gw_format(&arena, "%s-- %zu %0300d\n", text, i, 0);
	}
	tree = count_reads(tree_double(&arena, files, FILES));
	assert_true(
		gw_source_open(&arena, &tree.tree, NULL, &gw_dialect_postgres, &source, &error));
	assert_string_equal(source->format->name, format);
	assert_int_equal(source->n, FILES);
	assert_in_range(tree.reads, FILES, FILES + SAMPLE);
	for (size_t i = 0; i < source->n; i++) {
		assert_true(source->migrations[i]->hashed);
		assert_null(source->migrations[i]->parts);
		assert_int_equal(source->migrations[i]->index, i);
	}
}

static void reads_many_files_once(void **state GW_UNUSED)
{
	reads_once("dbmate", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 0;\n");
	reads_once("godwit", "-- godwit:up\nSELECT 1;\n-- godwit:down\nSELECT 0;\n");
	reads_once("goose", "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 0;\n");
	reads_once("sql-migrate", "-- +migrate Up\nSELECT 1;\n-- +migrate Down\nSELECT 0;\n");
	reads_once("tern", "SELECT 1;\n---- create above / drop below ----\nSELECT 0;\n");
}

/* The parts are hashed when somebody asks, of what was hashed as a whole. */
static void hashes_parts_later(void **state GW_UNUSED)
{
	char text[] = "-- godwit:up\nSELECT 1;\n-- godwit:down\nSELECT 2;\n";
	const struct double_file files[] = {{"1_a.sql", text}, {"2_b.sql", text}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *whole, *source;
	struct gw_migration *a, *b;

	assert_true(gw_source_load(&arena, tree_double(&arena, files, 2), "godwit",
				   &gw_dialect_postgres, &whole, &error));
	assert_true(gw_source_open(&arena, tree_double(&arena, files, 2), "godwit",
				   &gw_dialect_postgres, &source, &error));
	a = source->migrations[0];
	b = source->migrations[1];
	assert_true(gw_digest_eq(&a->checksum, &whole->migrations[0]->checksum));
	assert_true(gw_source_hash_parts(source, a, &error));
	assert_non_null(a->parts);
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++)
		assert_true(gw_digest_eq(&a->parts->checksum[i],
					 &whole->migrations[0]->parts->checksum[i]));
	assert_true(gw_digest_eq(&a->parts->tokens, &whole->migrations[0]->parts->tokens));
	text[sizeof(text) - 4] = '3';
	assert_true(gw_source_hash_parts(source, a, &error));
	assert_false(gw_source_hash_parts(source, b, &error));
	assert_int_equal(error->code, GW_E_SOURCE);
	assert_null(b->parts);
	gw_source_close(source);
	gw_source_close(whole);
}

/* Its own owner may say how the files of a folder are called, and nobody else. */
static void reads_beside_what_is_of_the_same_owner(void **state GW_UNUSED)
{
	enum { SOMEBODY = 65534 };
	char folder[] = "/tmp/godwit-test-XXXXXX";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *inside, *conf;
	struct gw_tree *tree;
	struct gw_source *source;
	struct gw_text text;

	assert_non_null(mkdtemp(folder));
	inside = gw_format(&arena, "%s/sql", folder);
	conf = gw_format(&arena, "%s/flyway.conf", folder);
	assert_int_equal(mkdir(inside, 0700), 0);
	put(&arena, inside, "M1__a.sql", GW_VIEW("a"));
	put(&arena, folder, "flyway.conf", GW_VIEW("flyway.sqlMigrationPrefix=M\n"));
	assert_true(gw_tree_open_folder(&arena, gw_format(&arena, "%s/", inside), &tree, &error));
	assert_true(tree->read_beside(tree, "flyway.toml", &text, &error));
	assert_null(text.view.p);
	assert_true(gw_source_load(&arena, tree, NULL, &gw_dialect_postgres, &source, &error));
	assert_string_equal(source->format->name, "flyway");
	assert_int_equal(source->n, 1);
	gw_source_close(source);
	/* Only root can give a file away. */
	if (geteuid() == 0 && chown(conf, SOMEBODY, SOMEBODY) == 0) {
		assert_true(gw_tree_open_folder(&arena, inside, &tree, &error));
		assert_false(gw_source_load(&arena, tree, "flyway", &gw_dialect_postgres, &source,
					    &error));
		assert_int_equal(error->code, GW_E_SOURCE);
		assert_non_null(strstr(error->message, "does not belong to the owner"));
	}
	/* Where others may write, a link may lead to another file of the owner a moment later. */
	assert_int_equal(rename(conf, gw_format(&arena, "%s/V2__b.sql", inside)), 0);
	assert_int_equal(symlink("sql/V2__b.sql", conf), 0);
	assert_true(gw_tree_open_folder(&arena, inside, &tree, &error));
	gw_error_clear(&error);
	assert_false(tree->read_beside(tree, "flyway.conf", &text, &error));
	assert_non_null(strstr(error->message, "flyway.conf is a symlink"));
	gw_tree_close(tree);
	assert_int_equal(unlink(conf), 0);
	assert_int_equal(unlink(gw_format(&arena, "%s/M1__a.sql", inside)), 0);
	assert_int_equal(unlink(gw_format(&arena, "%s/V2__b.sql", inside)), 0);
	assert_int_equal(rmdir(inside), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_and_finds),
		cmocka_unit_test(loads_nothing),
		cmocka_unit_test(checksums_are_of_normalised_text),
		cmocka_unit_test(sections_have_their_own_checksums),
		cmocka_unit_test(tokens_tell_edits_of_comments),
		cmocka_unit_test(whole_checksum_is_of_all_files),
		cmocka_unit_test(refuses_duplicates),
		cmocka_unit_test(finds_hooks),
		cmocka_unit_test(writes_new_files),
		cmocka_unit_test(passes_odd_bytes),
		cmocka_unit_test(loads_large_files_in_little_memory),
		cmocka_unit_test(reports_unreadable_files),
		cmocka_unit_test(reads_many_files_once),
		cmocka_unit_test(hashes_parts_later),
		cmocka_unit_test(reads_beside_what_is_of_the_same_owner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
