/*
 * Opens one file by every name that it can have: DIRECTORY/secret/file. On standard error it tells the ways that have
 * opened just that file, one line each.
 */
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
static struct stat secret;

static const char *in(const char *directory, const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

/* Tells whether the descriptor is of the file. */
static int is_it(const char *way, int fd)
{
	struct stat found;

	if (fd >= 0 && !fstat(fd, &found) && found.st_dev == secret.st_dev && found.st_ino == secret.st_ino)
		fprintf(stderr, "way: %s\n", way);
	return fd;
}

static void look(const char *way, int fd)
{
	if (is_it(way, fd) >= 0)
		close(fd);
}

static void from_inside(const char *directory)
{
	char source[PATH_MAX];

	if (unshare(CLONE_NEWNS) || mount("none", "/", 0, MS_REC | MS_PRIVATE, 0))
		return;
	mkdir(in(directory, "bound"), 0700);
	snprintf(source, sizeof(source), "%s/secret", directory);
	if (!mount(source, in(directory, "bound"), 0, MS_BIND, 0))
		look("bind mount", open(in(directory, "bound/file"), O_RDONLY));
	if (!chroot(directory) && !chdir("/")) {
		look("chroot", open("/secret/file", O_RDONLY));
		look("chroot, relative", open("secret/file", O_RDONLY));
	}
}

int main(int argc, char **argv)
{
	const char *directory = argv[1];
	char fd_path[64];
	int fd;

	if (argc < 2 || stat(in(directory, "secret/file"), &secret))
		return 1;
	look("name", open(in(directory, "secret/file"), O_RDONLY));
	look("open", syscall(SYS_open, in(directory, "secret/file"), O_RDONLY));
	look("symlink", open(in(directory, "link"), O_RDONLY));
	look("symlink to the directory", open(in(directory, "linked/file"), O_RDONLY));
	look("hard link", open(in(directory, "hard"), O_RDONLY));
	look("..", open(in(directory, "secret/../secret/./file"), O_RDONLY));
	look(".. and empty names", open(in(directory, "other//..///secret//file"), O_RDONLY));
	look(".. behind a symlink", open(in(directory, "linked/../other/../secret/file"), O_RDONLY));
	fd = open(in(directory, "secret"), O_PATH | O_DIRECTORY);
	look("dirfd", openat(fd, "file", O_RDONLY));
	look("dirfd, ..", openat(fd, "../secret/file", O_RDONLY));
	look("dirfd, .", openat(fd, "./file", O_RDONLY));
	if (!fchdir(fd)) {
		look("working directory", open("file", O_RDONLY));
		look("working directory, symlink", open("../link", O_RDONLY));
	}
	snprintf(path, sizeof(path), "/proc/self/root%s/secret/file", directory);
	look("/proc/self/root", open(path, O_RDONLY));
	look("/proc/self/cwd", open("/proc/self/cwd/file", O_RDONLY));
	snprintf(path, sizeof(path), "/proc/self/fd/%d/file", fd);
	look("/proc/self/fd of the directory", open(path, O_RDONLY));
	close(fd);
	fd = is_it("O_PATH", open(in(directory, "secret/file"), O_PATH));
	snprintf(fd_path, sizeof(fd_path), "/proc/self/fd/%d", fd);
	look("O_PATH, opened again", open(fd_path, O_RDONLY));
	close(fd);
	struct open_how how = { .flags = O_RDONLY };

	look("openat2", syscall(SYS_openat2, AT_FDCWD, in(directory, "link"), &how, sizeof(how)));
	how.resolve = RESOLVE_IN_ROOT;
	fd = open(directory, O_PATH | O_DIRECTORY);
	look("openat2, in a root", syscall(SYS_openat2, fd, "/secret/file", &how, sizeof(how)));
	look("openat2, above a root", syscall(SYS_openat2, fd, "../../../secret/file", &how, sizeof(how)));
	close(fd);
	look("not there", open(in(directory, "secret/missing"), O_RDONLY));
	look("another", open(in(directory, "other/plain"), O_RDONLY));
	if (fork() == 0) {
		from_inside(directory);
		return 0;
	}
	wait(0);
	look("creat", creat("file", 0600));
	return 0;
}
