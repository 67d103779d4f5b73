/* Starts /bin/true by each way there is, one process after the other: the ways are the arguments. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/bin/true"

static void by_execve(const char *mark)
{
	execve(PROGRAM, (char *[]){ PROGRAM, (char *)mark, NULL }, NULL);
}

static void by_execveat(const char *mark, int directory, const char *path, int flags)
{
	syscall(SYS_execveat, directory, path, (char *[]){ PROGRAM, (char *)mark, NULL }, NULL, flags);
}

static void *in_thread(void *mark)
{
	by_execveat(mark, AT_FDCWD, PROGRAM, 0);
	return NULL;
}

static void start(const char *way)
{
	pthread_t thread;

	if (!strcmp(way, "execve")) {
		by_execve(way);
	} else if (!strcmp(way, "path")) {
		by_execveat(way, AT_FDCWD, PROGRAM, 0);
	} else if (!strcmp(way, "descriptor")) {
		by_execveat(way, open(PROGRAM, O_RDONLY | O_CLOEXEC), "", AT_EMPTY_PATH);
	} else if (!strcmp(way, "thread")) {
		pthread_create(&thread, NULL, in_thread, (void *)way);
		pthread_join(thread, NULL);
	} else if (!strcmp(way, "failed")) {
		by_execveat(way, AT_FDCWD, "/nonexistent/program", 0);
		by_execve(way);
	}
	_exit(1);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (fork() == 0)
			start(argv[i]);
		wait(NULL);
	}
	return 0;
}
