/*
 * URLs: whatever comes in, what is accepted is displayed in a form that parses to the same display
 * and does not hold the password.
 */
#include <stdlib.h>
#include <string.h>

#include "config/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Short passwords occur in anything. */
enum { PASSWORD_MIN = 6 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool holds_password(const char *text, const char *password, size_t n)
{
	return n >= PASSWORD_MIN && strstr(text, password) != NULL;
}

/* The password occurs as user, host, .. too: then there is nothing to hide. */
static bool is_elsewhere(struct gw_arena *arena, const struct gw_url *url)
{
	struct gw_url without = *url;

	without.password = NULL;
	return strstr(gw_url_display(arena, &without), url->password) != NULL;
}

static void check_accepted(struct gw_arena *arena, const struct gw_url *url)
{
	struct gw_error *error = NULL;
	struct gw_url again = {0};
	const char *display = gw_url_display(arena, url);

	check(gw_url_parse(arena, gw_view_of(display), &again, &error));
	check(again.password == NULL);
	check(strcmp(gw_url_display(arena, &again), display) == 0);
	if (url->password != NULL && !is_elsewhere(arena, url))
		check(!holds_password(display, url->password, strlen(url->password)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_view text = {(const char *)data, size};
	struct gw_url url = {0};

	gw_url_redact_text(&arena, text);
	if (gw_url_parse(&arena, text, &url, &error))
		check_accepted(&arena, &url);
	else
		check(error->code == GW_E_URL);
	return 0;
}
