/*
 * Processes that start others in every way there is, and open files that are not there.
 *
 * forks flood CHILDREN OPENS: opens a file every now and then, until there is something to read; then starts children, one
 * after the other, each of which opens it that often.
 * forks random SEED STEPS DIRECTORY WORD: once there is something to read, does random things: forks, from threads of other
 * names too, into other namespaces of pids, beside itself; execs a, b or c in the directory; changes its name, that of its
 * executable, its arguments. Each file that it opens has another name.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *NAMES[] = { "a", "b", "c", "x" };
static char *directory;
static unsigned long state;
static int steps, depth, opened;

static int below(int limit)
{
	state = state * 6364136223846793005ul + 1442695040888963407ul;
	return (state >> 33) % limit;
}

static const char *name(void)
{
	return NAMES[below(4)];
}

static void open_some(int count)
{
	char path[256];

	while (count-- > 0) {
		snprintf(path, sizeof(path), "%s/none-%d-%d", directory, (int)syscall(SYS_gettid), opened++);
		open(path, O_RDONLY);
	}
}

static void act(void);

/* What a new process does, of fewer steps. */
static void live(void)
{
	depth++;
	state += getpid() * 2654435761ul;
	steps /= 2;
	open_some(3);
	act();
	while (wait(NULL) > 0)
		;
	_exit(0);
}

static void start(long flags)
{
	if (syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0) == 0)
		live();
}

static void *forking_thread(void *argument)
{
	prctl(PR_SET_NAME, argument);
	start(0);
	return NULL;
}

static void execute(const char *file)
{
	char seed[32], left[32], level[32], key[8];
	char *environment[] = { key, NULL };

	snprintf(seed, sizeof(seed), "%lu", state);
	snprintf(left, sizeof(left), "%d", steps);
	snprintf(level, sizeof(level), "%d", depth);
	snprintf(key, sizeof(key), "K=%d", below(3));
	execle(file, name(), "on", seed, left, directory, name(), level, NULL, environment);
}

static void execute_copy(void)
{
	char from[256], to[256];

	snprintf(from, sizeof(from), "%s/%s", directory, NAMES[below(3)]);
	snprintf(to, sizeof(to), "%s/t-%d-%d", directory, (int)syscall(SYS_getpid), below(1 << 30));
	if (link(from, to) == 0)
		execute(to);
}

/* Another name for the executable, if it is nobody else's. */
static void rename_executable(void)
{
	char from[256] = {}, to[256];
	char *last;

	if (readlink("/proc/self/exe", from, sizeof(from) - 1) < 0)
		return;
	last = strrchr(from, '/') + 1;
	if (*last != 't')
		return;
	strcpy(to, from);
	to[last - from] = 'u';
	rename(from, to);
}

static void act(void)
{
	char file[256];
	pthread_t thread;

	while (steps-- > 0) {
		switch (below(depth < 5 ? 12 : 3)) {
		case 0:
			prctl(PR_SET_NAME, name());
			break;
		case 1:
			rename_executable();
			break;
		case 3:
			snprintf(file, sizeof(file), "%s/%s", directory, NAMES[below(3)]);
			if (vfork() == 0) {
				depth++;
				steps /= 2;
				execute(file);
				_exit(1);
			}
			break;
		case 4:
			if (!pthread_create(&thread, NULL, forking_thread, (void *)name()))
				pthread_join(thread, NULL);
			break;
		case 5:
			/* Where another waits for it. */
			if (depth > 1)
				start(CLONE_PARENT);
			break;
		case 6:
			start(CLONE_NEWPID);
			break;
		case 7:
			snprintf(file, sizeof(file), "%s/%s", directory, NAMES[below(3)]);
			execute(file);
			break;
		case 8:
			execute_copy();
			break;
		case 9:
		case 10:
			start(0);
			break;
		default:
			open_some(below(20));
		}
		open_some(1);
		/* Time to become known. */
		usleep(below(30000));
	}
}

static void flood(int children, int opens)
{
	struct pollfd in = { .fd = 0, .events = POLLIN };

	do
		open("/nonexistent", O_RDONLY);
	while (poll(&in, 1, 10) == 0);
	while (children-- > 0) {
		if (fork() == 0) {
			while (opens-- > 0)
				open("/nonexistent", O_RDONLY);
			_exit(0);
		}
		wait(NULL);
	}
}

int main(int argc, char **argv)
{
	char go;

	if (argc == 4 && !strcmp(argv[1], "flood")) {
		flood(atoi(argv[2]), atoi(argv[3]));
		return 0;
	}
	if (argc < 6)
		return 2;
	state = strtoul(argv[2], NULL, 10);
	steps = atoi(argv[3]);
	directory = strdup(argv[4]);
	if (argc > 6)
		depth = atoi(argv[6]);
	if (!strcmp(argv[1], "random") && read(0, &go, 1) < 0)
		return 1;
	if (argc > 6 && below(2))
		memset(argv[5], 'z', strlen(argv[5]));
	act();
	while (wait(NULL) > 0)
		;
	return 0;
}
