/** Control groups that tests make for processes of theirs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmdirSync } from 'node:fs';

/** Where the probe looks: the unified hierarchy, or one of v1. */
export function hierarchy(): string | undefined {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const of = (type: string, option: RegExp) =>
    mounts.map((line) => line.split(' ')).find((words) => words[2] === type && option.test(words[3] ?? ''))?.[1];
  return of('cgroup2', /^rw/) ?? of('cgroup', /^rw.*\bpids\b/);
}

export function whyNoCgroups(): string | false {
  return hierarchy() === undefined && 'no hierarchy of cgroups can be written to';
}

/** It can be removed once the last process in it is reaped. */
export function removeCgroup(path: string): void {
  for (let attempt = 0; existsSync(path) && attempt < 100; attempt++) {
    try {
      rmdirSync(path);
    } catch {
      execFileSync('sleep', ['0.05']);
    }
  }
  assert.ok(!existsSync(path), `${path} is still in use`);
}
