/*
 * Makes system calls of the 32-bit interface, in a 64-bit program: those whose numbers are given, with arguments that
 * do no harm as in calls.c (`s` and a number: through socketcall), or with `arguments` some whose arguments are real.
 * The pointers of the interface have 32 bits: what they point to is static, in a program at a fixed address.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORK = 2, OPEN = 5, EXECVE = 11, SETUID_16 = 23, KILL = 37, MKDIR = 39, SOCKETCALL = 102, CLONE = 120, VFORK = 190 };
enum { SOCKET = 1, SENDMSG = 16 };

#define POINTER(p) ((uint32_t)(uintptr_t)(p))

static inline __attribute__((always_inline)) int call(int nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
	int ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

static uint32_t words[6];

static int socketcall(int nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e, uint32_t f)
{
	uint32_t given[6] = { a, b, c, d, e, f };

	memcpy(words, given, sizeof(words));
	return call(SOCKETCALL, nr, POINTER(words), 0, 0, 0);
}

static void harmless(int nr)
{
	if (nr == FORK || nr == VFORK || nr == CLONE) {
		if (call(nr, nr == CLONE ? 17 /* SIGCHLD */ : 0, 0, 0, 0, 0) == 0)
			_exit(0);
	} else if (nr == KILL) {
		call(nr, 0x7fffffff, 0, 0, 0, 0);
	} else {
		call(nr, -1, -1, -1, -1, -1);
	}
}

static struct {
	uint16_t family;
	char path[18];
} address = { 1, "/nonexistent/peer" };
static char text[] = "two parts", file[] = "/nonexistent/file", program[] = "/nonexistent/program", argument[] = "argument";
static uint32_t parts[4], message[7], arguments[3];

static void real(void)
{
	int fd;

	call(OPEN, POINTER(file), 02 /* O_RDWR */, 0, 0, 0);
	call(MKDIR, POINTER(file), 0700, 0, 0, 0);
	call(SETUID_16, 0x12340000 | getuid(), 0, 0, 0, 0);
	arguments[0] = POINTER(program);
	arguments[1] = POINTER(argument);
	call(EXECVE, POINTER(program), POINTER(arguments), 0, 0, 0);
	fd = socketcall(SOCKET, 1 /* AF_UNIX */, 2 /* SOCK_DGRAM */, 0, 0, 0, 0);
	parts[0] = POINTER(text);
	parts[1] = 3;
	parts[2] = POINTER(text + 3);
	parts[3] = 6;
	message[0] = POINTER(&address);
	message[1] = sizeof(address);
	message[2] = POINTER(parts);
	message[3] = 2;
	socketcall(SENDMSG, fd, POINTER(message), 0, 0, 0, 0);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "arguments"))
			real();
		else if (argv[i][0] == 's')
			socketcall(atoi(argv[i] + 1), -1, -1, -1, -1, -1, -1);
		else
			harmless(atoi(argv[i]));
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
