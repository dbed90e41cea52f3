/* Tickets in the trailers of a commit's message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "source/provenance.h"

static const struct {
	const char *message;
	const char *tickets; /* with '|' between */
} cases[] = {
	{"", ""},
	{"Users", ""},
	{"Ticket: A-1", "A-1"},
	{"Users\n\nTicket: A-1\n", "A-1"},
	{"Users\r\n\r\nticket: A-1\r\nRefs:  #12 \r\nSigned-off-by: x\r\n\r\n", "A-1|#12"},
	{"Users\n\nTicket: in the text\n\nSigned-off-by: x", ""},
	{"Users\n\nTicket:\nRefs: ", ""},
};

static void test_tickets(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_STR_AUTO struct gw_str str = {0};
		const char **tickets;
		size_t n = gw_commit_tickets(&arena, cases[i].message, &tickets);

		for (size_t k = 0; k < n; k++)
			gw_str_printf(&str, "%s%s", k != 0 ? "|" : "", tickets[k]);
		assert_string_equal(gw_str_text(&str), cases[i].tickets);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_tickets)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
