/*
 * Runs a program whose connections to a database server go through here, and take as long as over a
 * distance; counts how often the program had to wait for the way there and back:
 *
 *	delay [OPTION...] -- PROGRAM ARGUMENT...
 *
 *	--server PATH    the server's socket
 *	--listen PORT    of the loopback, for the program
 *	--rtt-us US      what the way there and back takes
 *	--report FILE    "TURNAROUNDS CONNECTIONS"
 *
 * Each piece of what is said arrives half of that time after it was sent, and nothing is said before
 * the handshake of TCP would be over. Nothing else is like a distance: the line has no width, and
 * loses nothing.
 *
 * A turnaround is a link in the longest chain "said after the answer to what was said before was
 * heard", over all connections. So a program that sends much and then listens has one, and one that
 * listens while it goes on sending has at most one for each round trip that it does so. Each piece
 * carries its place in that chain: the client's is one more than the last that the client heard, the
 * server's is that of the last piece that came to the server.
 *
 * Exits as the program does, with 128 and the signal's number if one ended it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/view.h"

enum { EXIT_OURS = 125, EXIT_NO_PROGRAM = 126, EXIT_SIGNAL = 128 };
enum { BACKLOG = 64, LINKS_MAX = 64, READ_BYTES = 64 * 1024 };

struct options {
	const char *server, *report;
	uint64_t port, rtt_us;
	char **program;
};

/* What was read at once; empty: the end, which is no answer. */
struct piece {
	struct piece *next;
	int64_t due_us;
	size_t turn; /* its place in the chain */
	size_t n, sent;
	char bytes[];
};

/* One direction of a connection. */
struct lane {
	int from, to;
	struct piece *first, **last;
	bool read_all, sent_all;
	bool is_full; /* the receiver takes nothing at the moment */
	size_t turn; /* of what has arrived */
};

struct link {
	bool is_open;
	int64_t opened_us;
	struct lane up, down; /* to the server, to the client */
};

struct proxy {
	struct options options;
	int listener;
	pid_t program;
	int program_fd;
	size_t connections, turnarounds;
	struct link links[LINKS_MAX];
};

GW_NORETURN static void die(const char *what, const char *detail)
{
	fprintf(stderr, "delay: %s: %s\n", what, detail);
	exit(EXIT_OURS);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- sockets --- */

static int listen_at(uint64_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port),
	};
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, BACKLOG) != 0)
		die("the loopback", strerror(errno));
	return fd;
}

static int connect_server(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(address.sun_path))
		die(path, "too long for a socket");
	memcpy(address.sun_path, path, strlen(path));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die(path, strerror(errno));
	return fd;
}

