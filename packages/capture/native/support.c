/* SPDX-License-Identifier: Apache-2.0
 *
 * See support.h.
 */
#define _GNU_SOURCE /* vasprintf */
#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "support.h"

static __thread char log_text[LOG_SIZE];
static __thread size_t log_length;

static int keep_log(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level > LIBBPF_WARN)
		return 0;
	char *message;
	int length = vasprintf(&message, format, arguments);

	if (length < 0)
		return 0;
	/* The end of a verifier log says why it failed: it is kept rather than the start. */
	size_t added = length < LOG_SIZE ? (size_t)length : LOG_SIZE - 1;
	size_t kept = log_length + added < LOG_SIZE ? log_length : LOG_SIZE - 1 - added;

	memmove(log_text, log_text + log_length - kept, kept);
	memcpy(log_text + kept, message + length - added, added + 1);
	log_length = kept + added;
	free(message);
	return 0;
}

void log_begin(void)
{
	libbpf_set_print(keep_log);
	log_length = 0;
	log_text[0] = 0;
}

const char *log_kept(void)
{
	return log_text;
}

void log_keep(const char *text)
{
	size_t said = strlen(text);

	log_length = said < LOG_SIZE ? said : LOG_SIZE - 1;
	memcpy(log_text, text + said - log_length, log_length + 1);
}

void describe(char *message, size_t size, const char *what, int error, const char *log)
{
	snprintf(message, size, "%s: %s%s%s", what, strerror(error < 0 ? -error : error), log[0] ? "\n" : "", log);
}

napi_value fail(napi_env env, const char *what, int error)
{
	char message[LOG_SIZE + 256];

	describe(message, sizeof(message), what, error, log_text);
	napi_throw_error(env, "ERR_PROBE", message);
	return NULL;
}

napi_value get(napi_env env, napi_value object, const char *name)
{
	napi_value value = NULL;

	napi_get_named_property(env, object, name, &value);
	return value;
}

int64_t get_number(napi_env env, napi_value object, const char *name)
{
	int64_t number = 0;

	napi_get_value_int64(env, get(env, object, name), &number);
	return number;
}

void get_text(napi_env env, napi_value value, char *text, size_t size)
{
	size_t length = 0;

	text[0] = 0;
	napi_get_value_string_utf8(env, value, text, size, &length);
}
