/* Makes random calls, SEED COUNT, in a file system of its own (the tree below the working directory) and without a network
 * but loopback: files by all kinds of paths, sockets of both families, and calls with flags. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static unsigned long state;

static unsigned pick(unsigned limit)
{
	state = state * 6364136223846793005ul + 1442695040888963407ul;
	return (state >> 33) % limit;
}

#define ONE_OF(list) list[pick(sizeof(list) / sizeof(*list))]

static const char *const parts[] = { "etc",    "shadow", "root", ".ssh", "id_rsa", "a",	   "b",	   "A",
				     "pam.d", "..",	".",	"",	"tmp",	  "home", "link", "proc/self/root" };
static const char *const hosts[] = { "127.0.0.1", "10.0.0.1", "0.0.0.0", "169.254.169.254", "192.168.1.1" };
static const char *const hosts6[] = { "::1", "::", "fe80::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1" };
static const unsigned short ports[] = { 0, 22, 53, 80, 40000 };

static char first[512], second[512];

static const char *make_path(char *path)
{
	unsigned n = 1 + pick(4);

	strcpy(path, pick(3) ? "/" : "");
	while (n--)
		strcat(strcat(path, ONE_OF(parts)), n ? "/" : "");
	return path;
}

static socklen_t make_address(struct sockaddr_storage *address, int family)
{
	struct sockaddr_in *v4 = (void *)address;
	struct sockaddr_in6 *v6 = (void *)address;
	struct sockaddr_un *un = (void *)address;

	memset(address, 0, sizeof(*address));
	address->ss_family = pick(10) ? family : AF_INET;
	if (address->ss_family == AF_INET) {
		v4->sin_port = htons(ONE_OF(ports));
		inet_pton(AF_INET, ONE_OF(hosts), &v4->sin_addr);
		return sizeof(*v4);
	}
	if (address->ss_family == AF_INET6) {
		v6->sin6_port = htons(ONE_OF(ports));
		inet_pton(AF_INET6, ONE_OF(hosts6), &v6->sin6_addr);
		return sizeof(*v6);
	}
	snprintf(un->sun_path, sizeof(un->sun_path), "%.60s", make_path(second));
	return sizeof(*un);
}

static void call_socket(void)
{
	static const int families[] = { AF_INET, AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET };
	int family = ONE_OF(families), type = pick(2) ? SOCK_STREAM : SOCK_DGRAM;
	int fd = socket(family, type | SOCK_NONBLOCK, 0), other;
	struct sockaddr_storage address;
	socklen_t length = make_address(&address, family);

	if (pick(2))
		bind(fd, (void *)&address, length);
	if (pick(2))
		listen(fd, 5);
	other = socket(family, type | SOCK_NONBLOCK, 0);
	connect(other, (void *)&address, length);
	other = accept4(fd, 0, 0, SOCK_NONBLOCK);
	length = make_address(&address, family);
	sendto(fd, "x", 1, MSG_NOSIGNAL, pick(2) ? (void *)&address : 0, length);
	struct iovec part = { first, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	recvmsg(fd, &message, 0);
	dup(pick(2) ? fd : other);
	closefrom(3);
}

static void call_path(unsigned which)
{
	static const int flags[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_WRONLY | O_CREAT | O_TRUNC, O_PATH };
	struct open_how how = { .flags = O_RDONLY, .resolve = pick(2) ? RESOLVE_IN_ROOT : 0 };
	int directory = pick(2) ? AT_FDCWD : open(make_path(second), O_PATH | O_DIRECTORY);
	const char *path = make_path(first);
	int fd = -1;

	switch (which) {
	case 0:
		fd = syscall(SYS_openat, directory, path, ONE_OF(flags), pick(2) ? 0755 : 0600);
		break;
	case 1:
		fd = syscall(SYS_openat2, directory, path, &how, sizeof(how));
		break;
#ifdef SYS_open
	case 2:
		fd = syscall(SYS_open, path, ONE_OF(flags), pick(2) ? 0755 : 0600);
		break;
	case 3:
		fd = syscall(SYS_creat, path, 0600);
		break;
	case 4:
		syscall(SYS_chmod, path, pick(2) ? 04755 : 0644);
		break;
	case 5:
		syscall(SYS_mkdir, path, 0755);
		break;
	case 6:
		syscall(SYS_rename, path, make_path(second));
		break;
	case 7:
		syscall(SYS_symlink, path, make_path(second));
		break;
#endif
	case 8:
		unlinkat(directory, path, pick(2) ? AT_REMOVEDIR : 0);
		break;
	case 9:
		mount(path, make_path(second), 0, MS_BIND, 0);
		umount2(second, MNT_DETACH);
		break;
	default:
		if (pick(8) == 0)
			chdir(path);
	}
	if (fd >= 0) {
		if (pick(2))
			fchmod(fd, 06711);
		dup(fd);
	}
	closefrom(3);
}

static void call_other(void)
{
	switch (pick(4)) {
	case 0:
		setuid(0);
		break;
	case 1:
		unshare(pick(2) ? CLONE_NEWUTS : CLONE_FILES);
		break;
	case 2:
		ptrace(pick(2) ? PTRACE_PEEKTEXT : PTRACE_ATTACH, 0x7fffffff, 0, 0);
		break;
	default:
		syscall(SYS_bpf, pick(4), 0, 0);
	}
}

static void enter_own_world(void)
{
	struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd;

	if (unshare(CLONE_NEWNS | CLONE_NEWNET) || mount("none", "/", 0, MS_REC | MS_PRIVATE, 0))
		exit(2);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	ioctl(fd, SIOCSIFFLAGS, &loopback);
	close(fd);
	/* Half of the time paths are what the kernel sees, too; in a chroot they are not. */
	if (mount(".", ".", 0, MS_BIND | MS_REC, 0) || mount("proc", "proc", "proc", 0, 0))
		exit(2);
	if (pick(2) ? (chdir(getcwd(first, sizeof(first))) || syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH)) :
		      chroot("."))
		exit(2);
	if (chdir("/"))
		exit(2);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 1;
	state = atol(argv[1]) * 2 + 1;
	pick(2);
	enter_own_world();
	for (long i = atol(argv[2]); i; i--) {
		unsigned which = pick(14);

		if (which < 11)
			call_path(which);
		else if (which < 13)
			call_socket();
		else
			call_other();
	}
	return 0;
}
