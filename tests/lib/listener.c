/*
 * Something that answers like a database server without TLS, asks for the password as it is, and
 * writes down all that it is sent:
 *
 *	listener postgres ADDRESS RECORD
 *	listener mysql ADDRESS RECORD PLUGIN
 *
 * ADDRESS is the path of a socket to make, or of a file for the port that it listens on (127.0.0.1),
 * when it ends in ".port". PLUGIN is what the client is to log in with. Ends when it is killed.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATIENCE_S = 2 };

static FILE *record;

static int die(const char *what)
{
	perror(what);
	exit(1);
}

static void put(int fd, const void *bytes, size_t n)
{
	if (write(fd, bytes, n) != (ssize_t)n)
		perror("write");
}

/* Takes what comes next, and keeps it; the number of bytes, 0 at the end. */
static size_t take(int fd, unsigned char *bytes, size_t size)
{
	ssize_t n = read(fd, bytes, size);

	if (n <= 0)
		return 0;
	fwrite(bytes, 1, (size_t)n, record);
	fflush(record);
	return (size_t)n;
}

/* --- PostgreSQL --- */

/* A request for TLS or GSSAPI, before the startup message. */
static int is_request(const unsigned char *bytes, size_t n)
{
	return n == 8 && bytes[4] == 0x04 && bytes[5] == 0xd2 && bytes[6] == 0x16;
}

static void serve_postgres(int fd)
{
	static const unsigned char ask_for_password[] = {'R', 0, 0, 0, 8, 0, 0, 0, 3};
	unsigned char bytes[4096];
	size_t n = take(fd, bytes, sizeof(bytes));

	while (n != 0 && is_request(bytes, n)) {
		put(fd, "N", 1);
		n = take(fd, bytes, sizeof(bytes));
	}
	if (n == 0)
		return;
	put(fd, ask_for_password, sizeof(ask_for_password));
	while (take(fd, bytes, sizeof(bytes)) != 0)
		continue;
}

/* --- MySQL --- */

static void put_packet(int fd, unsigned char number, const unsigned char *packet, size_t n)
{
	const unsigned char header[] = {(unsigned char)n, (unsigned char)(n >> 8), 0, number};

	put(fd, header, sizeof(header));
	put(fd, packet, n);
}

static void greet(int fd)
{
	static const unsigned char greeting[] = "\x0a"
						"5.5.5-10.11.0-MariaDB\0"
						"\x01\0\0\0" /* connection */
						"12345678\0" /* scramble */
						"\x0d\xa2" /* capabilities: no TLS */
						"\x2d\x02\0" /* character set, status */
						"\x08\0" /* capabilities: plugins */
						"\x15"
						"\0\0\0\0\0\0\0\0\0\0"
						"123456789012\0" /* the rest of the scramble */
						"mysql_native_password";

	put_packet(fd, 0, greeting, sizeof(greeting));
}

/* What asks the client to log in with another plugin; of dialog, with its last question. */
static size_t change_of(const char *plugin, unsigned char *packet, size_t size)
{
	int n = snprintf((char *)packet, size, "\xfe%s%c\4Password: ", plugin, 0);

	return n > 0 && (size_t)n < size ? (size_t)n + 1 : 0;
}

static void serve_mysql(int fd, const char *plugin)
{
	unsigned char bytes[4096], change[256];

	greet(fd);
	if (take(fd, bytes, sizeof(bytes)) == 0)
		return;
	put_packet(fd, (unsigned char)(bytes[3] + 1), change,
		   change_of(plugin, change, sizeof(change)));
	while (take(fd, bytes, sizeof(bytes)) != 0)
		continue;
}

/* --- sockets --- */

static int listen_locally(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int n = snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);

	if (n < 0 || (size_t)n >= sizeof(address.sun_path))
		exit(1);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
		die(path);
	return fd;
}

static int listen_on_a_port(const char *path)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	FILE *file;

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, size) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0 || listen(fd, 5) != 0)
		die("listen");
	file = fopen(path, "we");
	if (file == NULL)
		die(path);
	fprintf(file, "%u\n", ntohs(address.sin_port));
	fclose(file);
	return fd;
}

int main(int argc, char **argv)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	size_t n;
	int fd;

	if (argc < 4 || (record = fopen(argv[3], "ae")) == NULL)
		return 64;
	n = strlen(argv[2]);
	fd = n > 5 && strcmp(argv[2] + n - 5, ".port") == 0 ? listen_on_a_port(argv[2])
							    : listen_locally(argv[2]);
	if (listen(fd, 5) != 0)
		die("listen");
	for (;;) {
		int client = accept(fd, NULL, NULL);

		if (client < 0)
			die("accept");
		setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		if (strcmp(argv[1], "postgres") == 0)
			serve_postgres(client);
		else
			serve_mysql(client, argc > 4 ? argv[4] : "mysql_clear_password");
		close(client);
	}
}
