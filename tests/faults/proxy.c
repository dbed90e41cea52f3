/*
 * Runs a program whose connections to a database server go through here, and breaks something at the
 * k-th message that it sends:
 *
 *	proxy [OPTION...] -- PROGRAM ARGUMENT...
 *
 *	--protocol NAME   postgres or mysql
 *	--server PATH     the server's socket
 *	--listen PATH     the socket for the program; a number is a port of the loopback
 *	--at K            the message, counted from 1 over all connections; 0: none
 *	--match NAME      only messages of this name count ("Execute COMMIT", see --trace)
 *	--phase NAME      before   the message is not forwarded
 *	                  after    it is, and the server does what it says; the answer is thrown away
 *	                  leave    it is, and nobody waits for the server, which may still be at it
 *	                  reply    half of the answer is delivered
 *	--victim NAME     connection   all connections of that client are closed
 *	                  client       and the process that has them is killed
 *	                  server       and so is the server, with all of its processes
 *	--times N         strike N times; --then M: M messages apart (K)
 *	--after MS        strike at that time, whatever is on its way
 *	--timeout MS      kill the program at that time, and exit with 124
 *	--report FILE     what came of it: messages, those that counted, turnarounds, strikes, how long
 *	                  the program ran
 *	--trace FILE      every message, a line each
 *
 * Exits as the program does, with 128 and the signal's number if one ended it. A connection that is
 * made after a strike is a healthy one, until the next strike.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
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

#include "base/vec.h"
#include "talk.h"

enum { EXIT_TIMEOUT = 124, EXIT_OURS = 125, EXIT_SIGNAL = 128 };
enum { BACKLOG = 64, READ_BYTES = 64 * 1024, LINGER_MS = 1000, PATIENCE_MS = 20 * 1000 };

enum phase { BEFORE, AFTER, LEAVE, REPLY, PHASES };
enum victim { CONNECTION, CLIENT, SERVER, VICTIMS };

static const char *const protocol_names[] = {"postgres", "mysql"};
static const char *const phase_names[PHASES] = {"before", "after", "leave", "reply"};
static const char *const victim_names[VICTIMS] = {"connection", "client", "server"};

struct options {
	enum protocol protocol;
	const char *server, *listen, *match, *report, *trace;
	size_t at, times, then;
	enum phase phase;
	enum victim victim;
	uint64_t after_ms, timeout_ms;
	char **program;
};

/* A connection of the program, and the one to the server that belongs to it. */
struct link {
	int client, server; /* -1: closed */
	pid_t owner; /* the process that connected */
	struct talk talk;
	struct gw_str from_client; /* of a message that is not whole yet */
	struct gw_str to_server, to_client;
	bool client_ended; /* what it said last is still on its way */
	bool spoke; /* since the server did */
	struct link *next;
};

struct proxy {
	struct options options;
	int listener;
	pid_t program;
	int program_fd;
	int status; /* of the program, when it has ended */
	bool ended, timed_out;
	int64_t start_ms, elapsed_ms;
	struct link *links;

	size_t messages, counted, turnarounds, strikes;
	size_t next; /* the one that counts and is struck; 0: none any more */
	struct link *struck; /* the answer to it is awaited */
	struct gw_str answer;
	int64_t patience_ends_ms;
	size_t confused; /* messages where we do not understand the talk */
	FILE *trace;
};

GW_NORETURN static void die(const char *what, const char *detail)
{
	fprintf(stderr, "proxy: %s: %s\n", what, detail);
	exit(EXIT_OURS);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- bytes --- */

static void drop_front(struct gw_str *str, size_t n)
{
	memmove(str->p, str->p + n, str->n - n + 1);
	str->n -= n;
}

/* Writes what can be written now; false when nobody reads any more. */
static bool write_some(int fd, struct gw_str *str)
{
	ssize_t n = str->n != 0 ? send(fd, str->p, str->n, MSG_NOSIGNAL) : 0;

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n > 0)
		drop_front(str, (size_t)n);
	return true;
}

static void write_all(int fd, struct gw_str *str)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};

	while (str->n != 0 && write_some(fd, str))
		(void)poll(&poll_fd, 1, -1);
}

/* Appends what can be read now; false at the end. */
static bool read_some(int fd, struct gw_str *str)
{
	char bytes[READ_BYTES];
	ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	gw_str_add(str, (struct gw_view){bytes, (size_t)n});
	return n > 0;
}

/* --- sockets --- */

