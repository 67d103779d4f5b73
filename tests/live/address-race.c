/*
 * Sends to one address and rewrites it while the kernel waits: the queue of the receiver is full, so that `sendto`
 * blocks after the kernel has taken its copy. Arguments: the path of the receiver, the path to claim afterwards.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct sockaddr_un target = { .sun_family = AF_UNIX };
static const char *claimed;
static int receiver;

static void *rewrite(void *unused)
{
	char byte;

	usleep(200000);
	strncpy(target.sun_path, claimed, sizeof(target.sun_path) - 1);
	for (;;)
		if (recv(receiver, &byte, 1, 0) != 1 || byte == 'z')
			return unused;
}

int main(int argc, char **argv)
{
	int sender = socket(AF_UNIX, SOCK_DGRAM, 0);
	pthread_t thread;

	if (argc != 3)
		return 2;
	claimed = argv[2];
	receiver = socket(AF_UNIX, SOCK_DGRAM, 0);
	strncpy(target.sun_path, argv[1], sizeof(target.sun_path) - 1);
	if (bind(receiver, (void *)&target, sizeof(target)))
		return 1;
	while (sendto(sender, "a", 1, MSG_DONTWAIT, (void *)&target, sizeof(target)) == 1)
		;
	pthread_create(&thread, NULL, rewrite, NULL);
	if (sendto(sender, "z", 1, 0, (void *)&target, sizeof(target)) != 1)
		return 1;
	pthread_join(thread, NULL);
	unlink(argv[1]);
	return 0;
}
