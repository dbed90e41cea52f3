/*
 * .env files: NAME=value lines, as shells and other tools read them.
 *
 *	# a comment
 *	export NAME=value          # a comment after a blank
 *	NAME='as it is, ${even} this'
 *	NAME="with \n \" \\ \$ and several lines"
 *
 * Nothing is expanded or run: `$` and backquotes are plain characters. The last line of a name
 * wins.
 */
#ifndef GW_CONFIG_DOTENV_H
#define GW_CONFIG_DOTENV_H

#include "base/error.h"
#include "base/map.h"

struct gw_dotenv_value {
	const char *text;
	const char *place; /* ".env:3" */
};

/*
 * Fills map: name -> struct gw_dotenv_value *. A malformed line is GW_E_CONFIG with its place; the
 * error shows the name and never a value.
 */
GW_MUST_USE bool gw_dotenv_parse(struct gw_arena *arena, const char *path, struct gw_view text,
				 struct gw_map *ret_map, struct gw_error **err);

#endif
