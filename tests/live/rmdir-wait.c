/* Removes a directory that does not exist, says so, and waits for a byte. */
#include <unistd.h>

int main(void)
{
	char byte;

	rmdir("/nonexistent/directory");
	if (write(1, "x", 1) == 1 && read(0, &byte, 1) == 1)
		return 0;
	return 1;
}
