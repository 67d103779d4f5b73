// Loops that are timed from inside, so that neither starting nor ending of the watcher counts.
// Prints to standard error nanoseconds an iteration, as `bench: <number>`, and what the parent, which is the watcher where
// there is one, used of one core meanwhile, as `parent: <percent>`.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double read_clock(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static double now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static double parent_cpu(void)
{
	clockid_t clock;
	return clock_getcpuclockid(getppid(), &clock) == 0 ? read_clock(clock) : 0;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void spawn(char **argv, int silent)
{
	int status;
	pid_t pid = vfork();
	if (pid < 0)
		die("vfork");
	if (pid == 0) {
		if (silent)
			dup2(silent, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die(argv[0]);
}

static int null_output(void)
{
	int null = open("/dev/null", O_WRONLY);
	if (null < 0)
		die("/dev/null");
	return null;
}

static void open_once(const char *path)
{
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		die(path);
	close(fd);
}

// Two processes at once; in the middle of its work the first of them opens the other file, once.
static void flood(long count, const char *path, const char *other)
{
	int status, failed = 0;

	for (int child = 0; child < 2; child++) {
		pid_t pid = fork();
		if (pid < 0)
			die("fork");
		if (pid > 0)
			continue;
		for (long i = 0; i < count; i++) {
			open_once(path);
			if (child == 0 && i == count / 2)
				open_once(other);
		}
		_exit(0);
	}
	while (wait(&status) > 0)
		failed |= status;
	if (failed)
		die("flood");
}

static void wait_for_port(int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	for (int i = 0; i < 500; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0) {
			close(fd);
			return;
		}
		close(fd);
		usleep(10000);
	}
	die("redis-server");
}

// The server belongs to the workload, and is watched as the client is. Gives when the client began.
static double redis(char *requests, char *port, char *server, char *client, double *cpu)
{
	int null = null_output();
	pid_t pid = fork();

	if (pid == 0) {
		dup2(null, STDOUT_FILENO);
		execl(server, server, "--port", port, "--bind", "127.0.0.1", "--save", "", "--daemonize", "no", NULL);
		_exit(127);
	}
	wait_for_port(atoi(port));
	char *command[] = {client, "-q", "-p", port, "-c", "20", "-t", "get", "-n", requests, NULL};
	double start = now();
	*cpu = parent_cpu();
	spawn(command, null);
	double took = now() - start;
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	return now() - took;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	long count = argc > 2 ? atol(argv[2]) : 0;
	double start = now();
	double cpu = parent_cpu();

	if (strcmp(mode, "getpid") == 0) {
		for (long i = 0; i < count; i++)
			syscall(SYS_getpid);
	} else if (strcmp(mode, "read") == 0) {
		char byte;
		int zero = open("/dev/zero", O_RDONLY);
		for (long i = 0; i < count; i++)
			if (read(zero, &byte, 1) != 1)
				die("/dev/zero");
	} else if (strcmp(mode, "stat") == 0 && argc == 4) {
		struct stat found;
		for (long i = 0; i < count; i++)
			if (stat(argv[3], &found))
				die(argv[3]);
	} else if (strcmp(mode, "open") == 0 && argc == 4) {
		for (long i = 0; i < count; i++)
			open_once(argv[3]);
	} else if (strcmp(mode, "flood") == 0 && argc == 5) {
		flood(count, argv[3], argv[4]);
	} else if (strcmp(mode, "stamp") == 0 && argc == 4) {
		// Tells when each open begins: CLOCK_MONOTONIC is the clock of the reader, too.
		for (long i = 0; i < count; i++) {
			fprintf(stderr, "stamp: %.0f\n", now());
			open_once(argv[3]);
			usleep(20000);
		}
	} else if (strcmp(mode, "spawn") == 0) {
		char *command[] = {"/bin/true", NULL};
		for (long i = 0; i < count; i++)
			spawn(command, 0);
	} else if (strcmp(mode, "run") == 0 && argc > 3 && count > 0) {
		int null = null_output();
		for (long i = 0; i < count; i++)
			spawn(argv + 3, null);
	} else if (strcmp(mode, "redis") == 0 && argc == 6) {
		start = redis(argv[2], argv[3], argv[4], argv[5], &cpu);
	} else {
		fputs("usage: workload getpid N | read N | stat N FILE | open N FILE | flood N FILE OTHER | stamp N FILE | spawn N\n"
		      "                | run N PROGRAM [ARGUMENT...] | redis REQUESTS PORT SERVER CLIENT\n", stderr);
		return 2;
	}
	double took = now() - start;
	fprintf(stderr, "bench: %.1f\n", took / count);
	fprintf(stderr, "parent: %.2f\n", (parent_cpu() - cpu) / took * 100);
	return 0;
}
