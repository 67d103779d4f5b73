/* SPDX-License-Identifier: Apache-2.0
 *
 * Programs at the beginning of single calls: perf events of the tracepoints sys_enter_NAME. Calls that have none are not
 * slowed down by them.
 */
#define _GNU_SOURCE /* syscall */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "probe.h"

/* Mounted nowhere, so that nobody else sees it and nothing is left behind; else where it is mounted. */
static int open_tracefs(void)
{
	int context = syscall(SYS_fsopen, "tracefs", FSOPEN_CLOEXEC), root = -1;

	if (context >= 0) {
		if (!syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
			root = syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
		close(context);
	}
	return root >= 0 ? root : open("/sys/kernel/tracing", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int tracepoint_id(const char *name)
{
	char path[NAME_SIZE + 64], text[16] = "";
	int root = open_tracefs(), fd;
	ssize_t length = -1;

	if (root < 0)
		return -1;
	snprintf(path, sizeof(path), "events/syscalls/%s/id", name);
	fd = openat(root, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		length = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	close(root);
	return length > 0 ? atoi(text) : -1;
}

/* The program of a call, by the record type: an errno if it is not loaded. */
static int call_program(struct probe *probe, uint32_t type)
{
	uint32_t id;
	int fd;

	if (bpf_map_lookup_elem(map_named(probe, "call_programs"), &type, &id))
		return -errno;
	fd = bpf_prog_get_fd_by_id(id);
	return fd < 0 ? -errno : fd;
}

/* Gives the descriptor of the event, or an errno. The event is one of the first processor; its program runs on all of them. */
static int attach_to(int tracepoint, int program)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attributes),
		.config = tracepoint,
		.sample_period = 1,
		.wakeup_events = 1,
	};
	int event = syscall(SYS_perf_event_open, &attributes, -1, 0, -1, PERF_FLAG_FD_CLOEXEC), error;

	if (event < 0)
		return -errno;
	if (!ioctl(event, PERF_EVENT_IOC_SET_BPF, program) && !ioctl(event, PERF_EVENT_IOC_ENABLE, 0))
		return event;
	error = -errno;
	close(event);
	return error;
}

/* watchCall(type, tracepoint): runs the program of a call at its tracepoint. Gives whether this kernel does so */
napi_value watch_call(napi_env env, napi_callback_info info)
{
	napi_value argv[2], result;
	struct probe *probe = self(env, info, 2, argv);
	char name[NAME_SIZE];
	uint32_t type = 0;
	int tracepoint, program, event = -1;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &type);
	get_text(env, argv[1], name, sizeof(name));
	tracepoint = tracepoint_id(name);
	program = type < RECORD_LIMIT && tracepoint >= 0 ? call_program(probe, type) : -1;
	if (program >= 0) {
		event = attach_to(tracepoint, program);
		close(program);
	}
	if (event >= 0) {
		if (probe->call_events[type] > 0)
			close(probe->call_events[type]);
		probe->call_events[type] = event;
	}
	napi_get_boolean(env, event >= 0, &result);
	return result;
}

int take_call_event(struct probe *probe, uint32_t type)
{
	int event;

	if (type >= RECORD_LIMIT)
		return 0;
	event = probe->call_events[type];
	probe->call_events[type] = 0;
	return event;
}

static void *close_event(void *event)
{
	close((int)(intptr_t)event);
	return NULL;
}

void close_call_events(const int *events, int count)
{
	pthread_t threads[RECORD_LIMIT];
	int started = 0;

	for (int i = 0; i < count; i++) {
		void *event = (void *)(intptr_t)events[i];

		if (started < RECORD_LIMIT && !pthread_create(&threads[started], NULL, close_event, event))
			started++;
		else
			close_event(event);
	}
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

void unwatch_all_calls(struct probe *probe)
{
	int events[RECORD_LIMIT], count = 0;

	for (uint32_t type = 0; type < RECORD_LIMIT; type++) {
		int event = take_call_event(probe, type);

		if (event > 0)
			events[count++] = event;
	}
	close_call_events(events, count);
}

/* metCompat(): whether the probe has met a call of the 32-bit interface */
napi_value met_compat(napi_env env, napi_callback_info info)
{
	struct probe *probe = self(env, info, 0, NULL);
	napi_value result;

	if (!probe)
		return NULL;
	napi_get_boolean(env, probe->control->met_compat, &result);
	return result;
}
