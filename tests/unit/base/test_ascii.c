/* Kinds of bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ascii.h"
#include "base/common.h"

/* Every byte, those beyond ASCII too, against the letters written out. */
static void test_kinds(void **state GW_UNUSED)
{
	static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char lower[] = "abcdefghijklmnopqrstuvwxyz";
	size_t letters = 0, digits = 0;

	for (int byte = 0; byte < 256; byte++) {
		char c = (char)byte;

		letters += gw_is_letter(c);
		digits += gw_is_digit(c);
		assert_int_equal(gw_is_alnum(c), gw_is_letter(c) || gw_is_digit(c));
		if (!gw_is_upper(c))
			assert_int_equal(gw_lower(c), c);
	}
	assert_int_equal(letters, 52);
	assert_int_equal(digits, 10);
	for (size_t i = 0; i < 26; i++) {
		assert_true(gw_is_upper(upper[i]) && gw_is_letter(upper[i]));
		assert_true(!gw_is_upper(lower[i]) && gw_is_letter(lower[i]));
		assert_int_equal(gw_lower(upper[i]), lower[i]);
	}
}

static void test_hex(void **state GW_UNUSED)
{
	static const char digits[] = "0123456789abcdef";
	size_t found = 0;

	for (int i = 0; i < 16; i++)
		assert_int_equal(gw_hex_value(digits[i]), i);
	assert_int_equal(gw_hex_value('F'), 15);
	for (int byte = 0; byte < 256; byte++)
		found += gw_hex_value((char)byte) >= 0;
	assert_int_equal(found, 22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
