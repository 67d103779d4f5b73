/* Opens a file, and stays for some seconds if told to. Linked statically, it is all that a container needs. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc > 1)
		open(argv[1], O_RDONLY);
	if (argc > 2)
		sleep(atoi(argv[2]));
	return 0;
}
