/*
 * Files that are read ahead are handed over as they are, each once, in whatever order they are asked for;
 * and a source is the same whether its files are read ahead or not.
 */
#include "scan_case.h"
#include "source/ahead_int.h"
#include "source/source.h"

enum { FILES = 2400, THREADS = 2, UNREADABLE = 7, LARGE = 40, LARGE_BYTES = 20000 };

/* Some more than are read ahead at a time. */
struct many {
	struct gw_arena arena;
	struct double_file *files;
	struct gw_tree *tree;
	const char **paths;
};

static void many_init(struct many *many)
{
	*many = (struct many){0};
	many->files = gw_new_array(&many->arena, struct double_file, FILES);
	many->paths = gw_new_array(&many->arena, const char *, FILES);
	for (size_t i = 0; i < FILES; i++)
		many->files[i] = (struct double_file){
			gw_format(&many->arena, "%04zu_x.sql", i),
			gw_format(&many->arena, "%s-- godwit:up\r\nSELECT %zu;\n",
				  i % 2 != 0 ? "\xef\xbb\xbf" : "", i),
		};
	many->tree = tree_double(&many->arena, many->files, FILES);
	many->tree->is_concurrent = true;
	for (size_t i = 0; i < FILES; i++)
		many->paths[i] = many->tree->files[i].path;
}

static struct gw_ahead *begin(const struct many *many)
{
	struct gw_ahead *ahead = gw_ahead_begin(many->tree, many->paths, FILES, THREADS);

	assert_non_null(ahead);
	return ahead;
}

static bool take(struct gw_ahead *ahead, const struct many *many, size_t file)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_TEXT_AUTO struct gw_text text = {0};
	struct gw_digest digest, expected;

	if (!gw_ahead_take(ahead, many->paths[file], &text, &digest))
		return false;
	assert_true(gw_view_is(text.view, many->files[file].text));
	expected = gw_sha256_of(gw_view_of(gw_format(&arena, "-- godwit:up\nSELECT %zu;\n", file)));
	assert_true(gw_digest_eq(&digest, &expected));
	return true;
}

static void hands_over_each_once(void **state GW_UNUSED)
{
	struct gw_ahead *ahead;
	struct many many;

	many_init(&many);
	ahead = begin(&many);
	for (size_t i = 0; i < FILES; i++) {
		assert_true(take(ahead, &many, i));
		assert_false(take(ahead, &many, i));
	}
	gw_ahead_end(ahead);
	gw_arena_done(&many.arena);
}

/* Pairs are asked for the other way round, strays not at all. */
static void follows_the_order_that_is_asked_for(void **state GW_UNUSED)
{
	struct gw_ahead *ahead;
	struct many many;

	many_init(&many);
	ahead = begin(&many);
	for (size_t i = 0; i < FILES / 2; i += 2) {
		assert_true(take(ahead, &many, i + 1));
		assert_true(take(ahead, &many, i));
	}
	for (size_t i = FILES / 2; i < FILES; i += 100)
		assert_true(take(ahead, &many, i));
	assert_false(take(ahead, &many, 0));
	gw_ahead_end(ahead);
	gw_arena_done(&many.arena);
}

static void may_end_early(void **state GW_UNUSED)
{
	struct gw_ahead *ahead;
	struct many many;

	many_init(&many);
	gw_ahead_end(begin(&many));
	ahead = begin(&many);
	assert_true(take(ahead, &many, 0));
	assert_false(take(ahead, &many, FILES - 1));
	gw_ahead_end(ahead);
	gw_ahead_end(NULL);
	gw_arena_done(&many.arena);
}

static void leaves_what_it_cannot_read(void **state GW_UNUSED)
{
	struct gw_ahead *ahead;
	struct many many;
	char *large;

	many_init(&many);
	large = gw_alloc(&many.arena, LARGE_BYTES + 1);
	memset(large, '-', LARGE_BYTES);
	many.files[LARGE].text = large;
	many.files[UNREADABLE].path = "not-there.sql";
	ahead = begin(&many);
	for (size_t i = 0; i < 2 * LARGE; i++)
		assert_int_equal(take(ahead, &many, i), i != LARGE && i != UNREADABLE);
	gw_ahead_end(ahead);
	gw_arena_done(&many.arena);
}

static void is_for_many_files(void **state GW_UNUSED)
{
	assert_int_equal(gw_ahead_threads(0), 0);
	assert_int_equal(gw_ahead_threads(1000), 0);
}

static struct gw_source *load(struct gw_arena *arena, const struct many *many, bool concurrent)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	many->tree->is_concurrent = concurrent;
	if (!gw_source_open(arena, many->tree, NULL, &gw_dialect_postgres, &source, &error))
		fail_msg("%s", error->message);
	return source;
}

static void source_is_the_same(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_source *ahead, *plain;
	struct many many;

	many_init(&many);
	ahead = load(&arena, &many, true);
	plain = load(&arena, &many, false);
	assert_int_equal(ahead->n, FILES);
	assert_int_equal(plain->n, FILES);
	for (size_t i = 0; i < FILES; i++) {
		assert_string_equal(ahead->migrations[i]->key, plain->migrations[i]->key);
		assert_true(gw_digest_eq(&ahead->migrations[i]->checksum,
					 &plain->migrations[i]->checksum));
	}
	gw_source_close(ahead);
	gw_source_close(plain);
	gw_arena_done(&many.arena);
}

/* The first that is at fault is told, as it would be without threads. */
static void source_tells_what_is_wrong(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;
	struct many many;

	many_init(&many);
	many.files[1900].path = "not-there.sql";
	many.files[1902].path = "not-there-either.sql";
	assert_false(
		gw_source_open(&arena, many.tree, NULL, &gw_dialect_postgres, &source, &error));
	assert_non_null(strstr(error->message, many.paths[1900]));
	gw_arena_done(&many.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_over_each_once),
		cmocka_unit_test(follows_the_order_that_is_asked_for),
		cmocka_unit_test(may_end_early),
		cmocka_unit_test(leaves_what_it_cannot_read),
		cmocka_unit_test(is_for_many_files),
		cmocka_unit_test(source_is_the_same),
		cmocka_unit_test(source_tells_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
