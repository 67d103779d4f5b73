/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading members of kernel structures. Since 6.2 the verifier lets a program load from any address whose type it is told;
 * what cannot be read comes out as zero, as with the helper that older kernels need. A load costs a nanosecond, a call
 * of the helper about ten. The object is compiled in both ways (DIRECT_READS), and user space takes the one that loads.
 */
#ifndef LANNER_READ_H
#define LANNER_READ_H

#ifdef DIRECT_READS

extern void *bpf_rdonly_cast(const void *address, __u32 type) __ksym;

/* A pointer from which the verifier allows loads. */
#define KERNEL(pointer)                                                                                       \
	((typeof(pointer))bpf_rdonly_cast((pointer), bpf_core_type_id_kernel(typeof((*(pointer))))))

/* As BPF_CORE_READ: READ(file, f_inode, i_sb, s_magic). */
#define READ(source, ...) (___arrow(KERNEL(source), __VA_ARGS__))

/* Eight bytes of anything: the verifier asks for a type, and this one is of numbers. */
static __always_inline __u64 kernel_word(const void *at)
{
	return KERNEL((const struct timespec64 *)at)->tv_sec;
}

#else

#define READ BPF_CORE_READ

#endif

#endif
