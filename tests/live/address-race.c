/*
 * Sends to one address and rewrites it while the kernel waits: the queue of the receiver is full, so that `sendto`
 * blocks after the kernel has taken its copy. Arguments: the path of the receiver, the path to claim afterwards; with a
 * third one it sends by the 32-bit interface, whose pointers have 32 bits: what they point to is static, in a program at a
 * fixed address.
 */
#include <pthread.h>
#include <stdint.h>
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

static int send_64(int fd, const char *data, int flags)
{
	return sendto(fd, data, 1, flags, (void *)&target, sizeof(target));
}

#ifdef __x86_64__
static int send_32(int fd, const char *data, int flags)
{
	static uint32_t words[6];
	int ret;

	words[0] = fd;
	words[1] = (uintptr_t)data;
	words[2] = 1;
	words[3] = flags;
	words[4] = (uintptr_t)&target;
	words[5] = sizeof(target);
	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(102 /* socketcall */), "b"(11 /* sendto */), "c"((uint32_t)(uintptr_t)words)
			 : "memory", "r8", "r9", "r10", "r11");
	return ret;
}
#else
#define send_32 send_64
#endif

int main(int argc, char **argv)
{
	int (*send_to)(int fd, const char *data, int flags) = argc > 3 ? send_32 : send_64;
	int sender = socket(AF_UNIX, SOCK_DGRAM, 0);
	pthread_t thread;

	if (argc < 3)
		return 2;
	claimed = argv[2];
	receiver = socket(AF_UNIX, SOCK_DGRAM, 0);
	strncpy(target.sun_path, argv[1], sizeof(target.sun_path) - 1);
	if (bind(receiver, (void *)&target, sizeof(target)))
		return 1;
	while (send_to(sender, "a", MSG_DONTWAIT) == 1)
		;
	pthread_create(&thread, NULL, rewrite, NULL);
	if (send_to(sender, "z", 0) != 1)
		return 1;
	pthread_join(thread, NULL);
	unlink(argv[1]);
	return 0;
}
