/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done beside the thread that drains: loading programs that were not needed at first, loading filters, and waiting
 * until no program that began before still runs. All give promises. The probe may be closed meanwhile: what is done there
 * has descriptors of its own, and does not touch it.
 */
#define _GNU_SOURCE /* syscall */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/membarrier.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "probe.h"

#define CALLS_MAX 256
#define MAPS_MAX 64
/* Where the kernel cannot be asked to wait: a program takes microseconds, and may be interrupted for some milliseconds. */
#define SETTLE_US 200000
#define VERIFIER_LOG_SIZE (1 << 20)

struct tail_call {
	char program[NAME_SIZE];
	uint32_t key;
	const char *map;
};

struct job {
	napi_async_work work;
	napi_deferred deferred;
	char path[PATH_MAX];
	struct tail_call calls[CALLS_MAX];
	int call_count;
	int maps[MAPS_MAX]; /* of the probe in their order, or of the filter */
	int map_count;
	int call_events[RECORD_LIMIT]; /* to be let go */
	int call_event_count;
	int sys_exit; /* the program of the probe that filters are like */
	struct bpf_object *object;
	struct bpf_insn *code; /* of a filter */
	size_t code_count;
	int stage; /* descriptor of the loaded filter */
	const char *what; /* what has failed */
	int error;
	char log[LOG_SIZE];
};

static int open_again(struct job *job)
{
	struct bpf_program *program;
	struct bpf_map *map;
	int shared = 0;

	job->what = "the probe object cannot be opened";
	job->object = bpf_object__open_file(job->path, NULL);
	if (!job->object)
		return -errno;
	bpf_object__for_each_program(program, job->object)
		bpf_program__set_autoload(program, false);
	for (int i = 0; i < job->call_count; i++) {
		program = bpf_object__find_program_by_name(job->object, job->calls[i].program);
		if (!program)
			return -ENOENT;
		bpf_program__set_autoload(program, true);
	}
	job->what = "the maps of the probe cannot be shared";
	bpf_object__for_each_map(map, job->object) {
		int error;

		/* Both come from one file: the maps are in the same order. */
		if (shared == job->map_count)
			return -ENOENT;
		error = bpf_map__reuse_fd(map, job->maps[shared++]);
		if (error)
			return error;
	}
	return 0;
}

static int load_again(struct job *job)
{
	int error = open_again(job);

	if (error)
		return error;
	job->what = "the kernel refused a handler";
	error = bpf_object__load(job->object);
	if (error)
		return error;
	job->what = "a handler cannot be put in place";
	for (int i = 0; i < job->call_count; i++) {
		struct tail_call *call = &job->calls[i];
		int fd = bpf_program__fd(bpf_object__find_program_by_name(job->object, call->program));
		int map = bpf_object__find_map_fd_by_name(job->object, call->map);

		if (bpf_map_update_elem(map, &call->key, &fd, BPF_ANY))
			return -errno;
	}
	return 0;
}

static void do_extend(napi_env env, void *data)
{
	struct job *job = data;

	(void)env;
	log_begin();
	job->error = load_again(job);
	strcpy(job->log, log_kept()); /* both of LOG_SIZE */
}

/* The number of the type of the tracepoint sys_exit, the same for all that this kernel loads; negative: an error */
static int sys_exit_type(int like)
{
	static atomic_int found;
	struct bpf_prog_info known = { 0 };
	__u32 size = sizeof(known);
	int type = found;

	if (type > 0)
		return type;
	if (!bpf_obj_get_info_by_fd(like, &known, &size) && known.attach_btf_id)
		type = known.attach_btf_id;
	else /* Kernels before 5.19 do not tell: finding it reads the types of the whole kernel. */
		type = libbpf_find_vmlinux_btf_id("sys_exit", BPF_TRACE_RAW_TP);
	found = type;
	return type;
}

