/*
 * Whether two URLs lead to the same database. Nothing is connected to, and no name is looked up: two
 * names of one server elsewhere are two servers. On this machine a socket and a port are taken for the
 * same server, unless both are sockets, or both ports, and differ.
 */
#include "base/fs.h"
#include "config/url_int.h"

/* Where a server listens. */
struct place {
	const char *socket; /* its path, or its folder; NULL: it is a host */
	const char *host; /* NULL: this machine */
	unsigned port; /* 0: not known */
};

static const char *database_of(const struct gw_url *url)
{
	return url->database != NULL ? url->database : url->user;
}

static bool is_same_text(const char *a, const char *b)
{
	return gw_view_eq(gw_view_of(a), gw_view_of(b));
}

static bool is_local(const struct place *place)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "::1"};

	if (place->host == NULL)
		return true;
	for (size_t i = 0; i < GW_COUNT(names); i++) {
		if (gw_view_is_nocase(gw_view_of(place->host), names[i]))
			return true;
	}
	return false;
}

static bool is_same_place(const struct place *a, const struct place *b)
{
	bool ports_agree = a->port == b->port || a->port == 0 || b->port == 0;

	if (a->socket != NULL && b->socket != NULL)
		return ports_agree && is_same_text(a->socket, b->socket);
	return ports_agree && ((is_local(a) && is_local(b)) ||
			       gw_view_eq_nocase(gw_view_of(a->host), gw_view_of(b->host)));
}

static size_t count_places(const struct gw_url *url)
{
	return GW_MAX(url->hosts.n, (size_t)1);
}

static struct place place_at(const struct gw_url *url, size_t i)
{
	const struct gw_url_family *family = gw_url_family_of(url);
	struct place place = {.port = family->port};
	const struct gw_url_host *host;

	if (family->socket_parameter != NULL)
		place.socket = gw_url_parameter(url, family->socket_parameter);
	if (place.socket != NULL)
		place.port = 0;
	if (place.socket != NULL || i == url->hosts.n)
		return place;
	host = &url->hosts.items[i];
	if (host->port != 0)
		place.port = host->port;
	if (host->host != NULL && host->host[0] == '/')
		place.socket = host->host;
	else
		place.host = host->host;
	return place;
}

static bool is_same_server(const struct gw_url *a, const struct gw_url *b)
{
	for (size_t i = 0; i < count_places(a); i++) {
		struct place one = place_at(a, i);

		for (size_t j = 0; j < count_places(b); j++) {
			struct place other = place_at(b, j);

			if (is_same_place(&one, &other))
				return true;
		}
	}
	return false;
}

bool gw_url_is_same(const struct gw_url *a, const struct gw_url *b)
{
	if (!is_same_text(a->engine, b->engine))
		return false;
	if (gw_url_is_file(a))
		return gw_file_is_same(a->database, b->database);
	return is_same_text(database_of(a), database_of(b)) && is_same_server(a, b);
}
