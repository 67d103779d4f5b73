/* Starts COUNT processes one after the other; each opens a file that is named after its own pid and parent, and ends. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 1;
	int parent = getpid();

	for (int i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			char name[64];

			snprintf(name, sizeof(name), "/nonexistent/short-%d-%d", getpid(), parent);
			open(name, O_RDONLY);
			_exit(0);
		}
		if (pid > 0)
			waitpid(pid, NULL, 0);
	}
	return 0;
}
