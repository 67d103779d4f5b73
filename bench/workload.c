// Loops that are timed from inside, so that neither starting nor ending of the watcher counts.
// Prints nanoseconds an iteration to standard error, as `bench: <number>`.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
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
		execv(argv[0], argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die(argv[0]);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	long count = argc > 2 ? atol(argv[2]) : 0;
	double start = now();

	if (strcmp(mode, "getpid") == 0) {
		for (long i = 0; i < count; i++)
			syscall(SYS_getpid);
	} else if (strcmp(mode, "open") == 0 && argc == 4) {
		for (long i = 0; i < count; i++) {
			int fd = open(argv[3], O_RDONLY);
			if (fd < 0)
				die(argv[3]);
			close(fd);
		}
	} else if (strcmp(mode, "stamp") == 0 && argc == 4) {
		// Tells when each open begins: CLOCK_MONOTONIC is the clock of the reader, too.
		for (long i = 0; i < count; i++) {
			fprintf(stderr, "stamp: %.0f\n", now());
			int fd = open(argv[3], O_RDONLY);
			if (fd < 0)
				die(argv[3]);
			close(fd);
			usleep(20000);
		}
	} else if (strcmp(mode, "spawn") == 0) {
		char *command[] = {"/bin/true", NULL};
		for (long i = 0; i < count; i++)
			spawn(command, 0);
	} else if (strcmp(mode, "run") == 0 && argc > 2) {
		int null = open("/dev/null", O_WRONLY);
		if (null < 0)
			die("/dev/null");
		count = 1;
		spawn(argv + 2, null);
	} else {
		fputs("usage: workload getpid N | open N FILE | stamp N FILE | spawn N | run PROGRAM [ARGUMENT...]\n", stderr);
		return 2;
	}
	double took = now() - start;
	fprintf(stderr, "bench: %.1f\n", took / count);
	return 0;
}
