/* Reads one file by every name that it can have: DIRECTORY/secret/file. What cannot be done here is left out. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[PATH_MAX];

static const char *in(const char *directory, const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void look(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void from_inside(const char *directory)
{
	if (unshare(CLONE_NEWNS) || mount("none", "/", 0, MS_REC | MS_PRIVATE, 0))
		return;
	mkdir(in(directory, "bound"), 0700);
	char secret[PATH_MAX];

	snprintf(secret, sizeof(secret), "%s/secret", directory);
	if (!mount(secret, in(directory, "bound"), 0, MS_BIND, 0))
		look(open(in(directory, "bound/file"), O_RDONLY));
	if (!chroot(directory) && !chdir("/")) {
		look(open("/secret/file", O_RDONLY));
		look(open("secret/file", O_RDONLY));
	}
}

int main(int argc, char **argv)
{
	const char *directory = argv[1];
	char fd_path[64];
	int fd;

	if (argc < 2)
		return 1;
	look(open(in(directory, "secret/file"), O_RDONLY));
	look(syscall(SYS_open, in(directory, "secret/file"), O_RDONLY));
	look(open(in(directory, "link"), O_RDONLY)); /* a symbolic link to the file */
	look(open(in(directory, "linked/file"), O_RDONLY)); /* one to its directory */
	look(open(in(directory, "hard"), O_RDONLY));
	look(open(in(directory, "secret/../secret/./file"), O_RDONLY));
	look(open(in(directory, "other//..///secret//file"), O_RDONLY));
	look(open(in(directory, "linked/../other/../secret/file"), O_RDONLY));
	fd = open(in(directory, "secret"), O_PATH | O_DIRECTORY);
	look(openat(fd, "file", O_RDONLY));
	look(openat(fd, "../secret/file", O_RDONLY));
	look(openat(fd, "./file", O_RDONLY));
	if (!fchdir(fd)) {
		look(open("file", O_RDONLY));
		look(open("../link", O_RDONLY));
		look(creat("file", 0600));
	}
	snprintf(path, sizeof(path), "/proc/self/root%s/secret/file", directory);
	look(open(path, O_RDONLY));
	snprintf(path, sizeof(path), "/proc/self/cwd/file");
	look(open(path, O_RDONLY));
	snprintf(path, sizeof(path), "/proc/self/fd/%d/file", fd);
	look(open(path, O_RDONLY));
	look(fd);
	fd = open(in(directory, "secret/file"), O_PATH);
	snprintf(fd_path, sizeof(fd_path), "/proc/self/fd/%d", fd);
	look(open(fd_path, O_RDONLY));
	look(fd);
	struct open_how how = { .flags = O_RDONLY };

	look(syscall(SYS_openat2, AT_FDCWD, in(directory, "link"), &how, sizeof(how)));
	how.resolve = RESOLVE_IN_ROOT;
	fd = open(directory, O_PATH | O_DIRECTORY);
	look(syscall(SYS_openat2, fd, "/secret/file", &how, sizeof(how)));
	look(syscall(SYS_openat2, fd, "../../../secret/file", &how, sizeof(how)));
	look(open(in(directory, "secret/missing"), O_RDONLY));
	look(open(in(directory, "other/plain"), O_RDONLY));
	if (fork() == 0) {
		from_inside(directory);
		return 0;
	}
	wait(0);
	return 0;
}
