/* SPDX-License-Identifier: Apache-2.0
 *
 * The open file or socket behind a descriptor, and socket addresses given by the process.
 */
#ifndef LANNER_DESCRIPTOR_H
#define LANNER_DESCRIPTOR_H

enum layer {
	LAYER_NONE,
	LAYER_UPPER,
	LAYER_LOWER,
};

/* From the kernel's own form of a device number to that of stat(2). */
static __always_inline __u32 encode_device(__u32 device)
{
	__u32 major = device >> 20, minor = device & 0xfffff;

	return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
}

/* In overlayfs the dentry of the upper layer stands right behind the inode. */
static __always_inline __u8 overlay_layer(struct inode *inode)
{
	struct dentry *upper = 0;

	if (READ(inode, i_sb, s_magic) != OVERLAYFS_SUPER_MAGIC)
		return LAYER_NONE;
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
	if (upper && READ(upper, d_inode))
		return LAYER_UPPER;
	return LAYER_LOWER;
}

static __always_inline struct sock *sock_of(struct file *file)
{
	struct socket *socket;

	if (!file || (READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return 0;
	socket = READ(file, private_data);
	return socket ? READ(socket, sk) : 0;
}

/* struct unix_address holds the sockaddr_un behind its fixed part: two bytes of family, then the path. */
static __always_inline void put_unix_name(struct scratch *s, struct lanner_string *slot, struct sock *sk)
{
	struct unix_address *address = READ((struct unix_sock *)sk, addr);
	__u32 pos = next_part(s);
	__u32 length;

	if (!address || pos > DATA_SIZE - PART_MAX)
		return;
	length = READ(address, len) - 2;
	barrier_var(length);
	if (!length || length > 108)
		return;
	bpf_probe_read_kernel(&s->data[pos], length, (void *)address + bpf_core_type_size(struct unix_address) + 2);
	keep_part(s, slot, pos, length);
}

static __always_inline void put_socket(struct scratch *s, struct lanner_descriptor *d, struct sock *sk)
{
	__u16 family = READ(sk, __sk_common.skc_family);

	d->family = family;
	d->socktype = READ(sk, sk_type);
	d->protocol = READ(sk, sk_protocol);
	d->state = READ(sk, __sk_common.skc_state);
	if (family == AF_INET || family == AF_INET6) {
		d->lport = READ(sk, __sk_common.skc_num);
		d->rport = bpf_ntohs(READ(sk, __sk_common.skc_dport));
	}
	if (family == AF_INET) {
		__be32 local = READ(sk, __sk_common.skc_rcv_saddr);
		__be32 remote = READ(sk, __sk_common.skc_daddr);

		if (!local)
			local = READ((struct inet_sock *)sk, inet_saddr);
		__builtin_memcpy(d->laddr, &local, 4);
		__builtin_memcpy(d->raddr, &remote, 4);
	} else if (family == AF_INET6) {
		bpf_core_read(d->laddr, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		bpf_core_read(d->raddr, 16, &sk->__sk_common.skc_v6_daddr);
	} else if (family == AF_UNIX) {
		struct sock *peer = READ((struct unix_sock *)sk, peer);

		put_unix_name(s, &d->path, sk);
		if (!d->path.offset && peer)
			put_unix_name(s, &d->path, peer);
	}
}

/* All but the path, which sockets have in another place. Gives whether there is one to put. */
static __always_inline bool put_inode(struct scratch *s, struct lanner_descriptor *d, struct file *file, __s32 num)
{
	struct inode *inode;
	struct sock *sk;

	d->num = num;
	if (!file)
		return false;
	inode = READ(file, f_inode);
	d->mode = READ(inode, i_mode);
	d->ino = READ(inode, i_ino);
	d->dev = encode_device(READ(inode, i_sb, s_dev));
	d->magic = READ(inode, i_sb, s_magic);
	d->flags = READ(file, f_flags);
	sk = sock_of(file);
	if (sk) {
		put_socket(s, d, sk);
		return false;
	}
	d->layer = overlay_layer(inode);
	return true;
}

static __always_inline void put_file(struct scratch *s, struct lanner_descriptor *d, struct file *file, __s32 num)
{
	if (put_inode(s, d, file, num))
		put_file_path(s, &d->path, file);
}

static __always_inline void put_descriptor(struct scratch *s, struct lanner_descriptor *d, __s32 fd)
{
	if (fd < 0) {
		d->num = -1;
		return;
	}
	put_file(s, d, file_of(fd), fd);
}

/* A struct sockaddr that the call wrote into the memory of the process. */
static __always_inline void put_address(struct scratch *s, struct lanner_address *a, const void *user, __u32 length)
{
	__u16 family = 0, port = 0;

	if (!user || length < 2 || bpf_probe_read_user(&family, sizeof(family), user))
		return;
	a->family = family;
	if (family == AF_INET || family == AF_INET6) {
		bpf_probe_read_user(&port, sizeof(port), user + 2);
		a->port = bpf_ntohs(port);
		if (family == AF_INET)
			bpf_probe_read_user(a->ip, 4, user + 4);
		else
			bpf_probe_read_user(a->ip, 16, user + 8);
	} else if (family == AF_UNIX && length > 2) {
		put_user_bytes(s, &a->path, user + 2, length - 2, 108);
	}
}

/* Kept for the handler of the same call: the kernel copies the address early, and the process may rewrite it. */
static __always_inline int enter_address(const void *user, __u32 length)
{
	__u64 key = bpf_get_current_pid_tgid();
	struct entry_address entered = {};

	if (!user || length < 2) {
		bpf_map_delete_elem(&entry_addresses, &key);
		return 0;
	}
	barrier_var(length);
	if (length > ADDRESS_MAX || bpf_probe_read_user(entered.bytes, length, user)) {
		bpf_map_delete_elem(&entry_addresses, &key);
		return 0;
	}
	entered.length = length;
	bpf_map_update_elem(&entry_addresses, &key, &entered, BPF_ANY);
	return 0;
}

static __always_inline bool same_address(const struct entry_address *entered, const void *user)
{
	const __u64 *before = (const __u64 *)entered->bytes;
	__u64 now[ADDRESS_MAX / 8] = {};
	__u32 length = entered->length;
	int i;

	barrier_var(length);
	if (length > ADDRESS_MAX || bpf_probe_read_user(now, length, user))
		return false;
	for (i = 0; i < ADDRESS_MAX / 8; i++)
		if (now[i] != before[i])
			return false;
	return true;
}

/* A struct sockaddr that the process gave: what stood there when the call began counts. */
static __noinline int put_given_address(struct scratch *s, struct lanner_address *a, const void *user, __u32 length)
{
	__u64 key = bpf_get_current_pid_tgid();
	struct entry_address *entered;
	__u32 pos;

	if (!s || !a || !user || length < 2)
		return 0;
	entered = bpf_map_lookup_elem(&entry_addresses, &key);
	if (!entered) {
		s->flags |= FLAG_READ_LATE;
		put_address(s, a, user, length);
		return 0;
	}
	if (!same_address(entered, user))
		s->flags |= FLAG_RACED_ADDRESS;
	a->family = *(__u16 *)entered->bytes;
	if (a->family == AF_INET || a->family == AF_INET6) {
		a->port = bpf_ntohs(*(__u16 *)(entered->bytes + 2));
		if (a->family == AF_INET)
			__builtin_memcpy(a->ip, entered->bytes + 4, 4);
		else
			__builtin_memcpy(a->ip, entered->bytes + 8, 16);
	} else if (a->family == AF_UNIX) {
		length = entered->length - 2;
		pos = next_part(s);
		if (length && pos <= DATA_SIZE - PART_MAX) {
			/* Apart from the test above: 5.10 follows no bound through the one comparison that both would become. */
			barrier_var(length);
			if (length <= 108) {
				bpf_probe_read_kernel(&s->data[pos], length, entered->bytes + 2);
				keep_part(s, &a->path, pos, length);
			}
		}
	}
	bpf_map_delete_elem(&entry_addresses, &key);
	return 0;
}

#endif
