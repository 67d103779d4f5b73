/* SPDX-License-Identifier: Apache-2.0
 *
 * Loads the probe into the kernel and maps its rings.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>
#include "probe.h"

#define RECORD_MAX 65536 /* more than the largest record (DATA_SIZE + PART_MAX of the probe) with its header */

static const char *const RING_NAMES[] = { "events", "life" };

/* Mirror of struct settings in probe/maps.h. */
struct settings {
	uint32_t self_pid;
	uint32_t scope_mode;
	uint64_t scope_cgroup;
	int32_t scope_hierarchy;
	uint32_t page_kib;
	uint32_t filtering;
};

static int configure(napi_env env, struct probe *probe, napi_value options)
{
	struct bpf_map *map;
	struct bpf_program *program;
	size_t size = 0;
	struct settings *settings;
	bool has_cgroup = false;
	napi_value skipped;
	uint32_t skipped_count = 0;

	map = bpf_object__find_map_by_name(probe->object, ".rodata.settings");
	settings = map ? (struct settings *)bpf_map__initial_value(map, &size) : NULL;
	if (!settings || size < sizeof(*settings))
		return -EINVAL;
	settings->self_pid = get_number(env, options, "selfPid");
	settings->scope_mode = get_number(env, options, "scopeMode");
	napi_get_value_bigint_uint64(env, get(env, options, "scopeCgroup"), &settings->scope_cgroup, &has_cgroup);
	settings->scope_hierarchy = get_number(env, options, "scopeHierarchy");
	settings->page_kib = sysconf(_SC_PAGESIZE) / 1024;
	settings->filtering = get_number(env, options, "filtering");

	bpf_map__set_max_entries(bpf_object__find_map_by_name(probe->object, "events"),
				 get_number(env, options, "eventsRingBytes"));
	bpf_map__set_max_entries(bpf_object__find_map_by_name(probe->object, "life"),
				 get_number(env, options, "lifeRingBytes"));
	bpf_map__set_max_entries(bpf_object__find_map_by_name(probe->object, "scratches"), probe->cpus);
	bpf_map__set_max_entries(bpf_object__find_map_by_name(probe->object, "entry_scratches"), probe->cpus);

	skipped = get(env, options, "skipPrograms");
	napi_get_array_length(env, skipped, &skipped_count);
	for (uint32_t i = 0; i < skipped_count; i++) {
		napi_value item;
		char name[NAME_SIZE];

		napi_get_element(env, skipped, i, &item);
		get_text(env, item, name, sizeof(name));
		program = bpf_object__find_program_by_name(probe->object, name);
		if (program)
			bpf_program__set_autoload(program, false);
	}
	return 0;
}

static void unmap(napi_env env, void *data, void *length)
{
	(void)env;
	munmap(data, (size_t)length);
}

/* Sets a property of an object to an ArrayBuffer over a part of a ring, mapped for as long as anyone holds it. */
static int map_part(napi_env env, napi_value object, const char *name, int fd, size_t length, int protection, size_t at)
{
	void *part = mmap(NULL, length, protection, MAP_SHARED, fd, at);
	napi_value value;

	if (part == MAP_FAILED)
		return -errno;
	if (napi_create_external_arraybuffer(env, part, length, unmap, (void *)length, &value) != napi_ok) {
		munmap(part, length);
		return -ENOMEM;
	}
	napi_set_named_property(env, object, name, value);
	return 0;
}

