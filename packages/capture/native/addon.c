/* SPDX-License-Identifier: Apache-2.0
 *
 * The binding to the kernel: loads the probe, attaches it, maps its rings into the process, wakes JavaScript up, reads
 * counters. Everything else (draining, decoding, judging) is TypeScript.
 */
#define _GNU_SOURCE /* vasprintf */
#define NAPI_VERSION 8
#include <errno.h>
#include <malloc.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <node_api.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uv.h>

#define RINGS 2
#define LINKS_MAX 16
#define LOG_SIZE 8192
#define RECORD_MAX 65536 /* more than the largest record (DATA_SIZE + PART_MAX of the probe) with its header */

static const char *const RING_NAMES[RINGS] = { "events", "life" };

struct ring {
	int fd;
	size_t size; /* bytes of data */
	size_t mapped; /* bytes of data as mapped */
	void *consumer;
	void *producer;
};

struct probe {
	napi_env env;
	struct bpf_object *object;
	struct bpf_link *links[LINKS_MAX];
	int link_count;
	struct ring rings[RINGS];
	int epoll;
	uv_poll_t *poll; /* outlives the probe until libuv has closed it */
	napi_async_cleanup_hook_handle hook;
	napi_ref wake;
	volatile uint32_t *sleeping;
	uint8_t *wanted;
	uint8_t *entered;
	uint8_t *filtered;
	uint64_t *cpu_values;
	int sys_exit_type; /* number of the type of the tracepoint; 0: not asked for yet */
	int cpus;
	bool closed;
};

/* What is left to do once libuv has let go of the poll handle. */
struct poll_end {
	napi_async_cleanup_hook_handle hook;
	int epoll;
};

static __thread char log_text[LOG_SIZE];
static __thread size_t log_length;

static int keep_log(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level > LIBBPF_WARN)
		return 0;
	char *message;
	int length = vasprintf(&message, format, arguments);

	if (length < 0)
		return 0;
	/* The end of a verifier log says why it failed: it is kept rather than the start. */
	size_t added = length < LOG_SIZE ? (size_t)length : LOG_SIZE - 1;
	size_t kept = log_length + added < LOG_SIZE ? log_length : LOG_SIZE - 1 - added;

	memmove(log_text, log_text + log_length - kept, kept);
	memcpy(log_text + kept, message + length - added, added + 1);
	log_length = kept + added;
	free(message);
	return 0;
}

static napi_value fail(napi_env env, const char *what, int error)
{
	char message[LOG_SIZE + 256];

	snprintf(message, sizeof(message), "%s: %s%s%s", what, strerror(error < 0 ? -error : error), log_length ? "\n" : "",
		 log_length ? log_text : "");
	napi_throw_error(env, "ERR_PROBE", message);
	return NULL;
}

/* ---- reading arguments -------------------------------------------------------------------------------------------- */

static napi_value get(napi_env env, napi_value object, const char *name)
{
	napi_value value = NULL;

	napi_get_named_property(env, object, name, &value);
	return value;
}

static int64_t get_number(napi_env env, napi_value object, const char *name)
{
	int64_t number = 0;

	napi_get_value_int64(env, get(env, object, name), &number);
	return number;
}

static void get_text(napi_env env, napi_value value, char *text, size_t size)
{
	size_t length = 0;

	text[0] = 0;
	napi_get_value_string_utf8(env, value, text, size, &length);
}

static void destroy(struct probe *probe);

static struct probe *self(napi_env env, napi_callback_info info, size_t *argc, napi_value *argv)
{
	napi_value this;
	struct probe *probe = NULL;

	napi_get_cb_info(env, info, argc, argv, &this, NULL);
	if (napi_unwrap(env, this, (void **)&probe) != napi_ok || !probe || probe->closed) {
		napi_throw_error(env, "ERR_PROBE_CLOSED", "the probe is closed");
		return NULL;
	}
	return probe;
}

/* ---- open --------------------------------------------------------------------------------------------------------- */