static int load_stage_program(struct job *job)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_RAW_TP);
	char *log;
	int fd, error, type = sys_exit_type(job->sys_exit);

	job->what = "sys_exit is missing in the types of the kernel";
	if (type < 0)
		return type;
	options.attach_btf_id = type;
	job->what = "the kernel refused a filter";
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, "lanner_filter", "Dual MIT/GPL", job->code, job->code_count, &options);
	if (fd >= 0)
		return fd;
	/* Once more, for the end of what the verifier has to say. */
	error = fd;
	log = calloc(1, VERIFIER_LOG_SIZE);
	if (!log)
		return error;
	options.log_buf = log;
	options.log_size = VERIFIER_LOG_SIZE;
	options.log_level = 1;
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, "lanner_filter", "Dual MIT/GPL", job->code, job->code_count, &options);
	log_keep(log);
	free(log);
	return fd < 0 ? error : fd;
}

static void do_load_stage(napi_env env, void *data)
{
	struct job *job = data;

	(void)env;
	log_begin();
	job->stage = load_stage_program(job);
	job->error = job->stage < 0 ? job->stage : 0;
	strcpy(job->log, log_kept());
}

static void do_settle(napi_env env, void *data)
{
	(void)env, (void)data;
	/* Waits for a grace period of RCU, within which every program of the kernel runs. Not on kernels with nohz_full. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		usleep(SETTLE_US);
}

static void do_unwatch(napi_env env, void *data)
{
	struct job *job = data;

	(void)env;
	close_call_events(job->call_events, job->call_event_count);
	job->call_event_count = 0;
}

static void free_job(struct job *job)
{
	/* Programs that are in an array stay there without the object that they came with. */
	if (job->object)
		bpf_object__close(job->object);
	for (int i = 0; i < job->map_count; i++)
		close(job->maps[i]);
	close_call_events(job->call_events, job->call_event_count);
	if (job->sys_exit >= 0)
		close(job->sys_exit);
	free(job->code);
	free(job);
}

static void job_done(napi_env env, napi_status status, void *data)
{
	struct job *job = data;
	napi_value value, error;

	napi_get_undefined(env, &value);
	if (status == napi_ok && !job->error) {
		if (job->code)
			napi_create_int32(env, job->stage, &value);
		napi_resolve_deferred(env, job->deferred, value);
	} else {
		char message[LOG_SIZE + 256];

		describe(message, sizeof(message), job->what ? job->what : "the work was not done",
			 status == napi_ok ? job->error : ECANCELED, job->log);
		napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &value);
		napi_create_error(env, NULL, value, &error);
		napi_reject_deferred(env, job->deferred, error);
	}
	napi_delete_async_work(env, job->work);
	free_job(job);
}

/* Takes the job: it is freed once it is done, or at once with an error thrown. */
static napi_value start_job(napi_env env, struct job *job, napi_async_execute_callback execute)
{
	napi_value promise, name;

	napi_create_string_utf8(env, "lanner", NAPI_AUTO_LENGTH, &name);
	if (napi_create_async_work(env, NULL, name, execute, job_done, job, &job->work) != napi_ok) {
		free_job(job);
		return fail(env, "there is no thread for the work", ENOMEM);
	}
	napi_create_promise(env, &job->deferred, &promise);
	napi_queue_async_work(env, job->work);
	return promise;
}

static bool read_calls(napi_env env, struct job *job, napi_value pairs, const char *map)
{
	uint32_t count = 0;

	napi_get_array_length(env, pairs, &count);
	for (uint32_t i = 0; i < count; i++) {
		struct tail_call *call = &job->calls[job->call_count];
		napi_value pair;

		if (job->call_count == CALLS_MAX)
			return false;
		napi_get_element(env, pairs, i, &pair);
		get_text(env, get(env, pair, "program"), call->program, sizeof(call->program));
		call->key = get_number(env, pair, "key");
		call->map = map;
		job->call_count++;
	}
	return true;
}

/* Keeps a map for the job. Gives the descriptor that the job has of it, or an errno. */
static int keep_map(struct job *job, int map)
{
	int fd;

	if (job->map_count == MAPS_MAX)
		return -E2BIG;
	fd = fcntl(map, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	job->maps[job->map_count++] = fd;
	return fd;
}

static int keep_maps(struct job *job, struct probe *probe)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, probe->object) {
		int fd = keep_map(job, bpf_map__fd(map));

		if (fd < 0)
			return fd;
	}
	return 0;
}

