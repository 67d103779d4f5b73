/** What rules have found out about a process is forgotten when something changes that they read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemberValue } from '@lanner/capture';
import { RecordView, encodeRecord, recordBuffer } from '@lanner/capture';
import { RuleEngine, type FieldBinding } from '@lanner/engine';
import { loadRules } from '@lanner/language';
import { EVENTS, recordFlagBit } from '@lanner/schema';
import fc from 'fast-check';
import { ContainerTable } from './containers/table.ts';
import { LiveEvent } from './event.ts';
import { shapeOf } from './event-shape.ts';
import { FIELD_IMPLEMENTATIONS, LIVE_BINDING } from './fields/index.ts';
import { KubernetesStore } from './kubernetes/store.ts';
import { ProcessTable } from './process-table.ts';
import { Users } from './users.ts';

type Values = Readonly<Record<string, MemberValue>>;

/** Fields of every kind that hang on the process, and what they may be compared with. */
const CONDITIONS = [
  'proc.name = a',
  'proc.pname = a',
  'proc.aname[2] = a',
  'proc.aname = b',
  'proc.aname in (a, c)',
  'proc.cmdline contains b',
  'proc.acmdline contains c',
  'proc.env[X] = 1',
  'proc.cwd startswith /b',
  'proc.sid = 1',
  'proc.tty = 1',
  'container.id = host',
  'lanner.container.by_lineage = true',
  'thread.cgroups contains docker',
  'proc.name = a and fd.name startswith /a',
  'proc.pname = b or fd.directory = /b',
  'not proc.aname[1] = b and fd.filename = a',
];

const rules = loadRules([
  {
    name: 'rules',
    text: JSON.stringify(
      CONDITIONS.map((condition, at) => {
        return {
          rule: `r${at}`,
          desc: 'd',
          output: 'o',
          priority: 'INFO',
          condition: `evt.type = openat and ${condition}`,
        };
      }),
    ),
  },
]).rules;
const PLAIN: FieldBinding<LiveEvent> = { bind: LIVE_BINDING.bind };
const OPENAT = EVENTS.find(({ name }) => name === 'openat');
assert.ok(OPENAT !== undefined && rules.length === CONDITIONS.length);
const shape = shapeOf(OPENAT);

function view(type: string, members: Values): RecordView {
  return new RecordView(recordBuffer(encodeRecord(type, members)));
}

const LETTERS = ['a', 'b', 'c'] as const;
const letter = fc.constantFrom(...LETTERS);
const step = fc.record({
  what: fc.constantFrom('fork', 'exec', 'chdir', 'setsid', 'process_cgroup', 'exit', 'events', 'events'),
  who: fc.nat(7),
  text: letter,
  deep: fc.nat(2),
});

class World {
  readonly table = new ProcessTable({ facts: () => undefined, vectors: () => ({ args: undefined, env: undefined }) });
  readonly event = new LiveEvent({
    hostname: 'h',
    bootTime: 0n,
    users: new Users('/nowhere'),
    processes: this.table,
    containers: new ContainerTable({ wait: 0 }),
    kubernetes: new KubernetesStore(),
  });
  readonly pids = [1];
  #time = 10n;

  constructor() {
    this.table.apply(view('process_snapshot', { process: { ...this.#process(1, 'a'), ppid: 0 } }));
  }

  #process(pid: number, name: string): Values {
    const execId = this.table.byPid(pid)?.facts.execId ?? 0n;
    return {
      pid,
      vpid: pid,
      startTime: BigInt(pid),
      comm: name,
      execId,
      args: `${name}\0${name}${name}\0`,
      env: 'X=1\0',
    };
  }

  #header(pid: number): Values {
    const execId = this.table.byPid(pid)?.facts.execId ?? 0n;
    return { pid, tid: pid, startTime: BigInt(pid), execId, time: ++this.#time };
  }

  change(what: string, pid: number, text: string, deep: number): void {
    const header = this.#header(pid);
    const cgroupUnified = deep === 2 ? `/docker/${text.repeat(64)}` : '/user.slice';
    switch (what) {
      case 'fork': {
        const child = this.pids.length + 1;
        this.pids.push(child);
        const own = {
          ...this.#process(child, text),
          ppid: pid,
          parentStartTime: BigInt(pid),
          execId: header['execId'] ?? 0n,
        };
        return this.table.apply(
          view('process_new', { header, process: { ...own, cgroupUnified, cgroupCpu: cgroupUnified } }),
        );
      }
      case 'exec': {
        const execId = BigInt(String(header['execId'])) + 1n;
        const own = { ...this.#process(pid, text), execId, cgroupUnified };
        return this.table.apply(view('execve', { header: { ...header, execId }, process: own }));
      }
      case 'chdir':
        return this.table.apply(view('chdir', { header, cwd: `/${text}` }));
      case 'exit':
        return this.table.apply(view('procexit', { header: { ...header, flags: recordFlagBit('last_thread') } }));
      default:
        return this.table.apply(
          view(what, {
            header,
            process: { ...this.#process(pid, text), vsid: deep, tty: deep, cgroupUnified, cgroupCpu: cgroupUnified },
          }),
        );
    }
  }

  open(pid: number, path: string): LiveEvent {
    const record = view('openat', {
      header: { ...this.#header(pid), ret: 3n },
      descriptor: { num: 3, mode: 0o100644, path },
      name: { raw: path, real: path },
    });
    this.event.point(record, this.table.resolve(record), shape);
    return this.event;
  }
}

test('rules say of each event what they say without remembering anything, whatever has become of the processes', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const keeping = new RuleEngine(rules, LIVE_BINDING, ['openat'], { matching: 'all' });
      const plain = new RuleEngine(rules, PLAIN, ['openat'], { matching: 'all' });
      const world = new World();
      for (const { what, who, text, deep } of steps) {
        const pid = world.pids[who % world.pids.length] ?? 1;
        if (what !== 'events') world.change(what, pid, text, deep);
        for (const one of world.pids) {
          const event = world.open(one, `/${text}/${LETTERS[deep]}`);
          const matches = keeping.judge(event, 'openat').map(({ rule }) => rule.name);
          assert.ok(event.processVerdicts !== undefined);
          assert.deepEqual(
            matches,
            plain.judge(event, 'openat').map(({ rule }) => rule.name),
          );
          for (const name of matches) seen.add(name);
        }
      }
    }),
    { numRuns: 150 },
  );
  assert.equal(seen.size, CONDITIONS.length, 'each condition held at some time');
});

test('fields that hang on the moment or on the machine are not kept', () => {
  const kept = Object.keys(FIELD_IMPLEMENTATIONS).filter((name) => FIELD_IMPLEMENTATIONS[name]?.subject === 'process');
  assert.ok(kept.length > 50);
  const leaders = /^proc\.(sname|sid\.|vpgid\.|pgid\.)/;
  assert.deepEqual(
    kept.filter((name) => /duration|_ts$|\.ts$/.test(name) || leaders.test(name)),
    [],
  );
});
