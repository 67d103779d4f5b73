/* Opens DIRECTORY/a-N and b-N and unlinks c-N, none of which exist, for N from 0 until it is told to stop. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

int main(int argc, char **argv)
{
	char path[4096];
	int n;

	if (argc < 3)
		return 2;
	signal(SIGTERM, stop);
	for (n = 0; !stopped; n++) {
		snprintf(path, sizeof(path), "%s/a-%d", argv[1], n);
		open(path, O_RDONLY);
		snprintf(path, sizeof(path), "%s/b-%d", argv[1], n);
		open(path, O_RDONLY);
		snprintf(path, sizeof(path), "%s/c-%d", argv[1], n);
		unlink(path);
		usleep(atoi(argv[2]));
	}
	printf("%d\n", n);
	return 0;
}
