/* SPDX-License-Identifier: Apache-2.0
 *
 * Whom the probe watches.
 */
#ifndef LANNER_SCOPE_H
#define LANNER_SCOPE_H

#define WATCHED 1
#define SCOPE_DEPTH 32

static __always_inline int in_cgroup(struct task_struct *task)
{
	struct css_set *set = READ(task, cgroups);
	struct cgroup *cgroup = settings.scope_hierarchy < 0 ? READ(set, dfl_cgrp)
							     : cgroup_of(set, settings.scope_hierarchy & 15);
	struct kernfs_node *node = READ(cgroup, kn);
	int i;

	for (i = 0; i < SCOPE_DEPTH && node; i++) {
		if (READ(node, id) == settings.scope_cgroup)
			return 1;
		node = kernfs_parent(node);
	}
	/* Too deep to tell: nobody gets out of sight by going further down. */
	return node != 0;
}

static __always_inline int pid_watched(__u32 pid)
{
	__u8 *mark = bpf_map_lookup_elem(&scope_pids, &pid);

	return mark && *mark == WATCHED;
}

static __always_inline int in_scope(struct task_struct *task, __u32 pid)
{
	if (pid == settings.self_pid)
		return 0;
	if (settings.scope_mode == SCOPE_PIDS)
		return pid_watched(pid);
	if (settings.scope_mode == SCOPE_CGROUP)
		return in_cgroup(task);
	return 1;
}

static __always_inline int current_in_scope(void)
{
	return in_scope(current_task(), bpf_get_current_pid_tgid() >> 32);
}

#endif
