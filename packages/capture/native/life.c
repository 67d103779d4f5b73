/* SPDX-License-Identifier: Apache-2.0
 *
 * Attaching, waiting for records, and the end.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "probe.h"

/* attach(name): attaches one program. */
napi_value attach(napi_env env, napi_callback_info info)
{
	napi_value argument;
	struct probe *probe = self(env, info, 1, &argument);
	struct bpf_program *program;
	char name[NAME_SIZE], what[2 * NAME_SIZE];

	if (!probe)
		return NULL;
	get_text(env, argument, name, sizeof(name));
	snprintf(what, sizeof(what), "%s cannot be attached", name);
	program = bpf_object__find_program_by_name(probe->object, name);
	if (!program || probe->link_count == LINKS_MAX)
		return fail(env, what, ENOENT);
	probe->links[probe->link_count] = bpf_program__attach(program);
	if (!probe->links[probe->link_count])
		return fail(env, what, errno);
	probe->attached[probe->link_count++] = program;
	return NULL;
}

/* detachProgram(name): detaches one that was attached, if it was */
napi_value detach_program(napi_env env, napi_callback_info info)
{
	napi_value argument;
	struct probe *probe = self(env, info, 1, &argument);
	char name[NAME_SIZE];
	int last;

	if (!probe)
		return NULL;
	get_text(env, argument, name, sizeof(name));
	for (int i = 0; i < probe->link_count; i++) {
		if (strcmp(bpf_program__name(probe->attached[i]), name))
			continue;
		bpf_link__destroy(probe->links[i]);
		last = --probe->link_count;
		probe->links[i] = probe->links[last];
		probe->attached[i] = probe->attached[last];
		break;
	}
	return NULL;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct probe *probe = poll->data;
	napi_handle_scope scope;
	napi_value callback, global;

	(void)status, (void)events;
	probe->control->sleeping = 0;
	uv_poll_stop(poll);
	napi_open_handle_scope(probe->env, &scope);
	napi_get_reference_value(probe->env, probe->wake, &callback);
	napi_get_global(probe->env, &global);
	/* node::MakeCallback semantics (microtasks, uncaught errors) come with napi_make_callback. */
	napi_make_callback(probe->env, NULL, global, callback, 0, NULL, NULL);
	napi_close_handle_scope(probe->env, scope);
}

/* arm(callback): calls back once when a ring has something to read. */
napi_value arm(napi_env env, napi_callback_info info)
{
	napi_value callback;
	struct probe *probe = self(env, info, 1, &callback);

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
		probe->holders++;
		napi_create_reference(env, callback, 1, &probe->wake);
	}
	__atomic_store_n(&probe->control->sleeping, 1, __ATOMIC_SEQ_CST);
	uv_poll_start(probe->poll, UV_READABLE, on_readable);
	return NULL;
}

static void detach_all(struct probe *probe)
{
	while (probe->link_count > 0)
		bpf_link__destroy(probe->links[--probe->link_count]);
}

/*
 * detach(): stops the flow of events; what lies in the rings can still be read. What stands at the beginning of single
 * calls does nothing from now on, and stays until the end: it takes the kernel long to let go of it.
 */
napi_value detach(napi_env env, napi_callback_info info)
{
	struct probe *probe = self(env, info, 0, NULL);

	if (!probe)
		return NULL;
	memset(probe->control->entered, 0, sizeof(probe->control->entered));
	detach_all(probe);
	return NULL;
}

static void poll_closed(uv_handle_t *handle)
{
	struct probe *probe = handle->data;

	close(probe->epoll);
	napi_remove_async_cleanup_hook(probe->hook);
	free(handle);
	release(probe);
}

void destroy(struct probe *probe)
{
	if (probe->closed)
		return;
	probe->closed = true;
	detach_all(probe);
	unwatch_all_calls(probe);
	if (probe->wake)
		napi_delete_reference(probe->env, probe->wake);
	if (probe->poll) {
		uv_close((uv_handle_t *)probe->poll, poll_closed);
	} else {
		if (probe->epoll >= 0)
			close(probe->epoll);
		if (probe->hook)
			napi_remove_async_cleanup_hook(probe->hook);
	}
	if (probe->object)
		bpf_object__close(probe->object);
}

void release(struct probe *probe)
{
	if (--probe->holders > 0)
		return;
	if (probe->control)
		munmap(probe->control, sysconf(_SC_PAGESIZE));
	free(probe->cpu_values);
	free(probe);
}

void at_exit(napi_async_cleanup_hook_handle handle, void *data)
{
	(void)handle;
	destroy(data);
}

napi_value close_probe(napi_env env, napi_callback_info info)
{
	struct probe *probe = self(env, info, 0, NULL);

	if (probe)
		destroy(probe);
	return NULL;
}
