/* SPDX-License-Identifier: Apache-2.0
 *
 * What all parts of the binding need: errors that say what the kernel objected to, and arguments from JavaScript.
 */
#ifndef LANNER_SUPPORT_H
#define LANNER_SUPPORT_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_SIZE 8192
#define NAME_SIZE 64 /* of a program or a map */

/* Keeps what libbpf says on this thread, from now on. */
void log_begin(void);
/* The end of what it has said; empty if nothing. */
const char *log_kept(void);
/* Keeps the end of a text instead. */
void log_keep(const char *text);

/* Throws an Error with code ERR_PROBE: what failed, why (an errno, of either sign), and what libbpf said. Gives NULL. */
napi_value fail(napi_env env, const char *what, int error);

/* The message of such an error. */
void describe(char *message, size_t size, const char *what, int error, const char *log);

napi_value get(napi_env env, napi_value object, const char *name);
int64_t get_number(napi_env env, napi_value object, const char *name);
void get_text(napi_env env, napi_value value, char *text, size_t size);

#endif