/* Mirrors of struct settings and struct control in probe/maps.h. */
struct settings {
	uint32_t self_pid;
	uint32_t scope_mode;
	uint64_t scope_cgroup;
	int32_t scope_hierarchy;
	uint32_t page_kib;
	uint32_t filtering;
};

struct control {
	uint32_t sleeping;
	uint8_t wanted[128];
	uint8_t entered[128];
	uint8_t filtered[128];
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
		char name[64];

		napi_get_element(env, skipped, i, &item);
		get_text(env, item, name, sizeof(name));
		program = bpf_object__find_program_by_name(probe->object, name);
		if (program)
			bpf_program__set_autoload(program, false);
	}
	return 0;
}

static int map_ring(struct probe *probe, int index)
{
	struct ring *ring = &probe->rings[index];
	struct bpf_map *map = bpf_object__find_map_by_name(probe->object, RING_NAMES[index]);
	size_t page = sysconf(_SC_PAGESIZE);
	struct epoll_event event = { .events = EPOLLIN };

	ring->fd = bpf_map__fd(map);
	ring->size = bpf_map__max_entries(map);
	ring->consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	if (ring->consumer == MAP_FAILED)
		return -errno;
	/* The kernel lays the data out twice in a row; behind its end as much is mapped as one record may take. */
	ring->mapped = ring->size + (ring->size < RECORD_MAX ? ring->size : RECORD_MAX);
	ring->producer = mmap(NULL, page + ring->mapped, PROT_READ, MAP_SHARED, ring->fd, page);
	if (ring->producer == MAP_FAILED)
		return -errno;
	if (epoll_ctl(probe->epoll, EPOLL_CTL_ADD, ring->fd, &event))
		return -errno;
	return 0;
}

static void keep_mapping(napi_env env, void *data, void *hint)
{
	/* The mapping goes with the probe, not with the array buffer. */
	(void)env, (void)data, (void)hint;
}

static napi_value ring_object(napi_env env, struct ring *ring)
{
	size_t page = sysconf(_SC_PAGESIZE);
	napi_value object, value;

	napi_create_object(env, &object);
	napi_create_external_arraybuffer(env, ring->consumer, page, keep_mapping, NULL, &value);
	napi_set_named_property(env, object, "consumer", value);
	napi_create_external_arraybuffer(env, ring->producer, page, keep_mapping, NULL, &value);
	napi_set_named_property(env, object, "producer", value);
	napi_create_external_arraybuffer(env, (char *)ring->producer + page, ring->mapped, keep_mapping, NULL, &value);
	napi_set_named_property(env, object, "data", value);
	napi_create_double(env, ring->size, &value);
	napi_set_named_property(env, object, "size", value);
	return object;
}

