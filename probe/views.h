/* SPDX-License-Identifier: Apache-2.0
 *
 * The stages that the filters of all record types share: the two views of each path, and sending. Filters themselves are
 * compiled from rules (packages/engine/src/filter).
 */
#ifndef LANNER_VIEWS_H
#define LANNER_VIEWS_H

SEC("tp_btf/sys_exit")
int BPF_PROG(stage_send, struct pt_regs *regs, long ret)
{
	struct scratch *s = this_scratch();

	return s ? record_output(s) : 0;
}

/*
 * The functions that loop are global and take numbers only: the verifier looks at each of them once, not at each call
 * for itself.
 */

/* Word by word; whatever lies behind the end is masked. Offsets count from the start of the record. */
__noinline int same_text(__u32 a, __u32 b, __u32 length)
{
	struct scratch *s = this_scratch();
	__u32 i;

	if (!s)
		return 0;
	barrier_var(a);
	barrier_var(b);
	barrier_var(length);
	if (a >= DATA_SIZE || b >= DATA_SIZE || length > VIEW_MAX)
		return 0;
	for (i = 0; i < VIEW_MAX; i += 8) {
		__u64 differ;

		if (i >= length)
			return 1;
		differ = load_word(&s->data[a + i]) ^ load_word(&s->data[b + i]);
		if (i + 8 > length)
			differ <<= 8 * (i + 8 - length);
		if (differ)
			return 0;
	}
	return 1;
}

/* Whether `real` is what a relative path comes to when it is simply put behind its base. */
static __always_inline int same_joined(struct scratch *s, const struct lanner_path *path)
{
	__u32 base = path->base.length, raw = path->raw.length, real = path->real.offset;

	if (base == 1)
		base = 0;
	if (path->real.length != base + 1 + raw || !same_text(path->base.offset, real, base))
		return 0;
	real += base;
	barrier_var(real);
	if (real >= DATA_SIZE || s->data[real] != '/')
		return 0;
	return same_text(path->raw.offset, real + 1, raw);
}

/*
 * Folds the text in s->walk[0 .. length), which ends with a slash, as packages/context/src/paths.ts does. The result
 * begins at s->walk[to]; gives its length, or 0 where it is too deep.
 */
__noinline int fold(__u32 length, __u32 to)
{
	struct scratch *s = this_scratch();
	volatile struct fold *v;
	__u32 i;

	if (!s)
		return 0;
	barrier_var(to);
	to &= 3 * VIEW_MAX;
	/* In a map, where the verifier does not follow it: it need not tell one round of the loop from another. */
	v = &s->fold;
	v->at = v->start = 1;
	v->depth = 0;
	s->walk[PART_MAX + to] = '/';
	for (i = 0; i < VIEW_MAX; i++) {
		__u32 at = v->at & (VIEW_MAX - 1), start = v->start & (VIEW_MAX - 1), depth = v->depth;
		__u8 c;

		if (i >= length)
			break;
		c = s->walk[i];
		if (c != '/') {
			s->walk[PART_MAX + to + at] = c;
			v->at = at + 1;
			continue;
		}
		if (at == start || (at == start + 1 && s->walk[PART_MAX + to + start] == '.')) {
			v->at = start;
			continue;
		}
		if (at == start + 2 && s->walk[PART_MAX + to + start] == '.' &&
		    s->walk[PART_MAX + to + start + 1] == '.') {
			__u32 back = 1;

			if (depth) {
				v->depth = depth - 1;
				back = s->starts[(depth - 1) & (FOLD_COMPONENTS - 1)];
			}
			v->at = v->start = back;
			continue;
		}
		if (depth >= FOLD_COMPONENTS)
			return 0;
		s->starts[depth & (FOLD_COMPONENTS - 1)] = start;
		v->depth = depth + 1;
		s->walk[PART_MAX + to + at] = '/';
		v->at = v->start = at + 1;
	}
	return v->at > 1 ? v->at - 1 : 1;
}

/* Of the path slot at an offset in the record. Gives VIEWS_* bits. */
__noinline int find_view(__u32 slot, __u32 index)
{
	struct scratch *s = this_scratch();
	const struct lanner_path *path;
	__u32 raw, base = 0, at = 0, from;
	struct view *view;

	barrier_var(index);
	barrier_var(slot);
	if (!s || index >= VIEWED_PATHS || slot >= 1024)
		return VIEWS_UNKNOWN;
	path = (const struct lanner_path *)&s->data[slot];
	raw = path->raw.length;
	view = &s->view[index];
	from = path->raw.offset;
	barrier_var(from);
	if (!from || from >= DATA_SIZE || !raw || raw >= VIEW_MAX)
		return VIEWS_UNKNOWN;
	/* What raced with the kernel has another view. */
	if (path->late.offset && (path->late.length != raw || !same_text(from, path->late.offset, raw)))
		return VIEWS_UNKNOWN;
	view->real = path->real.offset ? SCRATCH_DATA + path->real.offset : 0;
	view->real_length = path->real.length;
	view->lexical = view->real;
	view->lexical_length = view->real_length;
	if (s->data[from] == '/') {
		if (path->real.offset && path->real.length == raw && same_text(from, path->real.offset, raw))
			return 0;
	} else {
		at = path->base.offset;
		base = path->base.length;
		barrier_var(at);
		barrier_var(base);
		if (!at || at >= DATA_SIZE || !base || base >= VIEW_MAX || s->data[at] != '/')
			return VIEWS_UNKNOWN;
		if (path->real.offset && same_joined(s, path))
			return 0;
		bpf_probe_read_kernel(s->walk, base, &s->data[at]);
		s->walk[base] = '/';
		base++;
	}
	barrier_var(raw);
	barrier_var(base);
	if (raw >= VIEW_MAX || base > VIEW_MAX || base + raw >= VIEW_MAX)
		return VIEWS_UNKNOWN;
	bpf_probe_read_kernel(&s->walk[base], raw, &s->data[from]);
	s->walk[base + raw] = '/';
	view->lexical_length = fold(base + raw + 1, index * VIEW_MAX);
	if (!view->lexical_length)
		return VIEWS_UNKNOWN;
	view->lexical = __builtin_offsetof(struct scratch, walk) + PART_MAX + index * VIEW_MAX;
	return path->real.offset ? VIEWS_DIFFER : 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(stage_views, struct pt_regs *regs, long ret)
{
	struct scratch *s = this_scratch();
	__u32 type, at, views = 0, i;

	if (!s)
		return 0;
	type = ((struct lanner_header *)s->data)->type & (RECORD_LIMIT - 1);
	for (i = 0; i < VIEWED_PATHS; i++) {
		at = viewed_paths[type][i];
		if (at)
			views |= find_view(at, i);
	}
	s->views = views;
	bpf_tail_call(ctx, &stages, STAGE_VIEWS + type);
	return record_output(s);
}

#endif
