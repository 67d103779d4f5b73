/* SPDX-License-Identifier: Apache-2.0
 *
 * Debian's static libbpf and libelf are not built for shared objects. Two things in them do not link into one: libbpf's
 * use of `stderr` (renamed by the Makefile to the hidden symbol here), and the thread-local error number of libelf, whose
 * archive member is replaced by these three functions.
 */
#include <stdio.h>

__attribute__((visibility("hidden"))) FILE *lanner_stderr;

__attribute__((constructor)) static void set_stderr(void)
{
	lanner_stderr = stderr;
}

static __thread int elf_error __attribute__((tls_model("global-dynamic")));

void __libelf_seterrno(int value)
{
	elf_error = value;
}

int elf_errno(void)
{
	int value = elf_error;

	elf_error = 0;
	return value;
}

const char *elf_errmsg(int error)
{
	return error == 0 && elf_error == 0 ? NULL : "the probe object is not valid ELF";
}
