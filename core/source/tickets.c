/*
 * Trailers of commit messages: lines "Name: value" in the last paragraph.
 */
#include "source/provenance.h"

#include <string.h>

static const char *const names[] = {"Ticket:", "Tickets:", "Refs:"};

static struct gw_view last_paragraph(struct gw_view message)
{
	struct gw_view rest = message, line, paragraph = {0};
	bool in_paragraph = false;

	while (gw_view_next_line(&rest, &line)) {
		bool blank = gw_view_trim(line).n == 0;

		if (!blank && !in_paragraph)
			paragraph = gw_view_from(message, (size_t)(line.p - message.p));
		in_paragraph = !blank;
	}
	return paragraph;
}

size_t gw_commit_tickets(struct gw_arena *arena, const char *message, const char ***ret_tickets)
{
	GW_VEC(const char *) tickets = {0};
	struct gw_view rest = last_paragraph(gw_view_trim(gw_view_of(message))), line;

	while (gw_view_next_line(&rest, &line)) {
		for (size_t i = 0; i < GW_COUNT(names); i++) {
			struct gw_view value = gw_view_from(line, strlen(names[i]));

			if (gw_view_starts_nocase(line, names[i]) && gw_view_trim(value).n != 0)
				gw_vec_push(arena, &tickets,
					    gw_view_dup(arena, gw_view_trim(value)));
		}
	}
	*ret_tickets = tickets.items;
	return tickets.n;
}
