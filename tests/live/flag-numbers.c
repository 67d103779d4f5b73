/*
 * Calls with flags, in the directory that is given. Another thread rewrites what openat2 was called with while the kernel
 * waits for a reader of the pipe.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct open_how how = { .flags = O_WRONLY | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS };

static void *rewrite(void *unused)
{
	usleep(200000);
	how.flags = O_RDONLY | O_CLOEXEC;
	open("pipe", O_RDONLY);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int fd;

	if (argc != 2 || chdir(argv[1]))
		return 2;
	/* A mode in the register that is none. */
	syscall(SYS_openat, AT_FDCWD, "missing", O_RDONLY | O_DIRECTORY, 0777);
	fd = open("made", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	open("made", O_RDWR | O_SYNC);
	open("made", O_RDONLY | 3);
	dup3(fd, 100, O_CLOEXEC);
	dup3(fd, 101, 0);
	mkfifo("pipe", 0600);
	pthread_create(&thread, NULL, rewrite, NULL);
	syscall(SYS_openat2, AT_FDCWD, "pipe", &how, sizeof(how));
	pthread_join(thread, NULL);
	socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ptrace(PTRACE_ATTACH, 0x7fffffff, 0, 0);
	mkdir("directory", 0700);
	unlinkat(AT_FDCWD, "directory", AT_REMOVEDIR);
	/* The upper half, of which Linux knows nothing, may hold what the probe says of the child. */
	if (syscall(SYS_clone, CLONE_NEWUTS | CLONE_CHILD_CLEARTID | SIGCHLD | 1ul << 40, 0, 0, 0, 0) == 0)
		_exit(0);
	unshare(CLONE_NEWIPC | CLONE_NEWPID);
	if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) == 0)
		_exit(0);
	while (wait(NULL) > 0)
		;
	return 0;
}
