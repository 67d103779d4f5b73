/* Opens a file, and stays for some time, in seconds, if told to. Linked statically, it is all that a container needs. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc > 1)
		open(argv[1], O_RDONLY);
	if (argc > 2)
		usleep(atof(argv[2]) * 1e6);
	return 0;
}
