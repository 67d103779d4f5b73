/* SPDX-License-Identifier: Apache-2.0
 *
 * What filters need beside their programs (later.c loads those): maps, tables, and their places.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>
#include "probe.h"

/* mapDescriptor(name): number of the descriptor by which programs refer to a map */
napi_value map_descriptor(napi_env env, napi_callback_info info)
{
	napi_value argument, number;
	struct probe *probe = self(env, info, 1, &argument);
	char name[NAME_SIZE];
	int fd;

	if (!probe)
		return NULL;
	get_text(env, argument, name, sizeof(name));
	fd = map_named(probe, name);
	if (fd < 0)
		return fail(env, "a map is missing in the probe object", ENOENT);
	napi_create_int32(env, fd, &number);
	return number;
}

/* createTable(ArrayBuffer): a read-only table for filters; gives the number of its descriptor, which closeDescriptor ends */
napi_value create_table(napi_env env, napi_callback_info info)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_RDONLY_PROG);
	size_t length = 0;
	napi_value argument, number;
	struct probe *probe = self(env, info, 1, &argument);
	uint32_t key = 0;
	void *data = NULL;
	int fd;

	if (!probe)
		return NULL;
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
napi_value close_descriptor(napi_env env, napi_callback_info info)
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
napi_value place_stage(napi_env env, napi_callback_info info)
{
	napi_value argv[2];
	struct probe *probe = self(env, info, 2, argv);
	uint32_t key = 0;
	int32_t fd = -1;

	if (!probe)
		return NULL;
	napi_get_value_uint32(env, argv[0], &key);
	napi_get_value_int32(env, argv[1], &fd);
	if (bpf_map_update_elem(map_named(probe, "stages"), &key, &fd, BPF_ANY))
		return fail(env, "a filter cannot be put in place", errno);
	return NULL;
}