static void do_not_block(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* --- lanes --- */

static void lane_open(struct lane *lane, int from, int to)
{
	*lane = (struct lane){.from = from, .to = to, .last = &lane->first};
}

static void lane_push(struct lane *lane, struct gw_view bytes, int64_t due_us, size_t turn)
{
	struct piece *piece = gw_xmalloc(sizeof(*piece) + bytes.n);

	*piece = (struct piece){.due_us = due_us, .turn = turn, .n = bytes.n};
	if (bytes.n != 0)
		memcpy(piece->bytes, bytes.p, bytes.n);
	*lane->last = piece;
	lane->last = &piece->next;
}

static void lane_pop(struct lane *lane)
{
	struct piece *piece = lane->first;

	lane->first = piece->next;
	if (lane->first == NULL)
		lane->last = &lane->first;
	free(piece);
}

static void lane_close(struct lane *lane)
{
	while (lane->first != NULL)
		lane_pop(lane);
}

/* Sends of the first piece what is taken; false when there is more than that. */
static bool send_piece(struct lane *lane)
{
	struct piece *piece = lane->first;
	ssize_t n = 0;

	if (piece->n == 0) {
		shutdown(lane->to, SHUT_WR);
		lane->sent_all = true;
		return true;
	}
	n = send(lane->to, piece->bytes + piece->sent, piece->n - piece->sent, MSG_NOSIGNAL);
	if (n < 0) { /* nobody listens any more: it is lost, as on its way */
		lane->is_full = errno == EAGAIN;
		return !lane->is_full;
	}
	piece->sent += (size_t)n;
	return piece->sent == piece->n;
}

static void deliver(struct lane *lane, int64_t time_us)
{
	while (lane->first != NULL && lane->first->due_us <= time_us) {
		lane->turn = GW_MAX(lane->turn, lane->first->turn);
		if (!send_piece(lane))
			return;
		lane_pop(lane);
	}
}

/* Takes what there is to be read, due this long after the handshake or after now. */
static void take(struct lane *lane, size_t turn, int64_t handshake_us, int64_t way_us)
{
	char bytes[READ_BYTES];
	ssize_t n = recv(lane->from, bytes, sizeof(bytes), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	n = GW_MAX(n, (ssize_t)0);
	lane->read_all = n == 0;
	lane_push(lane, (struct gw_view){bytes, (size_t)n}, GW_MAX(now_us(), handshake_us) + way_us,
		  n != 0 ? turn : 0);
}

/* --- links --- */

static void link_open(struct proxy *proxy)
{
	int client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC), server;
	struct link *link = proxy->links;
	const int on = 1;

	if (client < 0)
		return;
	while (link->is_open) {
		if (++link == proxy->links + LINKS_MAX)
			die("the program", "it has too many connections");
	}
	server = connect_server(proxy->options.server);
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	do_not_block(client);
	do_not_block(server);
	link->is_open = true;
	link->opened_us = now_us();
	lane_open(&link->up, client, server);
	lane_open(&link->down, server, client);
	proxy->connections++;
}

static void link_close(struct link *link)
{
	close(link->up.from);
	close(link->up.to);
	lane_close(&link->up);
	lane_close(&link->down);
	link->is_open = false;
}

/* The client may speak when the handshake has come back, the server half a way later. */
static void attend(struct proxy *proxy, struct link *link, short client, short server)
{
	int64_t rtt_us = (int64_t)proxy->options.rtt_us, way_us = rtt_us / 2;

	if (client != 0 && !link->up.read_all)
		take(&link->up, proxy->turnarounds + 1, link->opened_us + rtt_us, way_us);
	if (server != 0 && !link->down.read_all)
		take(&link->down, link->up.turn, link->opened_us + rtt_us + way_us, way_us);
	deliver(&link->up, now_us());
	deliver(&link->down, now_us());
	proxy->turnarounds = GW_MAX(proxy->turnarounds, link->down.turn);
	if (link->up.sent_all && link->down.sent_all)
		link_close(link);
}

/* --- the program --- */

static void start_program(struct proxy *proxy)
{
	pid_t parent = getpid();

	proxy->program = fork();
	if (proxy->program < 0)
		die("fork", strerror(errno));
	if (proxy->program == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EXIT_OURS);
		execvp(proxy->options.program[0], proxy->options.program);
		_exit(EXIT_NO_PROGRAM);
	}
	proxy->program_fd = pidfd_open(proxy->program, 0);
	if (proxy->program_fd < 0)
		die("pidfd_open", strerror(errno));
}

