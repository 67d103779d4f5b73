/* SPDX-License-Identifier: Apache-2.0
 *
 * What the probe is asked: the processes that run, and its counters.
 */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include <bpf/bpf.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "probe.h"

#define READ_ROOM (1 << 20)
#define READ_MIN 65536 /* more than the largest record */

struct text {
	char *bytes;
	size_t length, room;
};

/* Reads to the end. Gives an errno. */
static int read_all(int fd, struct text *text)
{
	for (;;) {
		char *larger;
		ssize_t n;

		if (text->room - text->length < READ_MIN) {
			larger = realloc(text->bytes, text->room + READ_ROOM);
			if (!larger)
				return -ENOMEM;
			text->bytes = larger;
			text->room += READ_ROOM;
		}
		n = read(fd, text->bytes + text->length, text->room - text->length);
		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			text->length += n;
	}
}

static int iterate(struct bpf_link *link, struct text *text)
{
	int fd = bpf_iter_create(bpf_link__fd(link));
	int error;

	if (fd < 0)
		return fd;
	error = read_all(fd, text);
	close(fd);
	return error;
}

/* snapshot(): ArrayBuffer of process_snapshot records */
napi_value snapshot(napi_env env, napi_callback_info info)
{
	struct probe *probe = self(env, info, 0, NULL);
	struct text text = {};
	struct bpf_link *link;
	napi_value buffer = NULL;
	void *data;
	int error;

	if (!probe)
		return NULL;
	link = bpf_program__attach_iter(bpf_object__find_program_by_name(probe->object, "snapshot"), NULL);
	if (!link)
		return fail(env, "the running processes cannot be listed", errno);
	error = iterate(link, &text);
	bpf_link__destroy(link);
	if (!error && napi_create_arraybuffer(env, text.length, &data, &buffer) != napi_ok)
		error = -ENOMEM;
	if (!error && text.length)
		memcpy(data, text.bytes, text.length);
	free(text.bytes);
	return error ? fail(env, "the running processes cannot be read", error) : buffer;
}

/* counters(): Float64Array-ready ArrayBuffer, summed over all processors */
napi_value read_counters(napi_env env, napi_callback_info info)
{
	struct probe *probe = self(env, info, 0, NULL);
	struct bpf_map *map;
	uint32_t count;
	double *sums;
	napi_value buffer;
	int fd;

	if (!probe)
		return NULL;
	map = bpf_object__find_map_by_name(probe->object, "counters");
	fd = bpf_map__fd(map);
	count = bpf_map__max_entries(map);
	if (napi_create_arraybuffer(env, count * sizeof(double), (void **)&sums, &buffer) != napi_ok)
		return fail(env, "the counters cannot be read", ENOMEM);
	for (uint32_t key = 0; key < count; key++) {
		sums[key] = 0;
		if (bpf_map_lookup_elem(fd, &key, probe->cpu_values))
			continue;
		for (int cpu = 0; cpu < probe->cpus; cpu++)
			sums[key] += probe->cpu_values[cpu];
	}
	return buffer;
}

/* What is still used of the code and constants of a program or library comes back from the page cache, page by page. */
static int release_file_pages(struct dl_phdr_info *object, size_t size, void *data)
{
	uintptr_t page = sysconf(_SC_PAGESIZE);

	(void)size, (void)data;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & -page;
		uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & -page;

		/* What can be written, or could be until it was relocated, is not in the file as it is here. */
		if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W) && start < end)
			madvise((void *)start, end - start, MADV_DONTNEED);
	}
	return 0;
}

/*
 * releaseMemory(): what malloc holds and nobody uses goes back to the machine, and so do the pages of programs that were
 * read for the start.
 */
napi_value release_memory(napi_env env, napi_callback_info info)
{
	(void)env, (void)info;
	malloc_trim(0);
	dl_iterate_phdr(release_file_pages, NULL);
	return NULL;
}