/* Has the code of a filter refer to maps by the descriptors that the job has of them. */
static int keep_maps_of_code(struct job *job)
{
	int given[MAPS_MAX]; /* the descriptors that stood there */

	for (size_t i = 0; i < job->code_count; i++) {
		struct bpf_insn *insn = &job->code[i];
		int known = 0, fd;

		if (insn->code != (BPF_LD | BPF_DW | BPF_IMM) || insn->src_reg != BPF_PSEUDO_MAP_FD)
			continue;
		while (known < job->map_count && given[known] != insn->imm)
			known++;
		if (known == job->map_count) {
			fd = keep_map(job, insn->imm);
			if (fd < 0)
				return fd;
			given[known] = insn->imm;
		}
		insn->imm = job->maps[known];
	}
	return 0;
}

static struct job *new_job(void)
{
	struct job *job = calloc(1, sizeof(*job));

	if (job)
		job->sys_exit = -1;
	return job;
}

/* extend({object, handlers, entryHandlers, callPrograms}): loads further handlers, and puts them in their places */
napi_value extend(napi_env env, napi_callback_info info)
{
	napi_value options;
	struct probe *probe = self(env, info, 1, &options);
	struct job *job;
	int error;

	if (!probe)
		return NULL;
	job = new_job();
	if (!job)
		return fail(env, "further handlers cannot be loaded", ENOMEM);
	get_text(env, get(env, options, "object"), job->path, sizeof(job->path));
	error = keep_maps(job, probe);
	if (!error && (!read_calls(env, job, get(env, options, "handlers"), "handlers") ||
		       !read_calls(env, job, get(env, options, "entryHandlers"), "entry_handlers") ||
		       !read_calls(env, job, get(env, options, "callPrograms"), "call_programs")))
		error = -E2BIG;
	if (error) {
		free_job(job);
		return fail(env, "further handlers cannot be loaded", error);
	}
	return start_job(env, job, do_extend);
}

static int prepare_stage(struct job *job, struct probe *probe, const void *code, size_t size)
{
	struct bpf_program *like = bpf_object__find_program_by_name(probe->object, "on_sys_exit");

	job->code = malloc(size ? size : 1);
	if (!job->code)
		return -ENOMEM;
	if (size)
		memcpy(job->code, code, size);
	job->code_count = size / sizeof(struct bpf_insn);
	job->sys_exit = like ? fcntl(bpf_program__fd(like), F_DUPFD_CLOEXEC, 0) : -1;
	return keep_maps_of_code(job);
}

/* loadStage(ArrayBuffer of instructions): loads a program; gives the number of its descriptor, which closeDescriptor ends */
napi_value load_stage(napi_env env, napi_callback_info info)
{
	size_t size = 0;
	napi_value argument;
	struct probe *probe = self(env, info, 1, &argument);
	struct job *job;
	void *code = NULL;
	int error;

	if (!probe)
		return NULL;
	napi_get_arraybuffer_info(env, argument, &code, &size);
	job = new_job();
	if (!job)
		return fail(env, "a filter cannot be loaded", ENOMEM);
	error = prepare_stage(job, probe, code, size);
	if (error) {
		free_job(job);
		return fail(env, "a filter cannot be loaded", error);
	}
	return start_job(env, job, do_load_stage);
}

/* unwatchCalls(types): takes programs away from the beginning of single calls, which takes the kernel long */
napi_value unwatch_calls(napi_env env, napi_callback_info info)
{
	napi_value types;
	struct probe *probe = self(env, info, 1, &types);
	uint32_t count = 0;
	struct job *job;

	if (!probe)
		return NULL;
	job = new_job();
	if (!job)
		return fail(env, "calls cannot be let go", ENOMEM);
	napi_get_array_length(env, types, &count);
	for (uint32_t i = 0; i < count && i < RECORD_LIMIT; i++) {
		napi_value item;
		uint32_t type = 0;
		int event;

		napi_get_element(env, types, i, &item);
		napi_get_value_uint32(env, item, &type);
		event = take_call_event(probe, type);
		if (event > 0)
			job->call_events[job->call_event_count++] = event;
	}
	return start_job(env, job, do_unwatch);
}

/* settle(): resolves when no program that began before the call still runs */
napi_value settle(napi_env env, napi_callback_info info)
{
	struct probe *probe = self(env, info, 0, NULL);
	struct job *job;

	if (!probe)
		return NULL;
	job = new_job();
	if (!job)
		return fail(env, "the kernel cannot be waited for", ENOMEM);
	return start_job(env, job, do_settle);
}
