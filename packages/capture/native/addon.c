/* SPDX-License-Identifier: Apache-2.0
 *
 * The binding to the kernel: loads the probe, attaches it, maps its rings into the process, wakes JavaScript up, reads
 * counters. Everything else (draining, decoding, judging) is TypeScript. src/native.ts says what each method does.
 */
#include "probe.h"

NAPI_MODULE_INIT()
{
	napi_value probe;
	const napi_property_descriptor methods[] = {
		{ "attach", NULL, attach, NULL, NULL, NULL, napi_default, NULL },
		{ "detachProgram", NULL, detach_program, NULL, NULL, NULL, napi_default, NULL },
		{ "watchCall", NULL, watch_call, NULL, NULL, NULL, napi_default, NULL },
		{ "unwatchCalls", NULL, unwatch_calls, NULL, NULL, NULL, napi_default, NULL },
		{ "metCompat", NULL, met_compat, NULL, NULL, NULL, napi_default, NULL },
		{ "arm", NULL, arm, NULL, NULL, NULL, napi_default, NULL },
		{ "setWanted", NULL, set_wanted, NULL, NULL, NULL, napi_default, NULL },
		{ "setCalls", NULL, set_calls, NULL, NULL, NULL, napi_default, NULL },
		{ "mapDescriptor", NULL, map_descriptor, NULL, NULL, NULL, napi_default, NULL },
		{ "createTable", NULL, create_table, NULL, NULL, NULL, napi_default, NULL },
		{ "closeDescriptor", NULL, close_descriptor, NULL, NULL, NULL, napi_default, NULL },
		{ "loadStage", NULL, load_stage, NULL, NULL, NULL, napi_default, NULL },
		{ "placeStage", NULL, place_stage, NULL, NULL, NULL, napi_default, NULL },
		{ "forgetProcesses", NULL, forget_processes, NULL, NULL, NULL, napi_default, NULL },
		{ "extend", NULL, extend, NULL, NULL, NULL, napi_default, NULL },
		{ "settle", NULL, settle, NULL, NULL, NULL, napi_default, NULL },
		{ "setFiltered", NULL, set_filtered, NULL, NULL, NULL, napi_default, NULL },
		{ "setInheriting", NULL, set_inheriting, NULL, NULL, NULL, napi_default, NULL },
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