/* Puts the programs that a map tail-calls into it: pairs of program name and key. */
static int fill_program_array(napi_env env, struct probe *probe, const char *map_name, napi_value pairs)
{
	int map = bpf_object__find_map_fd_by_name(probe->object, map_name);
	uint32_t count = 0;

	napi_get_array_length(env, pairs, &count);
	for (uint32_t i = 0; i < count; i++) {
		napi_value pair;
		char name[64];
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

static void finalize(napi_env env, void *data, void *hint)
{
	struct probe *probe = data;

	(void)env, (void)hint;
	destroy(probe);
	free(probe->cpu_values);
	free(probe);
}

static void at_exit(napi_async_cleanup_hook_handle handle, void *data)
{
	(void)handle;
	destroy(data);
}

static napi_value open_probe(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value options, this, rings;
	char path[4096];
	struct probe *probe = calloc(1, sizeof(*probe));
	struct control *control;
	int error;

	napi_get_cb_info(env, info, &argc, &options, &this, NULL);
	log_length = 0;
	log_text[0] = 0;
	libbpf_set_print(keep_log);
	probe->env = env;
	probe->epoll = -1;
	probe->cpus = libbpf_num_possible_cpus();
	probe->cpu_values = calloc(probe->cpus, sizeof(uint64_t));
	napi_wrap(env, this, probe, finalize, NULL, NULL);

	get_text(env, get(env, options, "object"), path, sizeof(path));
	probe->object = bpf_object__open_file(path, NULL);
	if (!probe->object)
		return fail(env, "the probe object cannot be opened", errno);
	error = configure(env, probe, options);
	if (error)
		return fail(env, "the probe cannot be configured", error);
	error = bpf_object__load(probe->object);
	if (error)
		return fail(env, "the kernel refused the probe", error);
	error = fill_program_array(env, probe, "handlers", get(env, options, "handlers"));
	if (!error)
		error = fill_program_array(env, probe, "entry_handlers", get(env, options, "entryHandlers"));
	if (!error)
		error = fill_program_array(env, probe, "stages", get(env, options, "stages"));
	if (error)
		return fail(env, "a handler is missing in the probe object", error);
	control = mmap(NULL, sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_SHARED,
		       bpf_object__find_map_fd_by_name(probe->object, ".bss.control"), 0);
	if (control == MAP_FAILED)
		return fail(env, "the control block cannot be mapped", errno);
	probe->sleeping = &control->sleeping;
	probe->wanted = control->wanted;
	probe->entered = control->entered;
	probe->filtered = control->filtered;
	probe->epoll = epoll_create1(EPOLL_CLOEXEC);
	napi_create_array_with_length(env, RINGS, &rings);
	for (int i = 0; i < RINGS; i++) {
		error = probe->epoll < 0 ? -errno : map_ring(probe, i);
		if (error)
			return fail(env, "a ring buffer cannot be mapped", error);
		napi_set_element(env, rings, i, ring_object(env, &probe->rings[i]));
	}
	napi_set_named_property(env, this, "rings", rings);
	napi_add_async_cleanup_hook(env, at_exit, probe, &probe->hook);
	return this;
}

/* ---- life --------------------------------------------------------------------------------------------------------- */

/* attach(name): attaches one program. */
static napi_value attach(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value argument;
	struct probe *probe = self(env, info, &argc, &argument);
	struct bpf_program *program;
	char name[64], what[128];

	if (!probe)
		return NULL;
	log_length = 0;
	get_text(env, argument, name, sizeof(name));
	snprintf(what, sizeof(what), "%s cannot be attached", name);
	program = bpf_object__find_program_by_name(probe->object, name);
	if (!program || probe->link_count == LINKS_MAX)
		return fail(env, what, ENOENT);
	probe->links[probe->link_count] = bpf_program__attach(program);
	if (!probe->links[probe->link_count])
		return fail(env, what, errno);
	probe->link_count++;
	return NULL;
}

static void stop_poll(struct probe *probe)
{
	if (probe->poll)
		uv_poll_stop(probe->poll);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct probe *probe = poll->data;
	napi_handle_scope scope;
	napi_value callback, global;

	(void)status, (void)events;
	*probe->sleeping = 0;
	stop_poll(probe);
	napi_open_handle_scope(probe->env, &scope);
	napi_get_reference_value(probe->env, probe->wake, &callback);
	napi_get_global(probe->env, &global);
	/* node::MakeCallback semantics (microtasks, uncaught errors) come with napi_make_callback. */
	napi_make_callback(probe->env, NULL, global, callback, 0, NULL, NULL);
	napi_close_handle_scope(probe->env, scope);
}

/* arm(callback): calls back once when a ring has something to read. */
static napi_value arm(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value callback;
	struct probe *probe = self(env, info, &argc, &callback);

	if (!probe)
		return NULL;
	if (!probe->poll) {
		uv_loop_t *loop;
		uv_poll_t *poll = malloc(sizeof(*poll));

		napi_get_uv_event_loop(env, &loop);
		if (!poll || uv_poll_init(loop, poll, probe->epoll)) {
			free(poll);
			return fail(env, "the ring buffers cannot be waited for", EINVAL);
		}
		poll->data = probe;
		probe->poll = poll;
		napi_create_reference(env, callback, 1, &probe->wake);
	}
	__atomic_store_n((uint32_t *)probe->sleeping, 1, __ATOMIC_SEQ_CST);
	uv_poll_start(probe->poll, UV_READABLE, on_readable);
	return NULL;
}

/* setWanted(type, wanted, entered) */
static napi_value set_wanted(napi_env env, napi_callback_info info)
{
	size_t argc = 3;
	napi_value argv[3];
	struct probe *probe = self(env, info, &argc, argv);
	uint32_t type = 0;
	bool wanted = false, entered = false;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &type);
	napi_get_value_bool(env, argv[1], &wanted);
	napi_get_value_bool(env, argv[2], &entered);
	if (type < sizeof(((struct control *)0)->wanted)) {
		probe->wanted[type] = wanted;
		probe->entered[type] = entered;
	}
	return NULL;
}

#include "later.h"

/* ---- filters ------------------------------------------------------------------------------------------------------ */

/* mapDescriptor(name): number of the descriptor by which programs refer to a map */
static napi_value map_descriptor(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value argument, number;
	struct probe *probe = self(env, info, &argc, &argument);
	char name[64];
	int fd;

	if (!probe)
		return NULL;
	log_length = 0;
	get_text(env, argument, name, sizeof(name));
	fd = bpf_object__find_map_fd_by_name(probe->object, name);
	if (fd < 0)
		return fail(env, "a map is missing in the probe object", ENOENT);
	napi_create_int32(env, fd, &number);
	return number;
}

/* createTable(ArrayBuffer): a read-only table for filters; gives the number of its descriptor, which closeDescriptor ends */
static napi_value create_table(napi_env env, napi_callback_info info)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_RDONLY_PROG);
	size_t argc = 1, length = 0;
	napi_value argument, number;
	struct probe *probe = self(env, info, &argc, &argument);
	uint32_t key = 0;
	void *data;
	int fd;

	if (!probe)
		return NULL;
	log_length = 0;
	napi_get_arraybuffer_info(env, argument, &data, &length);
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "lanner_table", sizeof(key), length, 1, &options);
	if (fd < 0)
		return fail(env, "a table for filters cannot be made", fd);
	if (bpf_map_update_elem(fd, &key, data, BPF_ANY)) {
		int error = errno;

		close(fd);
		return fail(env, "a table for filters cannot be filled", error);
	}
	napi_create_int32(env, fd, &number);
	return number;
}

