/* SPDX-License-Identifier: Apache-2.0
 *
 * See probe.h.
 */
#include "probe.h"

struct probe *self(napi_env env, napi_callback_info info, size_t argc, napi_value *argv)
{
	napi_value this;
	struct probe *probe = NULL;

	log_begin();
	napi_get_cb_info(env, info, &argc, argv, &this, NULL);
	if (napi_unwrap(env, this, (void **)&probe) != napi_ok || !probe || probe->closed) {
		napi_throw_error(env, "ERR_PROBE_CLOSED", "the probe is closed");
		return NULL;
	}
	return probe;
}

int map_named(struct probe *probe, const char *name)
{
	return bpf_object__find_map_fd_by_name(probe->object, name);
}