static int open_unix(const char *path, struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (fd < 0 || strlen(path) >= sizeof(address->sun_path))
		die(path, "no socket can be here");
	memcpy(address->sun_path, path, strlen(path));
	return fd;
}

static int listen_unix(const char *path)
{
	struct sockaddr_un address;
	int fd = open_unix(path, &address);

	unlink(path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die(path, strerror(errno));
	return fd;
}

static int listen_tcp(uint64_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		die("the loopback", strerror(errno));
	return fd;
}

static int open_listener(const char *where)
{
	uint64_t port;
	int fd = gw_parse_u64(gw_view_of(where), &port) ? listen_tcp(port) : listen_unix(where);

	if (listen(fd, BACKLOG) != 0)
		die(where, strerror(errno));
	return fd;
}

static void do_not_block(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Who connected, or who listens; 0 unknown. */
static pid_t peer(int fd)
{
	struct ucred who = {0};
	socklen_t size = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 ? who.pid : 0;
}

/* --- links --- */

static int connect_server(const char *path)
{
	struct sockaddr_un address;
	int fd = open_unix(path, &address);

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void link_open(struct proxy *proxy, int client)
{
	int server = connect_server(proxy->options.server);
	struct link *link;

	if (server < 0) { /* it is gone: so are we */
		close(client);
		return;
	}
	link = gw_xmalloc(sizeof(*link));
	*link = (struct link){
		.client = client,
		.server = server,
		.owner = peer(client),
		.next = proxy->links,
	};
	do_not_block(client);
	do_not_block(server);
	talk_init(&link->talk, proxy->options.protocol);
	proxy->links = link;
}

static void link_close(struct proxy *proxy, struct link *link)
{
	if (link->client < 0)
		return;
	close(link->client);
	close(link->server);
	link->client = link->server = -1;
	if (proxy->struck == link)
		proxy->struck = NULL;
}

static void link_free(struct link *link)
{
	talk_done(&link->talk);
	gw_str_done(&link->from_client);
	gw_str_done(&link->to_server);
	gw_str_done(&link->to_client);
	free(link);
}

static void sweep(struct proxy *proxy)
{
	struct link **place = &proxy->links;

	while (*place != NULL) {
		struct link *link = *place;

		if (link->client >= 0) {
			place = &link->next;
			continue;
		}
		*place = link->next;
		link_free(link);
	}
}

/* --- striking --- */

static void kill_children(pid_t parent)
{
	GW_STR_AUTO struct gw_str path = {0};
	char line[4096];
	struct gw_view rest, word;
	uint64_t pid;
	FILE *file;

	gw_str_printf(&path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
	file = fopen(path.p, "re");
	if (file == NULL)
		return;
	rest = gw_view_of(fgets(line, sizeof(line), file));
	while (gw_view_next_word(&rest, &word)) {
		if (gw_parse_u64(word, &pid))
			kill((pid_t)pid, SIGKILL);
	}
	fclose(file);
}

/* As if the machine had stopped: no child lives to say goodbye. */
static void kill_server(pid_t pid)
{
	if (pid <= 0)
		die("server", "it cannot be seen who listens");
	kill(pid, SIGSTOP);
	kill_children(pid);
	kill(pid, SIGKILL);
}

static void strike(struct proxy *proxy, struct link *link)
{
	const struct options *options = &proxy->options;
	pid_t owner = link->owner;

	proxy->strikes++;
	proxy->next = proxy->strikes < options->times ? proxy->counted + options->then : 0;
	proxy->struck = NULL;
	if (options->victim == CLIENT)
		kill(owner > 0 ? owner : proxy->program, SIGKILL);
	if (options->victim == SERVER)
		kill_server(peer(link->server));
	for (struct link *other = proxy->links; other != NULL; other = other->next) {
		if (other->owner == owner || options->victim == SERVER)
			link_close(proxy, other);
	}
}

/* The server has done what it was told, or it takes too long. */
static void strike_after(struct proxy *proxy)
{
	struct link *link = proxy->struck;
	struct gw_str *answer = &proxy->answer;

	if (proxy->options.phase == REPLY) {
		gw_str_add(&link->to_client, (struct gw_view){answer->p, (answer->n + 1) / 2});
		write_all(link->client, &link->to_client);
	}
	strike(proxy, link);
}

/* The program may not have connected yet, or need no server at all. */
static void strike_at_once(struct proxy *proxy)
{
	if (proxy->links != NULL) {
		strike(proxy, proxy->links);
	} else if (proxy->options.victim == CLIENT) {
		proxy->strikes++;
		kill(proxy->program, SIGKILL);
	}
}

static void forward(struct link *link, struct gw_view message)
{
	talk_client(&link->talk, message);
	gw_str_add(&link->to_server, message);
}

static void aim(struct proxy *proxy, struct link *link, struct gw_view message)
{
	switch (proxy->options.phase) {
	case BEFORE:
		write_all(link->server, &link->to_server);
		strike(proxy, link);
		break;
	case LEAVE:
		forward(link, message);
		write_all(link->server, &link->to_server);
		strike(proxy, link);
		break;
	case AFTER:
	case REPLY:
	case PHASES:
		forward(link, message);
		gw_str_add(&link->to_server, talk_flush(&link->talk, message));
		gw_str_clear(&proxy->answer);
		proxy->struck = link;
		proxy->patience_ends_ms = now_ms() + PATIENCE_MS;
		break;
	}
}

/* --- what they say --- */

/* Counts and notes it; whether it is the one to be struck. */
static bool take_note(struct proxy *proxy, struct link *link, struct gw_view message)
{
	const char *match = proxy->options.match;
	GW_STR_AUTO struct gw_str name = {0};
	bool counts, last;

	talk_name(&link->talk, message, &name);
	counts = match == NULL || gw_view_is(gw_str_view(&name), match);
	proxy->messages++;
	proxy->counted += counts ? 1 : 0;
	if (proxy->trace != NULL)
		fprintf(proxy->trace, "%s\n", gw_str_text(&name));
	/* Nobody begins anew, or ends, before the server has had its say. */
	last = gw_view_is(gw_str_view(&name), "Terminate");
	if ((last || proxy->options.protocol == PROTOCOL_MYSQL) && !talk_is_answered(&link->talk))
		proxy->confused++;
	return counts && proxy->counted == proxy->next;
}

static void take_messages(struct proxy *proxy, struct link *link)
{
	struct gw_view rest = gw_str_view(&link->from_client);
	size_t size;

	while (link->client >= 0 && proxy->struck != link &&
	       (size = talk_message(&link->talk, rest)) != 0) {
		struct gw_view message = gw_view_slice(rest, 0, size);

		link->spoke = true;
		rest = gw_view_from(rest, size);
		if (take_note(proxy, link, message))
			aim(proxy, link, message);
		else
			forward(link, message);
	}
	if (link->from_client.n != 0)
		drop_front(&link->from_client, link->from_client.n - rest.n);
}

static void take_client(struct proxy *proxy, struct link *link)
{
	link->client_ended = !read_some(link->client, &link->from_client);
	take_messages(proxy, link);
}

static void take_server(struct proxy *proxy, struct link *link)
{
	struct gw_str *place = proxy->struck == link ? &proxy->answer : &link->to_client;
	size_t before = place->n;
	bool goes_on = read_some(link->server, place);

	talk_server(&link->talk, gw_view_from(gw_str_view(place), before));
	if (place->n != before && link->spoke) {
		link->spoke = false;
		proxy->turnarounds++;
	}
	if (proxy->struck == link && (!goes_on || talk_is_answered(&link->talk))) {
		strike_after(proxy);
	} else if (!goes_on) {
		write_all(link->client, &link->to_client);
		link_close(proxy, link);
	}
}

static void attend(struct proxy *proxy, struct link *link, short client, short server)
{
	if ((server & (POLLIN | POLLHUP | POLLERR)) != 0)
		take_server(proxy, link);
	if (link->client >= 0 && (client & (POLLIN | POLLHUP | POLLERR)) != 0)
		take_client(proxy, link);
	if (link->client < 0)
		return;
	if (!write_some(link->client, &link->to_client) ||
	    !write_some(link->server, &link->to_server) ||
	    (link->client_ended && link->to_server.n == 0))
		link_close(proxy, link);
	/* The answer to a message without one is there as soon as it is sent. */
	else if (proxy->struck == link && link->to_server.n == 0 && talk_is_answered(&link->talk))
		strike_after(proxy);
}

/* --- the program --- */

static void start_program(struct proxy *proxy)
{
	pid_t parent = getpid();

	proxy->start_ms = now_ms();
	proxy->program = fork();
	if (proxy->program < 0)
		die("fork", strerror(errno));
	if (proxy->program == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EXIT_OURS);
		execvp(proxy->options.program[0], proxy->options.program);
		_exit(EXIT_OURS);
	}
	proxy->program_fd = pidfd_open(proxy->program, 0);
	if (proxy->program_fd < 0)
		die("pidfd_open", strerror(errno));
}

static int exit_status(const struct proxy *proxy)
{
	if (proxy->timed_out)
		return EXIT_TIMEOUT;
	return WIFSIGNALED(proxy->status) ? EXIT_SIGNAL + WTERMSIG(proxy->status)
					  : WEXITSTATUS(proxy->status);
}

static void write_report(const struct proxy *proxy)
{
	FILE *file = proxy->options.report != NULL ? fopen(proxy->options.report, "we") : NULL;

	if (file == NULL)
		return;
	fprintf(file, "messages %zu\ncounted %zu\nturnarounds %zu\n", proxy->messages,
		proxy->counted, proxy->turnarounds);
	fprintf(file, "strikes %zu\nconfused %zu\nelapsed_ms %lld\n", proxy->strikes,
		proxy->confused, (long long)proxy->elapsed_ms);
	if (fclose(file) != 0)
		die(proxy->options.report, strerror(errno));
}

/* --- the loop --- */

struct watch {
	struct gw_arena arena;
	GW_VEC(struct pollfd) fds;
};

enum { WATCH_PROGRAM, WATCH_LISTENER, WATCH_LINKS };

static void watch_fd(struct watch *watch, int fd, bool reading, bool writing)
{
	const struct pollfd item = {
		.fd = fd,
		.events = (short)((reading ? POLLIN : 0) | (writing ? POLLOUT : 0)),
	};

	gw_vec_push(&watch->arena, &watch->fds, item);
}

static void watch_all(const struct proxy *proxy, struct watch *watch)
{
	watch_fd(watch, proxy->ended ? -1 : proxy->program_fd, true, false);
	watch_fd(watch, proxy->listener, true, false);
	for (const struct link *link = proxy->links; link != NULL; link = link->next) {
		bool listens = proxy->struck != link && !link->client_ended;

		watch_fd(watch, listens || link->to_client.n != 0 ? link->client : -1, listens,
			 link->to_client.n != 0);
		watch_fd(watch, link->server, true, link->to_server.n != 0);
	}
}

static int64_t until(int64_t deadline_ms, int64_t wait_ms, int64_t at_ms)
{
	int64_t left_ms = GW_MAX(deadline_ms - at_ms, (int64_t)0);

	return deadline_ms == 0 ? wait_ms : GW_MIN(wait_ms, left_ms);
}

/* Clocks that run: each deadline once, then 0. */
struct clocks {
	int64_t strike_ms, timeout_ms, linger_ms;
};

static int64_t wait_ms(const struct proxy *proxy, const struct clocks *clocks)
{
	int64_t at_ms = now_ms();
	int64_t wait = INT32_MAX;

	wait = until(clocks->strike_ms, wait, at_ms);
	wait = until(clocks->timeout_ms, wait, at_ms);
	wait = until(clocks->linger_ms, wait, at_ms);
	return until(proxy->struck != NULL ? proxy->patience_ends_ms : 0, wait, at_ms);
}

static bool has_come(int64_t *deadline_ms, int64_t at_ms)
{
	bool come = *deadline_ms != 0 && at_ms >= *deadline_ms;

	if (come)
		*deadline_ms = 0;
	return come;
}

static void look_at_clocks(struct proxy *proxy, struct clocks *clocks)
{
	int64_t at_ms = now_ms();

	if (proxy->struck != NULL && at_ms >= proxy->patience_ends_ms)
		strike_after(proxy);
	if (proxy->ended)
		return;
	proxy->timed_out |= has_come(&clocks->timeout_ms, at_ms);
	if (has_come(&clocks->strike_ms, at_ms))
		strike_at_once(proxy);
	if (proxy->timed_out)
		kill(proxy->program, SIGKILL);
}

static void look_at_program(struct proxy *proxy, struct clocks *clocks, short events)
{
	if (events == 0 || waitpid(proxy->program, &proxy->status, 0) != proxy->program)
		return;
	proxy->ended = true;
	proxy->elapsed_ms = now_ms() - proxy->start_ms;
	*clocks = (struct clocks){.linger_ms = now_ms() + LINGER_MS};
}

static void look_at_links(struct proxy *proxy, const struct watch *watch)
{
	size_t i = WATCH_LINKS;

	for (struct link *link = proxy->links; link != NULL; link = link->next, i += 2) {
		if (link->client >= 0)
			attend(proxy, link, watch->fds.items[i].revents,
			       watch->fds.items[i + 1].revents);
	}
	sweep(proxy);
}

static int64_t deadline(int64_t start_ms, uint64_t span_ms)
{
	return span_ms != 0 ? start_ms + (int64_t)span_ms : 0;
}

/* Until the program has ended, and what it left in its sockets is read. */
static void loop(struct proxy *proxy)
{
	struct clocks clocks = {
		.strike_ms = deadline(proxy->start_ms, proxy->options.after_ms),
		.timeout_ms = deadline(proxy->start_ms, proxy->options.timeout_ms),
	};

	while (!proxy->ended || (proxy->links != NULL && now_ms() < clocks.linger_ms)) {
		struct watch watch = {0};
		int client;

		watch_all(proxy, &watch);
		(void)poll(watch.fds.items, watch.fds.n, (int)wait_ms(proxy, &clocks));
		look_at_program(proxy, &clocks, watch.fds.items[WATCH_PROGRAM].revents);
		look_at_links(proxy, &watch);
		look_at_clocks(proxy, &clocks);
		if (watch.fds.items[WATCH_LISTENER].revents != 0 &&
		    (client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
			link_open(proxy, client);
		gw_arena_done(&watch.arena);
	}
}

/* --- the command line --- */

static int choose(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(name, names[i]) == 0)
			return (int)i;
	}
	die("unknown name", name);
}

static uint64_t number(const char *text)
{
	uint64_t value = 0;

	if (!gw_parse_u64(gw_view_of(text), &value))
		die("not a number", text);
	return value;
}

static void read_option(struct options *options, int option)
{
	switch (option) {
	case 'P':
		options->protocol = (enum protocol)choose(optarg, protocol_names, 2);
		break;
	case 's':
		options->server = optarg;
		break;
	case 'l':
		options->listen = optarg;
		break;
	case 'a':
		options->at = (size_t)number(optarg);
		break;
	case 'M':
		options->match = optarg;
		break;
	case 'p':
		options->phase = (enum phase)choose(optarg, phase_names, PHASES);
		break;
	case 'v':
		options->victim = (enum victim)choose(optarg, victim_names, VICTIMS);
		break;
	case 'n':
		options->times = (size_t)number(optarg);
		break;
	case 'm':
		options->then = (size_t)number(optarg);
		break;
	case 'k':
		options->after_ms = number(optarg);
		break;
	case 't':
		options->timeout_ms = number(optarg);
		break;
	case 'r':
		options->report = optarg;
		break;
	case 'T':
		options->trace = optarg;
		break;
	default:
		exit(EXIT_OURS);
	}
}

static void read_options(struct options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{"protocol", required_argument, NULL, 'P'},
		{"server", required_argument, NULL, 's'},
		{"listen", required_argument, NULL, 'l'},
		{"at", required_argument, NULL, 'a'},
		{"match", required_argument, NULL, 'M'},
		{"phase", required_argument, NULL, 'p'},
		{"victim", required_argument, NULL, 'v'},
		{"times", required_argument, NULL, 'n'},
		{"then", required_argument, NULL, 'm'},
		{"after", required_argument, NULL, 'k'},
		{"timeout", required_argument, NULL, 't'},
		{"report", required_argument, NULL, 'r'},
		{"trace", required_argument, NULL, 'T'},
		{0},
	};
	int option;

	options->times = 1;
	while ((option = getopt_long(argc, argv, "+", table, NULL)) != -1)
		read_option(options, option);
	options->program = argv + optind;
	if (options->then == 0)
		options->then = GW_MAX(options->at, (size_t)1);
	if (argv[optind] == NULL || (options->listen == NULL) != (options->server == NULL))
		die("wanted", "--listen and --server, and a program");
}

int main(int argc, char **argv)
{
	struct proxy proxy = {.listener = -1};

	read_options(&proxy.options, argc, argv);
	proxy.next = proxy.options.at;
	if (proxy.options.listen != NULL)
		proxy.listener = open_listener(proxy.options.listen);
	if (proxy.options.trace != NULL)
		proxy.trace = fopen(proxy.options.trace, "we");
	start_program(&proxy);
	loop(&proxy);
	write_report(&proxy);
	if (proxy.trace != NULL && fclose(proxy.trace) != 0)
		die(proxy.options.trace, strerror(errno));
	return exit_status(&proxy);
}