/* closeDescriptor(descriptor): what uses the table or the program keeps it */
static napi_value close_descriptor(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value argument;
	int32_t fd = -1;

	napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
	napi_get_value_int32(env, argument, &fd);
	if (fd >= 0)
		close(fd);
	return NULL;
}

/* placeStage(key, descriptor): puts a loaded program into `stages` */
static napi_value place_stage(napi_env env, napi_callback_info info)
{
	size_t argc = 2;
	napi_value argv[2];
	struct probe *probe = self(env, info, &argc, argv);
	uint32_t key = 0;
	int32_t fd = -1;

	if (!probe)
		return NULL;
	log_length = 0;
	napi_get_value_uint32(env, argv[0], &key);
	napi_get_value_int32(env, argv[1], &fd);
	if (bpf_map_update_elem(bpf_object__find_map_fd_by_name(probe->object, "stages"), &key, &fd, BPF_ANY))
		return fail(env, "a filter cannot be put in place", errno);
	return NULL;
}

/* setFiltered(type, filtered) */
static napi_value set_filtered(napi_env env, napi_callback_info info)
{
	size_t argc = 2;
	napi_value argv[2];
	struct probe *probe = self(env, info, &argc, argv);
	uint32_t type = 0;
	bool filtered = false;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &type);
	napi_get_value_bool(env, argv[1], &filtered);
	if (type < sizeof(((struct control *)0)->filtered))
		probe->filtered[type] = filtered;
	return NULL;
}