static int wait_program(const struct proxy *proxy)
{
	int status;

	if (waitpid(proxy->program, &status, 0) < 0)
		die("waitpid", strerror(errno));
	return WIFSIGNALED(status) ? EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static void write_report(const struct proxy *proxy)
{
	FILE *file = fopen(proxy->options.report, "we");

	if (file == NULL)
		die(proxy->options.report, strerror(errno));
	fprintf(file, "%zu %zu\n", proxy->turnarounds, proxy->connections);
	if (fclose(file) != 0)
		die(proxy->options.report, strerror(errno));
}

/* --- the loop --- */

/* Where the descriptors of poll are: a link has two. */
enum { WATCH_PROGRAM, WATCH_LISTENER, WATCH_LINKS, WATCH_MAX = WATCH_LINKS + 2 * LINKS_MAX };

static void watch_lane(const struct lane *lane, struct pollfd *from, struct pollfd *to)
{
	if (!lane->read_all)
		from->events |= POLLIN;
	if (lane->is_full)
		to->events |= POLLOUT;
}

/* Descriptors without an event that we wait for are left out: one that was hung up always has one. */
static void watch_link(const struct link *link, struct pollfd *client, struct pollfd *server)
{
	*client = (struct pollfd){.fd = link->up.from};
	*server = (struct pollfd){.fd = link->up.to};
	watch_lane(&link->up, client, server);
	watch_lane(&link->down, server, client);
	if (client->events == 0)
		client->fd = -1;
	if (server->events == 0)
		server->fd = -1;
}

static void watch_all(const struct proxy *proxy, struct pollfd *watch)
{
	watch[WATCH_PROGRAM] = (struct pollfd){.fd = proxy->program_fd, .events = POLLIN};
	watch[WATCH_LISTENER] = (struct pollfd){.fd = proxy->listener, .events = POLLIN};
	for (size_t i = 0; i < LINKS_MAX; i++) {
		struct pollfd *pair = watch + WATCH_LINKS + 2 * i;

		pair[0] = pair[1] = (struct pollfd){.fd = -1};
		if (proxy->links[i].is_open)
			watch_link(&proxy->links[i], &pair[0], &pair[1]);
	}
}

static int64_t lane_due_us(const struct lane *lane)
{
	return lane->first != NULL && !lane->is_full ? lane->first->due_us : INT64_MAX;
}

/* When the next piece is due; INT64_MAX never. */
static int64_t due_us(const struct proxy *proxy)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < LINKS_MAX; i++) {
		const struct link *link = &proxy->links[i];

		if (!link->is_open)
			continue;
		due = GW_MIN(due, lane_due_us(&link->up));
		due = GW_MIN(due, lane_due_us(&link->down));
	}
	return due;
}

static void wait_for_events(const struct proxy *proxy, struct pollfd *watch)
{
	int64_t due = due_us(proxy), span_us = GW_MAX(due - now_us(), (int64_t)0);
	const struct timespec span = {span_us / 1000000, span_us % 1000000 * 1000};

	if (ppoll(watch, WATCH_MAX, due != INT64_MAX ? &span : NULL, NULL) < 0 && errno != EINTR)
		die("ppoll", strerror(errno));
}

static void loop(struct proxy *proxy)
{
	struct pollfd watch[WATCH_MAX];

	do {
		watch_all(proxy, watch);
		wait_for_events(proxy, watch);
		for (size_t i = 0; i < LINKS_MAX; i++) {
			struct link *link = &proxy->links[i];
			const struct pollfd *pair = watch + WATCH_LINKS + 2 * i;

			if (!link->is_open)
				continue;
			link->up.is_full &= pair[1].revents == 0;
			link->down.is_full &= pair[0].revents == 0;
			attend(proxy, link, pair[0].revents, pair[1].revents);
		}
		if (watch[WATCH_LISTENER].revents != 0)
			link_open(proxy);
	} while (watch[WATCH_PROGRAM].revents == 0);
}

/* --- the command line --- */

static uint64_t number(const char *text)
{
	uint64_t value;

	if (!gw_parse_u64(gw_view_of(text), &value))
		die("not a number", text);
	return value;
}

static void read_options(struct options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{"server", required_argument, NULL, 's'},
		{"listen", required_argument, NULL, 'l'},
		{"rtt-us", required_argument, NULL, 'r'},
		{"report", required_argument, NULL, 'o'},
		{0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "+", table, NULL)) != -1) {
		if (option == 's')
			options->server = optarg;
		else if (option == 'l')
			options->port = number(optarg);
		else if (option == 'r')
			options->rtt_us = number(optarg);
		else if (option == 'o')
			options->report = optarg;
		else
			exit(EXIT_OURS);
	}
	options->program = argv + optind;
	if (options->server == NULL || options->report == NULL || options->program[0] == NULL)
		die("wanted", "--server, --listen, --rtt-us, --report, and a program");
}

int main(int argc, char **argv)
{
	static struct proxy proxy;
	int status;

	read_options(&proxy.options, argc, argv);
	proxy.listener = listen_at(proxy.options.port);
	start_program(&proxy);
	loop(&proxy);
	status = wait_program(&proxy);
	write_report(&proxy);
	return status;
}
