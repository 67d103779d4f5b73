// SPDX-License-Identifier: Apache-2.0
/*
 * The probe. `sys_exit` asks whether anyone wants the call and tail-calls its handler; the life of processes has
 * tracepoints of its own.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>
#include "read.h"
#include "schema.generated.h"
#include "maps.h"
#include "record.h"
#include "path.h"
#include "descriptor.h"
#include "process.h"
#include "scope.h"
#include "interface.h"
#include "images.h"
#include "lifecycle.h"
#include "views.h"
#include "entry.h"
#include "calls.h"
#include "handlers.generated.h"

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long ret)
{
	__u32 type = call_in(control.wanted, AT_EXIT, regs, SYSCALL_NR(regs));

	if (!type)
		return 0;
	bpf_tail_call(ctx, &handlers, type);
	count(type, COUNT_NO_HANDLER);
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_sys_enter, struct pt_regs *regs, long id)
{
	__u32 type = call_in(control.entered, AT_ENTRY, regs, id);

	if (type)
		bpf_tail_call(ctx, &entry_handlers, type);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