/* setProcessBits(ArrayBuffer): key and value of one entry of `processes` */
static napi_value set_process_bits(napi_env env, napi_callback_info info)
{
	size_t argc = 1, length = 0;
	napi_value argument;
	struct probe *probe = self(env, info, &argc, &argument);
	uint64_t *entry;

	if (!probe)
		return NULL;
	log_length = 0;
	napi_get_arraybuffer_info(env, argument, (void **)&entry, &length);
	if (length != 5 * sizeof(uint64_t))
		return fail(env, "what is known of a process cannot be set", EINVAL);
	if (bpf_map_update_elem(bpf_object__find_map_fd_by_name(probe->object, "processes"), entry, entry + 3, BPF_ANY))
		return fail(env, "what is known of a process cannot be set", errno);
	return NULL;
}

/* forgetProcesses(): nothing is known of any process */
static napi_value forget_processes(napi_env env, napi_callback_info info)
{
	size_t argc = 0;
	struct probe *probe = self(env, info, &argc, NULL);
	uint64_t key[3];
	int fd;

	if (!probe)
		return NULL;
	fd = bpf_object__find_map_fd_by_name(probe->object, "processes");
	/* The first that is left, time and again: what is added meanwhile is forgotten, too. */
	while (!bpf_map_get_next_key(fd, NULL, key))
		bpf_map_delete_elem(fd, key);
	return NULL;
}

/* setScopePid(pid, mark): 1 watched with what it starts, 2 known only */
static napi_value set_scope_pid(napi_env env, napi_callback_info info)
{
	size_t argc = 2;
	napi_value argv[2];
	struct probe *probe = self(env, info, &argc, argv);
	uint32_t pid = 0, mark = 0;
	uint8_t value;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &pid);
	napi_get_value_uint32(env, argv[1], &mark);
	value = mark;
	if (bpf_map_update_elem(bpf_object__find_map_fd_by_name(probe->object, "scope_pids"), &pid, &value, BPF_ANY))
		return fail(env, "the scope cannot be set", errno);
	return NULL;
}

/* snapshot(): ArrayBuffer of process_snapshot records */
static napi_value snapshot(napi_env env, napi_callback_info info)
{
	size_t argc = 0, length = 0, room = 1 << 20;
	struct probe *probe = self(env, info, &argc, NULL);
	struct bpf_link *link;
	char *text;
	ssize_t n = 0;
	int fd;
	void *data;
	napi_value buffer;

	if (!probe)
		return NULL;
	log_length = 0;
	link = bpf_program__attach_iter(bpf_object__find_program_by_name(probe->object, "snapshot"), NULL);
	if (!link)
		return fail(env, "the running processes cannot be listed", errno);
	fd = bpf_iter_create(bpf_link__fd(link));
	text = malloc(room);
	while (fd >= 0 && text && (n = read(fd, text + length, room - length)) > 0) {
		length += n;
		if (room - length < 65536)
			text = realloc(text, room *= 2);
	}
	if (fd >= 0)
		close(fd);
	bpf_link__destroy(link);
	if (fd < 0 || !text || n < 0) {
		free(text);
		return fail(env, "the running processes cannot be read", errno);
	}
	napi_create_arraybuffer(env, length, &data, &buffer);
	memcpy(data, text, length);
	free(text);
	return buffer;
}

/* releaseMemory(): what malloc holds and nobody uses goes back to the machine. */
static napi_value release_memory(napi_env env, napi_callback_info info)
{
	(void)env, (void)info;
	malloc_trim(0);
	return NULL;
}

/* counters(): Float64Array-ready ArrayBuffer, summed over all processors */
static napi_value read_counters(napi_env env, napi_callback_info info)
{
	size_t argc = 0;
	struct probe *probe = self(env, info, &argc, NULL);
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
	napi_create_arraybuffer(env, count * sizeof(double), (void **)&sums, &buffer);
	for (uint32_t key = 0; key < count; key++) {
		sums[key] = 0;
		if (bpf_map_lookup_elem(fd, &key, probe->cpu_values))
			continue;
		for (int cpu = 0; cpu < probe->cpus; cpu++)
			sums[key] += probe->cpu_values[cpu];
	}
	return buffer;
}

