/*
 * The server's greeting, looked at before the client library answers it.
 *
 *	length (3)  number (1)  10  version NUL  connection (4)  scramble (8)  0  capabilities (2) ..
 *
 * The library logs in to a server that offers no TLS, whatever it was told to enforce (see options.c).
 * Peeking leaves the bytes where they are, so the library reads the very greeting that was judged; and
 * what it then does first, where the greeting offers TLS, is TLS.
 */
#include <string.h>
#include <sys/socket.h>

#include "engine/mysql/mysql_int.h"

enum {
	HEADER_BYTES = 4,
	ERROR_PACKET = 0xff, /* "too many connections": the library reports it, and says nothing */
	PEEKED_BYTES = 1024, /* versions are shorter by far */
	CAPABILITIES_AFTER_VERSION = 4 + 8 + 1,
};

static enum gw_my_greeting judge(const unsigned char *bytes, size_t n)
{
	const unsigned char *packet = bytes + HEADER_BYTES;
	const unsigned char *end = n > HEADER_BYTES ? memchr(packet, 0, n - HEADER_BYTES) : NULL;
	const unsigned char *capabilities = end != NULL ? end + 1 + CAPABILITIES_AFTER_VERSION
							: NULL;

	if (n > HEADER_BYTES && packet[0] == ERROR_PACKET)
		return GW_MY_GREETING_FINE;
	if (capabilities == NULL || capabilities + 2 > bytes + n)
		return n < PEEKED_BYTES ? GW_MY_GREETING_AWAITED : GW_MY_GREETING_NO_TLS;
	return ((capabilities[0] | capabilities[1] << 8) & CLIENT_SSL) != 0 ? GW_MY_GREETING_FINE
									    : GW_MY_GREETING_NO_TLS;
}

/* A local socket connects at once, so the library may have read the greeting before we look. */
static bool is_local(int fd)
{
	int domain = AF_UNSPEC;
	socklen_t size = sizeof(domain);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

enum gw_my_greeting gw_my_peek_greeting(int fd)
{
	unsigned char bytes[PEEKED_BYTES];
	ssize_t n;

	if (is_local(fd))
		return GW_MY_GREETING_FINE;
	n = recv(fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);

	/* At its end the library finds out by itself. */
	if (n == 0)
		return GW_MY_GREETING_FINE;
	return n > 0 ? judge(bytes, (size_t)n) : GW_MY_GREETING_AWAITED;
}
