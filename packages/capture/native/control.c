/* SPDX-License-Identifier: Apache-2.0
 *
 * What the probe is told while it runs: which records are wanted and of whom, and what is known of processes.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include "probe.h"

/* struct process_key and struct process_bits in probe/maps.h */
#define PROCESS_KEY_WORDS 3
#define PROCESS_ENTRY_SIZE (PROCESS_KEY_WORDS * sizeof(uint64_t) + 128)

/* setWanted(type, wanted, entered) */
napi_value set_wanted(napi_env env, napi_callback_info info)
{
	napi_value argv[3];
	struct probe *probe = self(env, info, 3, argv);
	uint32_t type = 0;
	bool wanted = false, entered = false;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &type);
	napi_get_value_bool(env, argv[1], &wanted);
	napi_get_value_bool(env, argv[2], &entered);
	if (type < RECORD_LIMIT) {
		probe->control->wanted[type] = wanted;
		probe->control->entered[type] = entered;
	}
	return NULL;
}

/* setCalls(ArrayBuffer): what is asked of calls, a byte a number, see probe/maps.h */
napi_value set_calls(napi_env env, napi_callback_info info)
{
	size_t length = 0;
	napi_value argument;
	struct probe *probe = self(env, info, 1, &argument);
	void *calls = NULL;

	if (!probe)
		return NULL;
	napi_get_arraybuffer_info(env, argument, &calls, &length);
	if (length != SYSCALL_LIMIT)
		return fail(env, "what is asked of calls cannot be set", EINVAL);
	memcpy(probe->control->calls, calls, SYSCALL_LIMIT);
	return NULL;
}

/* setFiltered(type, filtered) */
napi_value set_filtered(napi_env env, napi_callback_info info)
{
	napi_value argv[2];
	struct probe *probe = self(env, info, 2, argv);
	uint32_t type = 0;
	bool filtered = false;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &type);
	napi_get_value_bool(env, argv[1], &filtered);
	if (type < RECORD_LIMIT)
		probe->control->filtered[type] = filtered;
	return NULL;
}

/* setScopePid(pid, mark): 1 watched with what it starts, 2 known only */
napi_value set_scope_pid(napi_env env, napi_callback_info info)
{
	napi_value argv[2];
	struct probe *probe = self(env, info, 2, argv);
	uint32_t pid = 0, mark = 0;
	uint8_t value;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &pid);
	napi_get_value_uint32(env, argv[1], &mark);
	value = mark;
	if (bpf_map_update_elem(map_named(probe, "scope_pids"), &pid, &value, BPF_ANY))
		return fail(env, "the scope cannot be set", errno);
	return NULL;
}

/* setInheriting(inheriting) */
napi_value set_inheriting(napi_env env, napi_callback_info info)
{
	napi_value argument;
	struct probe *probe = self(env, info, 1, &argument);
	bool inheriting = false;

	if (!probe)
		return NULL;
	napi_get_value_bool(env, argument, &inheriting);
	probe->control->inheriting = inheriting;
	return NULL;
}

/* setProcessBits(ArrayBuffer): key and value of one entry of `processes` */
napi_value set_process_bits(napi_env env, napi_callback_info info)
{
	size_t length = 0;
	napi_value argument;
	struct probe *probe = self(env, info, 1, &argument);
	uint64_t *entry = NULL;

	if (!probe)
		return NULL;
	napi_get_arraybuffer_info(env, argument, (void **)&entry, &length);
	if (length != PROCESS_ENTRY_SIZE)
		return fail(env, "what is known of a process cannot be set", EINVAL);
	if (bpf_map_update_elem(map_named(probe, "processes"), entry, entry + PROCESS_KEY_WORDS, BPF_ANY))
		return fail(env, "what is known of a process cannot be set", errno);
	return NULL;
}

/* forgetProcesses(): nothing is known of any process */
napi_value forget_processes(napi_env env, napi_callback_info info)
{
	struct probe *probe = self(env, info, 0, NULL);
	uint64_t key[PROCESS_KEY_WORDS];
	int fd;

	if (!probe)
		return NULL;
	fd = map_named(probe, "processes");
	/* The first that is left, time and again: what is added meanwhile is forgotten, too. */
	while (!bpf_map_get_next_key(fd, NULL, key))
		bpf_map_delete_elem(fd, key);
	return NULL;
}