/* detach(): stops the flow of events; what lies in the rings can still be read. */
static void detach_all(struct probe *probe)
{
	while (probe->link_count > 0)
		bpf_link__destroy(probe->links[--probe->link_count]);
}

static napi_value detach(napi_env env, napi_callback_info info)
{
	size_t argc = 0;
	struct probe *probe = self(env, info, &argc, NULL);

	if (probe)
		detach_all(probe);
	return NULL;
}

static void poll_closed(uv_handle_t *handle)
{
	struct poll_end *end = handle->data;

	close(end->epoll);
	napi_remove_async_cleanup_hook(end->hook);
	free(end);
	free(handle);
}

static void destroy(struct probe *probe)
{
	if (probe->closed)
		return;
	probe->closed = true;
	detach_all(probe);
	if (probe->poll) {
		struct poll_end *end = malloc(sizeof(*end));

		end->hook = probe->hook;
		end->epoll = probe->epoll;
		probe->poll->data = end;
		uv_close((uv_handle_t *)probe->poll, poll_closed);
	} else {
		if (probe->epoll >= 0)
			close(probe->epoll);
		if (probe->hook)
			napi_remove_async_cleanup_hook(probe->hook);
	}
	if (probe->object)
		bpf_object__close(probe->object);
	/* The ring mappings stay until the process ends: array buffers may still look at them. */
}

static napi_value close_probe(napi_env env, napi_callback_info info)
{
	size_t argc = 0;
	struct probe *probe = self(env, info, &argc, NULL);

	if (probe)
		destroy(probe);
	return NULL;
}

NAPI_MODULE_INIT()
{
	napi_value probe;
	const napi_property_descriptor methods[] = {
		{ "attach", NULL, attach, NULL, NULL, NULL, napi_default, NULL },
		{ "arm", NULL, arm, NULL, NULL, NULL, napi_default, NULL },
		{ "setWanted", NULL, set_wanted, NULL, NULL, NULL, napi_default, NULL },
		{ "mapDescriptor", NULL, map_descriptor, NULL, NULL, NULL, napi_default, NULL },
		{ "createTable", NULL, create_table, NULL, NULL, NULL, napi_default, NULL },
		{ "closeDescriptor", NULL, close_descriptor, NULL, NULL, NULL, napi_default, NULL },
		{ "loadStage", NULL, load_stage, NULL, NULL, NULL, napi_default, NULL },
		{ "placeStage", NULL, place_stage, NULL, NULL, NULL, napi_default, NULL },
		{ "forgetProcesses", NULL, forget_processes, NULL, NULL, NULL, napi_default, NULL },
		{ "extend", NULL, extend, NULL, NULL, NULL, napi_default, NULL },
		{ "settle", NULL, settle, NULL, NULL, NULL, napi_default, NULL },
		{ "setFiltered", NULL, set_filtered, NULL, NULL, NULL, napi_default, NULL },
		{ "setProcessBits", NULL, set_process_bits, NULL, NULL, NULL, napi_default, NULL },
		{ "setScopePid", NULL, set_scope_pid, NULL, NULL, NULL, napi_default, NULL },
		{ "snapshot", NULL, snapshot, NULL, NULL, NULL, napi_default, NULL },
		{ "counters", NULL, read_counters, NULL, NULL, NULL, napi_default, NULL },
		{ "releaseMemory", NULL, release_memory, NULL, NULL, NULL, napi_default, NULL },
		{ "detach", NULL, detach, NULL, NULL, NULL, napi_default, NULL },
		{ "close", NULL, close_probe, NULL, NULL, NULL, napi_default, NULL },
	};

	napi_define_class(env, "Probe", NAPI_AUTO_LENGTH, open_probe, NULL, sizeof(methods) / sizeof(methods[0]), methods,
			  &probe);
	napi_set_named_property(env, exports, "Probe", probe);
	return exports;
}
