/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done beside the thread that drains: loading programs that were not needed at first, loading filters, and waiting
 * until no program that began before still runs. All give promises.
 */
#ifndef LANNER_LATER_H
#define LANNER_LATER_H

#include <linux/membarrier.h>
#include <sys/syscall.h>

#define CALLS_MAX 256
/* Where the kernel cannot be asked to wait: a program takes microseconds, and may be interrupted for some milliseconds. */
#define SETTLE_US 200000
#define VERIFIER_LOG_SIZE (1 << 20)

struct tail_call {
	char program[64];
	uint32_t key;
	bool at_entry;
};

struct job {
	struct probe *probe;
	napi_async_work work;
	napi_deferred deferred;
	char path[4096];
	struct tail_call calls[CALLS_MAX];
	int call_count;
	struct bpf_object *object;
	void *code; /* of a filter */
	size_t code_size;
	int stage; /* descriptor of the loaded filter */
	const char *what; /* what has failed */
	int error;
	char log[LOG_SIZE];
};

static int open_again(struct job *job)
{
	struct bpf_program *program;
	struct bpf_map *map, *first;

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
	first = NULL;
	bpf_object__for_each_map(map, job->object) {
		int error;

		/* Both come from one file: the maps are in the same order. */
		first = bpf_object__next_map(job->probe->object, first);
		if (!first)
			return -ENOENT;
		error = bpf_map__reuse_fd(map, bpf_map__fd(first));
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
		int map = bpf_object__find_map_fd_by_name(job->probe->object,
							  call->at_entry ? "entry_handlers" : "handlers");

		if (bpf_map_update_elem(map, &call->key, &fd, BPF_ANY))
			return -errno;
	}
	return 0;
}

static void do_extend(napi_env env, void *data)
{
	struct job *job = data;

	(void)env;
	log_length = 0;
	job->error = load_again(job);
	memcpy(job->log, log_text, log_length);
	job->log[log_length] = 0;
}

/* The number of the type of the tracepoint sys_exit; negative: an error */
static int sys_exit_type(struct probe *probe)
{
	struct bpf_program *program = bpf_object__find_program_by_name(probe->object, "on_sys_exit");
	struct bpf_prog_info known = { 0 };
	__u32 size = sizeof(known);

	if (program && !bpf_obj_get_info_by_fd(bpf_program__fd(program), &known, &size) && known.attach_btf_id)
		return known.attach_btf_id;
	/* Kernels before 5.19 do not tell: finding it reads the types of the whole kernel. */
	return libbpf_find_vmlinux_btf_id("sys_exit", BPF_TRACE_RAW_TP);
}

static int load_stage_program(struct job *job)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_RAW_TP);
	struct probe *probe = job->probe;
	size_t count = job->code_size / sizeof(struct bpf_insn);
	size_t said;
	char *log;
	int fd, error;

	job->what = "sys_exit is missing in the types of the kernel";
	if (probe->sys_exit_type <= 0)
		probe->sys_exit_type = sys_exit_type(probe);
	if (probe->sys_exit_type < 0)
		return probe->sys_exit_type;
	options.attach_btf_id = probe->sys_exit_type;
	job->what = "the kernel refused a filter";
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, "lanner_filter", "Dual MIT/GPL", job->code, count, &options);
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
	fd = bpf_prog_load(BPF_PROG_TYPE_TRACING, "lanner_filter", "Dual MIT/GPL", job->code, count, &options);
	said = strlen(log);
	log_length = said < LOG_SIZE ? said : LOG_SIZE - 1;
	memcpy(log_text, log + said - log_length, log_length + 1);
	free(log);
	return fd < 0 ? error : fd;
}

static void do_load_stage(napi_env env, void *data)
{
	struct job *job = data;

	(void)env;
	log_length = 0;
	job->stage = load_stage_program(job);
	job->error = job->stage < 0 ? job->stage : 0;
	memcpy(job->log, log_text, log_length);
	job->log[log_length] = 0;
}

static void do_settle(napi_env env, void *data)
{
	(void)env, (void)data;
	/* Waits for a grace period of RCU, within which every program of the kernel runs. Not on kernels with nohz_full. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		usleep(SETTLE_US);
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

		snprintf(message, sizeof(message), "%s: %s\n%s", job->what ? job->what : "the work was not done",
			 strerror(-job->error), job->log);
		napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &value);
		napi_create_error(env, NULL, value, &error);
		napi_reject_deferred(env, job->deferred, error);
	}
	/* Programs that are in an array stay there without the object that they came with. */
	if (job->object)
		bpf_object__close(job->object);
	napi_delete_async_work(env, job->work);
	free(job->code);
	free(job);
}

static napi_value start_job(napi_env env, struct job *job, napi_async_execute_callback execute)
{
	napi_value promise, name;

	napi_create_promise(env, &job->deferred, &promise);
	napi_create_string_utf8(env, "lanner", NAPI_AUTO_LENGTH, &name);
	napi_create_async_work(env, NULL, name, execute, job_done, job, &job->work);
	napi_queue_async_work(env, job->work);
	return promise;
}

static bool read_calls(napi_env env, struct job *job, napi_value pairs, bool at_entry)
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
		call->at_entry = at_entry;
		job->call_count++;
	}
	return true;
}

/* extend({object, handlers, entryHandlers}): loads further handlers, and puts them in their places */
static napi_value extend(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value options;
	struct probe *probe = self(env, info, &argc, &options);
	struct job *job;

	if (!probe)
		return NULL;
	log_length = 0;
	job = calloc(1, sizeof(*job));
	if (!job)
		return fail(env, "further handlers cannot be loaded", ENOMEM);
	job->probe = probe;
	get_text(env, get(env, options, "object"), job->path, sizeof(job->path));
	if (!read_calls(env, job, get(env, options, "handlers"), false) ||
	    !read_calls(env, job, get(env, options, "entryHandlers"), true)) {
		free(job);
		return fail(env, "further handlers cannot be loaded", E2BIG);
	}
	return start_job(env, job, do_extend);
}

/* loadStage(ArrayBuffer of instructions): loads a program; gives the number of its descriptor, which closeDescriptor ends */
static napi_value load_stage(napi_env env, napi_callback_info info)
{
	size_t argc = 1, size = 0;
	napi_value argument;
	struct probe *probe = self(env, info, &argc, &argument);
	struct job *job;
	void *code;

	if (!probe)
		return NULL;
	log_length = 0;
	napi_get_arraybuffer_info(env, argument, &code, &size);
	job = calloc(1, sizeof(*job));
	if (job)
		job->code = malloc(size);
	if (!job || !job->code) {
		free(job);
		return fail(env, "a filter cannot be loaded", ENOMEM);
	}
	memcpy(job->code, code, size);
	job->code_size = size;
	job->probe = probe;
	return start_job(env, job, do_load_stage);
}

/* settle(): resolves when no program that began before the call still runs */
static napi_value settle(napi_env env, napi_callback_info info)
{
	size_t argc = 0;
	struct probe *probe = self(env, info, &argc, NULL);
	struct job *job;

	if (!probe)
		return NULL;
	log_length = 0;
	job = calloc(1, sizeof(*job));
	if (!job)
		return fail(env, "the kernel cannot be waited for", ENOMEM);
	job->probe = probe;
	return start_job(env, job, do_settle);
}

#endif
