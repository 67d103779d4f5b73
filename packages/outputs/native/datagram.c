/* SPDX-License-Identifier: Apache-2.0
 *
 * Datagrams to a socket with a path, such as /dev/log: Node.js has no function for them. Descriptors are closed by
 * node:fs.
 */
#define NAPI_VERSION 8
#include <errno.h>
#include <node_api.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* An Error with `errno` as a negative number, as those of libuv have. */
static napi_value throw_errno(napi_env env, const char *call, int error)
{
	napi_value message, exception, number;

	napi_create_string_utf8(env, strerror(error), NAPI_AUTO_LENGTH, &message);
	napi_create_error(env, NULL, message, &exception);
	napi_create_int32(env, -error, &number);
	napi_set_named_property(env, exception, "errno", number);
	napi_create_string_utf8(env, call, NAPI_AUTO_LENGTH, &message);
	napi_set_named_property(env, exception, "syscall", message);
	napi_throw(env, exception);
	return NULL;
}

/* connect(path) -> descriptor */
static napi_value datagram_connect(napi_env env, napi_callback_info info)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t argc = 1, length = 0;
	napi_value path, result;
	int fd;

	napi_get_cb_info(env, info, &argc, &path, NULL, NULL);
	if (argc < 1 ||
	    napi_get_value_string_utf8(env, path, address.sun_path, sizeof(address.sun_path), &length) != napi_ok) {
		napi_throw_type_error(env, NULL, "connect(path: string)");
		return NULL;
	}
	if (length >= sizeof(address.sun_path) - 1)
		return throw_errno(env, "connect", ENAMETOOLONG);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return throw_errno(env, "socket", errno);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		int error = errno;

		close(fd);
		return throw_errno(env, "connect", error);
	}
	napi_create_int32(env, fd, &result);
	return result;
}

/* send(descriptor, bytes): the whole datagram, or an error */
static napi_value datagram_send(napi_env env, napi_callback_info info)
{
	napi_value arguments[2];
	size_t argc = 2, length = 0;
	void *bytes = NULL;
	int32_t fd = -1;

	napi_get_cb_info(env, info, &argc, arguments, NULL, NULL);
	if (argc < 2 || napi_get_value_int32(env, arguments[0], &fd) != napi_ok ||
	    napi_get_buffer_info(env, arguments[1], &bytes, &length) != napi_ok) {
		napi_throw_type_error(env, NULL, "send(descriptor: number, bytes: Buffer)");
		return NULL;
	}
	if (send(fd, bytes, length, MSG_NOSIGNAL) < 0)
		return throw_errno(env, "send", errno);
	return NULL;
}

static napi_value init(napi_env env, napi_value exports)
{
	const napi_property_descriptor functions[] = {
		{ "connect", NULL, datagram_connect, NULL, NULL, NULL, napi_enumerable, NULL },
		{ "send", NULL, datagram_send, NULL, NULL, NULL, napi_enumerable, NULL },
	};

	napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions);
	return exports;
}

NAPI_MODULE(NODE_GYP_MODULE_NAME, init)
