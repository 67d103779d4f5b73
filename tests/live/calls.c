/* Makes each of the system calls whose numbers are given, with arguments that do no harm: none of them succeeds in more
 * than a duplicate, a process that ends at once, or nothing. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		long nr = atol(argv[i]);

		if (nr == SYS_vfork) {
			if (vfork() == 0)
				_exit(0);
		} else if (nr == SYS_fork) {
			if (syscall(SYS_fork) == 0)
				_exit(0);
		} else if (nr == SYS_clone) {
			if (syscall(SYS_clone, 17 /* SIGCHLD */, 0, 0, 0, 0) == 0)
				_exit(0);
		} else if (nr == SYS_kill) {
			syscall(nr, 0x7fffffff, 0);
		} else {
			syscall(nr, -1L, -1L, -1L, -1L, -1L, -1L);
		}
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