/* A page in which the reader says how far it is, one in which the kernel does, and the data. */
static int map_ring(napi_env env, struct probe *probe, const char *name, napi_value *object)
{
	struct bpf_map *map = bpf_object__find_map_by_name(probe->object, name);
	size_t page = sysconf(_SC_PAGESIZE), size = bpf_map__max_entries(map);
	/* The kernel lays the data out twice in a row; behind its end as much is mapped as one record may take. */
	size_t mapped = size + (size < RECORD_MAX ? size : RECORD_MAX);
	struct epoll_event event = { .events = EPOLLIN };
	int fd = bpf_map__fd(map);
	napi_value value;
	int error;

	napi_create_object(env, object);
	error = map_part(env, *object, "consumer", fd, page, PROT_READ | PROT_WRITE, 0);
	if (!error)
		error = map_part(env, *object, "producer", fd, page, PROT_READ, page);
	if (!error)
		error = map_part(env, *object, "data", fd, mapped, PROT_READ, 2 * page);
	if (error)
		return error;
	napi_create_double(env, size, &value);
	napi_set_named_property(env, *object, "size", value);
	return epoll_ctl(probe->epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

/* Puts the programs that a map tail-calls into it: pairs of program name and key. */
static int fill_program_array(napi_env env, struct probe *probe, const char *map_name, napi_value pairs)
{
	int map = map_named(probe, map_name);
	uint32_t count = 0;

	napi_get_array_length(env, pairs, &count);
	for (uint32_t i = 0; i < count; i++) {
		napi_value pair;
		char name[NAME_SIZE];
		struct bpf_program *program;
		uint32_t key;
		int fd;

		napi_get_element(env, pairs, i, &pair);
		get_text(env, get(env, pair, "program"), name, sizeof(name));
		key = get_number(env, pair, "key");
		program = bpf_object__find_program_by_name(probe->object, name);
		fd = program ? bpf_program__fd(program) : -1;
		if (fd < 0)
			return -ENOENT;
		if (bpf_map_update_elem(map, &key, &fd, BPF_ANY))
			return -errno;
	}
	return 0;
}

static int map_control(struct probe *probe)
{
	struct bpf_map *map = bpf_object__find_map_by_name(probe->object, ".bss.control");
	void *control;

	if (!map || bpf_map__value_size(map) < sizeof(struct control))
		return -EINVAL;
	control = mmap(NULL, sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	if (control == MAP_FAILED)
		return -errno;
	probe->control = control;
	return 0;
}

/* Gives an errno, and what it was about. */
static int open_with(napi_env env, struct probe *probe, napi_value options, napi_value this, const char **what)
{
	napi_value rings, ring, has_call_programs;
	char path[PATH_MAX];
	int error;

	*what = "the probe object cannot be opened";
	get_text(env, get(env, options, "object"), path, sizeof(path));
	probe->object = bpf_object__open_file(path, NULL);
	if (!probe->object)
		return -errno;
	*what = "the probe cannot be configured";
	error = configure(env, probe, options);
	if (error)
		return error;
	*what = "the kernel refused the probe";
	error = bpf_object__load(probe->object);
	if (error)
		return error;
	*what = "a handler is missing in the probe object";
	error = fill_program_array(env, probe, "handlers", get(env, options, "handlers"));
	if (!error)
		error = fill_program_array(env, probe, "entry_handlers", get(env, options, "entryHandlers"));
	napi_get_boolean(env, map_named(probe, "call_programs") >= 0, &has_call_programs);
	napi_set_named_property(env, this, "hasCallPrograms", has_call_programs);
	if (!error && map_named(probe, "call_programs") >= 0)
		error = fill_program_array(env, probe, "call_programs", get(env, options, "callPrograms"));
	if (!error)
		error = fill_program_array(env, probe, "stages", get(env, options, "stages"));
	if (error)
		return error;
	*what = "the control block cannot be mapped";
	error = map_control(probe);
	if (error)
		return error;
	*what = "a ring buffer cannot be mapped";
	probe->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (probe->epoll < 0)
		return -errno;
	napi_create_array(env, &rings);
	for (uint32_t i = 0; i < sizeof(RING_NAMES) / sizeof(RING_NAMES[0]); i++) {
		error = map_ring(env, probe, RING_NAMES[i], &ring);
		if (error)
			return error;
		napi_set_element(env, rings, i, ring);
	}
	napi_set_named_property(env, this, "rings", rings);
	return 0;
}

static void finalize(napi_env env, void *data, void *hint)
{
	(void)env, (void)hint;
	destroy(data);
	release(data);
}

napi_value open_probe(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value options, this;
	struct probe *probe = calloc(1, sizeof(*probe));
	const char *what = "the probe cannot be opened";
	int error;

	log_begin();
	napi_get_cb_info(env, info, &argc, &options, &this, NULL);
	if (!probe)
		return fail(env, what, ENOMEM);
	probe->env = env;
	probe->epoll = -1;
	probe->holders = 1;
	probe->cpus = libbpf_num_possible_cpus();
	probe->cpu_values = probe->cpus > 0 ? calloc(probe->cpus, sizeof(uint64_t)) : NULL;
	if (!probe->cpu_values || napi_wrap(env, this, probe, finalize, NULL, NULL) != napi_ok) {
		release(probe);
		return fail(env, what, ENOMEM);
	}
	error = open_with(env, probe, options, this, &what);
	if (error) {
		destroy(probe);
		return fail(env, what, error);
	}
	napi_add_async_cleanup_hook(env, at_exit, probe, &probe->hook);
	return this;
}
