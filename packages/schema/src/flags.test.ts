import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCorpus, skip } from './corpus.test.ts';
import { EVENTS } from './events.ts';
import { FLAG_SETS, findFlagSet } from './flags.ts';

interface ListedEvent {
  readonly name: string;
  readonly dir: string;
  readonly params: readonly { readonly name: string; readonly flags?: readonly string[] }[];
}

/** The flag set of a parameter, by event and parameter. */
const SETS: readonly (readonly [event: string, param: string, set: string])[] = [
  ['open', 'flags', 'open_flags'],
  ['openat', 'flags', 'open_flags'],
  ['openat2', 'flags', 'open_flags'],
  ['openat2', 'resolve', 'openat2_resolve'],
  ['creat', 'creat_flags', 'creat_flags'],
  ['clone', 'flags', 'clone_flags'],
  ['unshare', 'flags', 'clone_flags'],
  ['mount', 'flags', 'mount_flags'],
  ['umount2', 'flags', 'umount_flags'],
  ['unlinkat', 'flags', 'unlinkat_flags'],
  ['linkat', 'flags', 'linkat_flags'],
  ['renameat2', 'flags', 'renameat2_flags'],
  ['fchownat', 'flags', 'fchownat_flags'],
  ['socket', 'domain', 'socket_families'],
  ['ptrace', 'request', 'ptrace_requests'],
  ['bpf', 'cmd', 'bpf_commands'],
  ['memfd_create', 'flags', 'memfd_create_flags'],
  ['finit_module', 'flags', 'finit_module_flags'],
  ['prctl', 'option', 'prctl_options'],
  ['execve', 'flags', 'execve_flags'],
];

test('the sets hold the names that Falco lists, in its order', { skip }, () => {
  const groups = Object.values(JSON.parse(readCorpus('event-list.json')) as Record<string, unknown>);
  const events = groups.flatMap((group) => (Array.isArray(group) ? (group as ListedEvent[]) : []));
  for (const [event, param, name] of SETS) {
    const listed = events.find((candidate) => candidate.name === event && candidate.dir === '<');
    const flags = listed?.params.find((candidate) => candidate.name === param)?.flags;
    const set = findFlagSet(name);
    assert.ok(flags !== undefined && set !== undefined, `${event}.${param}`);
    const names = [...set.entries.map((entry) => entry.name), ...(set.otherwise === undefined ? [] : [set.otherwise])];
    assert.deepEqual(names, [...new Set(flags)], `${event}.${param}`);
  }
});

test('every flag set that the event table names exists', () => {
  for (const event of EVENTS) {
    for (const param of event.params) {
      if (param.flags === undefined) continue;
      const set = findFlagSet(param.flags);
      assert.ok(set, `${event.name}.${param.name}: ${param.flags}`);
      if (param.type !== 'MODE') assert.equal(set.kind === 'enum', param.type.startsWith('ENUM'), param.flags);
    }
  }
});

test('names are unique within a set, and sets among themselves', () => {
  assert.equal(new Set(FLAG_SETS.map((set) => set.name)).size, FLAG_SETS.length);
  for (const set of FLAG_SETS) {
    assert.equal(new Set(set.entries.map((entry) => entry.name)).size, set.entries.length, set.name);
  }
});

test('values are integers that a number holds, within their mask; bits of a set are used once', () => {
  const nested = new Set(['O_SYNC', 'O_TMPFILE']);
  for (const set of FLAG_SETS) {
    let seen = 0n;
    for (const { name, value, mask } of set.entries) {
      assert.ok(Number.isSafeInteger(value) && value >= 0, name);
      if (mask !== undefined) assert.equal(value & mask, value, name);
      if (set.kind === 'enum' || mask !== undefined || nested.has(name)) continue;
      assert.equal(seen & BigInt(value), 0n, `${set.name}: ${name}`);
      seen |= BigInt(value);
    }
  }
});
