/* Arenas, and the vectors that grow in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"

static bool is_zero(const void *memory, size_t size)
{
	const unsigned char *bytes = memory;

	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != 0)
			return false;
	}
	return true;
}

/* Small ones, ones that do not fit the rest of a block, and ones that are larger than a block. */
static const size_t sizes[] = {0,    1,     15,    16,    17,    4000,    8191, 8192,
			       8193, 16383, 16384, 16385, 20000, 1 << 20, 3,    100};

static void test_alloc(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	unsigned char *memory[GW_COUNT(sizes)];

	for (size_t i = 0; i < GW_COUNT(sizes); i++) {
		memory[i] = gw_alloc(&arena, sizes[i]);
		assert_int_equal((uintptr_t)memory[i] % _Alignof(max_align_t), 0);
		assert_true(is_zero(memory[i], sizes[i]));
		memset(memory[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < GW_COUNT(sizes); i++) {
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(memory[i][k], i + 1);
	}
}

/* Memory that is used again is zero again. */
static void test_reset(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	gw_arena_reset(&arena);
	for (int round = 0; round < 3; round++) {
		assert_int_equal(arena.used_bytes, 0);
		for (size_t i = 0; i < GW_COUNT(sizes); i++) {
			void *memory = gw_alloc(&arena, sizes[i]);

			assert_true(is_zero(memory, sizes[i]));
			memset(memory, 0xff, sizes[i]);
		}
		assert_true(arena.used_bytes > 1 << 20);
		gw_arena_reset(&arena);
	}
}

/* A block is kept for reuse, but not a huge one. */
static void test_reset_keeps_one_block(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const void *first = gw_alloc(&arena, 10);

	gw_arena_reset(&arena);
	assert_ptr_equal(gw_alloc(&arena, 10), first);
	gw_arena_done(&arena);
	gw_alloc(&arena, 1 << 20);
	gw_arena_reset(&arena);
	assert_null(arena.head);
}

static void test_done(void **state GW_UNUSED)
{
	struct gw_arena arena = {0};

	gw_arena_done(NULL);
	gw_arena_done(&arena);
	gw_alloc(&arena, 5);
	gw_arena_done(&arena);
	assert_null(arena.head);
	assert_int_equal(arena.used_bytes, 0);
	assert_true(is_zero(gw_alloc(&arena, 5), 5));
	gw_arena_done(&arena);
}

/* A large request leaves the block that was in use in use. */
static void test_large_wastes_nothing(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	char *before = gw_alloc(&arena, 16);
	const struct gw_arena_block *head = arena.head;

	gw_alloc(&arena, 1 << 20);
	assert_ptr_equal(arena.head, head);
	assert_ptr_equal(gw_alloc(&arena, 16), before + 16);
}

static void test_copies(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	char big[5000];

	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	assert_null(gw_strdup(&arena, NULL));
	assert_string_equal(gw_strdup(&arena, ""), "");
	assert_string_equal(gw_strdup(&arena, big), big);
	assert_string_equal(gw_strndup(&arena, "abcdef", 3), "abc");
	assert_string_equal(gw_strndup(&arena, NULL, 0), "");
	assert_memory_equal(gw_strndup(&arena, "a\0b", 3), "a\0b", 4);
	assert_string_equal(gw_format(&arena, "%s-%d", "a", 7), "a-7");
	assert_string_equal(gw_format(&arena, "%s", big), big);
	assert_string_equal(gw_format(&arena, "%s", ""), "");
}

/* Texts stand side by side, and what comes after them is aligned all the same. */
static void test_texts_waste_nothing(void **state GW_UNUSED)
{
	enum { MANY = 3000 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *texts[MANY];
	size_t bytes = 0;

	for (int i = 0; i < MANY; i++) {
		texts[i] = gw_format(&arena, "%d", i);
		bytes += strlen(texts[i]) + 1;
	}
	assert_int_equal(arena.used_bytes, bytes);
	for (int i = 0; i < MANY; i++) {
		char *object = gw_alloc(&arena, 17);

		assert_int_equal((uintptr_t)object % 16, 0);
		memset(object, 'x', 17);
		texts[i] = i % 2 != 0 ? gw_strdup(&arena, texts[i]) : texts[i];
	}
	for (int i = 0; i < MANY; i++)
		assert_string_equal(texts[i], gw_format(&arena, "%d", i));
}

/* --- no memory --- */

static jmp_buf no_memory;
static size_t refused_size;

static void on_no_memory(size_t size)
{
	refused_size = size;
	longjmp(no_memory, 1);
}

static void ask_huge(struct gw_arena *arena)
{
	gw_alloc(arena, SIZE_MAX);
}

static void ask_nearly_huge(struct gw_arena *arena)
{
	gw_alloc(arena, SIZE_MAX - 16);
}

static void ask_product(struct gw_arena *arena)
{
	gw_alloc_array(arena, SIZE_MAX / 2, 3);
}

/* What a product wraps to must not be what is allocated. */
static void ask_product_that_wraps_to_zero(struct gw_arena *arena)
{
	gw_alloc_array(arena, SIZE_MAX / 2 + 1, 2);
}

static void ask_copy(struct gw_arena *arena)
{
	gw_strndup(arena, "", SIZE_MAX);
}

static void ask_vector(struct gw_arena *arena)
{
	size_t cap = SIZE_MAX / 2 + 1;

	gw_vec_grow(arena, NULL, &cap, 1);
}

/* Small and large, with neighbours that were there before, between and after. */
static void test_regrow(void **state GW_UNUSED)
{
	enum { FIRST = 8, LAST = 1 << 20 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	unsigned char *grown[2] = {0};
	char *words[32];
	size_t n = 0;

	for (size_t size = FIRST; size <= LAST; size *= 2) {
		words[n] = gw_format(&arena, "word %zu", n);
		for (size_t i = 0; i < GW_COUNT(grown); i++) {
			size_t before = size != FIRST ? size / 2 : 0;

			grown[i] = gw_regrow(&arena, grown[i], before, size);
			assert_int_equal((uintptr_t)grown[i] % 16, 0);
			for (size_t k = 0; k < before; k++)
				assert_int_equal(grown[i][k], (k + i) % 251);
			for (size_t k = 0; k < size; k++)
				grown[i][k] = (unsigned char)((k + i) % 251);
		}
		n++;
	}
	for (size_t i = 0; i < n; i++)
		assert_string_equal(words[i], gw_format(&arena, "word %zu", i));
	/* Twice what is there now, had the copies stayed. */
	assert_in_range(arena.used_bytes, 2 * LAST, 2 * LAST + LAST / 4);
}

static void test_too_large(void **state GW_UNUSED)
{
	static void (*const asks[])(struct gw_arena * arena) = {
		ask_huge, ask_nearly_huge, ask_product, ask_product_that_wraps_to_zero,
		ask_copy, ask_vector};

	gw_set_oom_handler(on_no_memory);
	for (volatile size_t i = 0; i < GW_COUNT(asks); i++) {
		struct gw_arena arena = {0};

		refused_size = 0;
		if (setjmp(no_memory) == 0) {
			asks[i](&arena);
			fail_msg("request %zu was not refused", i);
		}
		assert_true(refused_size > SIZE_MAX / 2);
		gw_arena_done(&arena);
	}
	gw_set_oom_handler(NULL);
}

/* --- vectors --- */

static void test_vector(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_VEC(size_t) numbers = {0};

	for (size_t i = 0; i < 5000; i++) {
		gw_vec_push(&arena, &numbers, i * i);
		assert_int_equal(gw_vec_last(&numbers), i * i);
	}
	assert_int_equal(numbers.n, 5000);
	assert_true(numbers.cap >= numbers.n);
	for (size_t i = 0; i < numbers.n; i++)
		assert_int_equal(numbers.items[i], i * i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_reset_keeps_one_block),
		cmocka_unit_test(test_done),
		cmocka_unit_test(test_large_wastes_nothing),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_texts_waste_nothing),
		cmocka_unit_test(test_regrow),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_vector),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
