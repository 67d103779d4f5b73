/* SPDX-License-Identifier: Apache-2.0
 *
 * One open probe, and the methods that JavaScript has of it.
 */
#ifndef LANNER_PROBE_H
#define LANNER_PROBE_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <uv.h>
#include "support.h"

#define LINKS_MAX 16

/* Mirror of struct control in probe/maps.h. */
#define RECORD_LIMIT 128
#define SYSCALL_LIMIT 512
struct control {
	uint32_t sleeping;
	uint32_t met_compat;
	uint8_t wanted[RECORD_LIMIT];
	uint8_t entered[RECORD_LIMIT];
	uint8_t filtered[RECORD_LIMIT];
	uint8_t calls[SYSCALL_LIMIT];
	uint8_t inheriting;
};

struct probe {
	napi_env env;
	struct bpf_object *object;
	struct bpf_program *attached[LINKS_MAX];
	struct bpf_link *links[LINKS_MAX]; /* of the same */
	int link_count;
	int call_events[RECORD_LIMIT]; /* by record type: perf events at the beginning of single calls; 0: none */
	struct control *control;
	int epoll;
	uv_poll_t *poll;
	napi_async_cleanup_hook_handle hook;
	napi_ref wake;
	uint64_t *cpu_values; /* room for one value of each processor */
	int cpus;
	int holders; /* the object of JavaScript, and libuv while it has the poll handle */
	bool closed;
};

/* The probe of a call and its arguments, with a fresh log; NULL, with an error thrown, if it is closed. */
struct probe *self(napi_env env, napi_callback_info info, size_t argc, napi_value *argv);

/* The descriptor of a map; negative if there is none. */
int map_named(struct probe *probe, const char *name);

/* Takes the event of a call out; 0 if there is none. */
int take_call_event(struct probe *probe, uint32_t type);
/*
 * Closes events of calls. The kernel waits for each of them until no program can still run, some 70 ms; half of that it
 * does side by side if it is asked to by several threads.
 */
void close_call_events(const int *events, int count);
void unwatch_all_calls(struct probe *probe);

/* Lets go of everything in the kernel, and of libuv. What is done beside this thread has its own descriptors. */
void destroy(struct probe *probe);
/* One holder less; the last one frees the probe. */
void release(struct probe *probe);
/* Runs when the environment ends: a napi_async_cleanup_hook. */
void at_exit(napi_async_cleanup_hook_handle handle, void *data);

/* The constructor of the class: open.c. */
napi_value open_probe(napi_env env, napi_callback_info info);

/* Methods: life.c */
napi_value attach(napi_env env, napi_callback_info info);
napi_value detach_program(napi_env env, napi_callback_info info);
napi_value arm(napi_env env, napi_callback_info info);
napi_value detach(napi_env env, napi_callback_info info);
napi_value close_probe(napi_env env, napi_callback_info info);

/* control.c */
napi_value set_wanted(napi_env env, napi_callback_info info);
napi_value set_calls(napi_env env, napi_callback_info info);
napi_value set_filtered(napi_env env, napi_callback_info info);
napi_value set_scope_pid(napi_env env, napi_callback_info info);
napi_value set_inheriting(napi_env env, napi_callback_info info);
napi_value set_process_bits(napi_env env, napi_callback_info info);
napi_value forget_processes(napi_env env, napi_callback_info info);

/* calls.c */
napi_value watch_call(napi_env env, napi_callback_info info);
napi_value met_compat(napi_env env, napi_callback_info info);

/* filters.c */
napi_value map_descriptor(napi_env env, napi_callback_info info);
napi_value create_table(napi_env env, napi_callback_info info);
napi_value place_stage(napi_env env, napi_callback_info info);
napi_value close_descriptor(napi_env env, napi_callback_info info);

/* later.c */
napi_value unwatch_calls(napi_env env, napi_callback_info info);
napi_value extend(napi_env env, napi_callback_info info);
napi_value load_stage(napi_env env, napi_callback_info info);
napi_value settle(napi_env env, napi_callback_info info);

/* read.c */
napi_value snapshot(napi_env env, napi_callback_info info);
napi_value read_counters(napi_env env, napi_callback_info info);
napi_value release_memory(napi_env env, napi_callback_info info);

#endif
