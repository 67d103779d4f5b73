/**
 * What the kernel filters drop, no rule matches: random rules are compiled, random records are judged by the interpreter
 * of the rule language, and the compiled programs are run on the same records.
 *
 * LANNER_FILTER_PAIRS sets how many pairs of rules and records are tried (default: 40,000).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRecord, RecordView, recordBuffer } from '@lanner/capture';
import type { MemberValue } from '@lanner/capture';
import { Executable, compileFilters, interpret, newMemory, processBits } from '@lanner/engine';
import type { ProcessBits } from '@lanner/engine';
import { loadRules } from '@lanner/language';
import type { CheckedRule } from '@lanner/language';
import { SCRATCH, STAGE_SEND, STAGE_VIEWS, VIEWS_DIFFER, VIEWS_UNKNOWN, VIEW_MAX, isPathParam } from '@lanner/schema';
import type { EventDef, RecordFilter } from '@lanner/schema';
import fc from 'fast-check';
import { LiveEvent } from './event.ts';
import { shapeOf } from './event-shape.ts';
import { LIVE_BINDING } from './fields/index.ts';
import { sample } from './fields/fixture.test.ts';
import { lexicalPath } from './paths.ts';
import { pathSlots } from './event.ts';

const PAIRS = Number(process.env['LANNER_FILTER_PAIRS'] ?? 40_000);
const RECORDS_A_RULE_SET = 100;

// ---- rules ----------------------------------------------------------------------------------------------------------

const TEXTS = [
  '/',
  '/etc',
  '/etc/shadow',
  '/etc/',
  '/etc/pam.d',
  'shadow',
  'etc',
  '/root/.ssh',
  '.ssh',
  '/root/.ssh/id_rsa',
  'id_rsa',
  'a',
  '/a',
  '/a/b',
  'b',
  '/é',
  'é',
  '/tmp/a',
  '/A',
  '',
];
const PATTERNS = [
  '/etc/*',
  '*shadow',
  '/*/.ssh/*',
  '/?',
  '/[a-e]*',
  '/[!a]',
  '/a*b',
  '*é*',
  '/etc/sh?dow',
  '/home',
  '/*/b',
  '/root/*/a',
];
const TYPES = [
  'open',
  'openat',
  'openat2',
  'creat',
  'unlink',
  'unlinkat',
  'rename',
  'mkdir',
  'chmod',
  'connect',
  'setuid',
  'fchmod',
  'socket',
];

const quoted = (text: string) => `"${text}"`;
const textField = fc.constantFrom(
  'fd.name',
  'fd.directory',
  'fd.filename',
  'fs.path.name',
  'fs.path.source',
  'fs.path.target',
  'evt.abspath',
);
const literal = fc.constantFrom(...TEXTS).map(quoted);
const pattern = fc.constantFrom(...PATTERNS, ...TEXTS).map(quoted);
const literals = (one: fc.Arbitrary<string>) =>
  fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => `(${all.join(', ')})`);
const truth = fc.constantFrom('true', 'false');
const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');

const check = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(textField, fc.constantFrom('=', '!=', 'startswith', 'endswith', 'contains', 'icontains'), literal)
      .map((all) => all.join(' ')),
  },
  { weight: 2, arbitrary: fc.tuple(textField, fc.constant('in'), literals(literal)).map((all) => all.join(' ')) },
  { weight: 2, arbitrary: fc.tuple(textField, fc.constantFrom('glob', 'iglob'), pattern).map((all) => all.join(' ')) },
  { weight: 2, arbitrary: fc.tuple(textField, fc.constant('pmatch'), literals(pattern)).map((all) => all.join(' ')) },
  textField.map((field) => `${field} exists`),
  fc
    .tuple(
      fc.constantFrom('evt.is_open_read', 'evt.is_open_write', 'evt.is_open_create', 'evt.is_open_exec', 'evt.failed'),
      truth,
    )
    .map(([field, value]) => `${field}=${value}`),
  fc
    .tuple(
      fc.constantFrom('fd.num', 'evt.rawres', 'user.uid', 'user.loginuid', 'group.gid', 'proc.pid'),
      comparison,
      fc.constantFrom(-1, 0, 1, 3, 1000, 4294967295),
    )
    .map(([field, operator, value]) => `${field} ${operator} ${value}`),
  fc
    .tuple(fc.constantFrom('=', '!='), fc.constantFrom('f', 'd', 'p', 'o', '4', 'u'))
    .map(([operator, value]) => `fd.typechar ${operator} '${value}'`),
  literals(fc.constantFrom('file', 'directory', 'pipe', 'ipv4', 'memfd')).map((all) => `fd.type in ${all}`),
  fc
    .tuple(fc.constantFrom('=', '!='), fc.constantFrom('SUCCESS', 'ENOENT', 'EACCES'))
    .map(([operator, value]) => `evt.res ${operator} ${value}`),
  fc.constantFrom(
    'proc.exe = x',
    'proc.cmdline contains example',
    'proc.env contains HOME',
    'proc.aname = systemd',
    'proc.name = curl',
    'proc.name != curl',
    'proc.exepath startswith /usr',
    'proc.cmdline contains example',
    'proc.args exists',
    'proc.aname = systemd',
    'container.id = host',
    'lanner.truncated = true',
  ),
  fc.constantFrom(...TYPES).map((type) => `evt.type = ${type}`),
);

const condition: fc.Arbitrary<string> = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    check,
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([left, join, right]) => `(${left} ${join} ${right})`),
    tie('condition').map((inner) => `not (${inner})`),
  ),
})).condition;

function rulesOf(conditions: readonly string[]): readonly CheckedRule[] {
  const text = conditions
    .map(
      (one, index) =>
        `- rule: r${index}\n  desc: d\n  condition: evt.type in (${TYPES.join(', ')}) and ${one}\n  output: o\n  priority: INFO\n`,
    )
    .join('');
  const { rules, diagnostics } = loadRules([{ name: 'random.yaml', text }]);
  assert.equal(rules.length, conditions.length, JSON.stringify(diagnostics.map(({ message }) => message)));
  return rules;
}

// ---- records --------------------------------------------------------------------------------------------------------

const component = fc.constantFrom(
  'etc',
  'shadow',
  'root',
  '.ssh',
  'id_rsa',
  'a',
  'b',
  'é',
  'A',
  'pam.d',
  '..',
  '.',
  '',
  '\xff',
  'tmp',
  'home',
);
const components = fc.array(component, { maxLength: 4 }).map((all) => all.join('/'));
/** Bytes as code units. */
const bytesOf = (text: string) =>
  Uint8Array.from(text.includes('é') ? Buffer.from(text.replaceAll('\xff', '')) : Buffer.from(text, 'latin1'));
const clean = components.map((text) => lexicalPath(undefined, `/${text}`));

interface PathValue {
  readonly raw?: string;
  readonly base?: string;
  readonly real?: string;
  readonly late?: string;
}

const path: fc.Arbitrary<PathValue> = fc
  .record({
    raw: fc.oneof(
      components.map((text) => `/${text}`),
      components,
    ),
    base: clean,
    other: fc.option(clean),
    kind: fc.constantFrom('real', 'late', 'none', 'same', 'same', 'unreadable'),
  })
  .map(({ raw, base, other, kind }) => {
    if (kind === 'unreadable') return {};
    const given = { raw, ...(raw.startsWith('/') ? {} : { base }) };
    if (kind === 'same') return { ...given, real: lexicalPath(raw.startsWith('/') ? undefined : base, raw) };
    return other === null || kind === 'none' ? given : { ...given, [kind]: other };
  });

const facts = fc.record({
  ret: fc.constantFrom(-13, -2, -1, 0, 3, 4096),
  flags: fc.integer({ min: 0, max: 0x1fffffff }),
  access: fc.constantFrom(0, 1, 2, 3),
  mode: fc.constantFrom(0, 0o100644, 0o040755, 0o010600, 0o020666, 0o060600, 0o120777, 0o600),
  family: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 10, 16, 17),
  magic: fc.constantFrom(0xef53, 0xef53, 0xef53, 0x50494446),
  num: fc.constantFrom(-1, -9, 0, 1, 3, 1000),
  uid: fc.constantFrom(0, 1000, 4294967295),
  record: fc.constantFrom(0, 0, 0, 0, 0, 1, 8),
  paths: fc.tuple(path, path),
  own: fc.constantFrom('', 'pipe:[1]', 'memfd:a'),
});
type Facts = typeof facts extends fc.Arbitrary<infer F> ? F : never;

function encodedPath(value: PathValue): { [member: string]: MemberValue } {
  return Object.fromEntries(Object.entries(value).map(([member, text]) => [member, bytesOf(String(text))]));
}

function recordOf(event: EventDef, one: Facts): ArrayBuffer {
  const members: Record<string, MemberValue> = {
    header: {
      pid: 100,
      tid: 100,
      startTime: 1000n,
      execId: 1n,
      time: 5n,
      comm: 'curl',
      ret: BigInt(one.ret),
      uid: one.uid,
      gid: one.uid,
      loginuid: one.uid,
      flags: one.record,
    },
  };
  const params = event.params.filter(isPathParam);
  for (const [index, param] of params.entries()) members[param.name] = encodedPath(one.paths[index] ?? {});
  const scalar = (name: string) => event.params.some((param) => param.name === name && param.source.from === 'slot');
  if (scalar('flags')) members['flags'] = (one.flags & ~3) | one.access;
  if (scalar('mode')) members['mode'] = one.mode & 0o777;
  if (event.fd !== undefined) {
    const real = one.own === '' ? one.paths[0].real : one.own;
    members['descriptor'] = {
      num: one.num,
      mode: one.mode,
      family: one.family,
      magic: one.magic,
      ...(real === undefined ? {} : { path: bytesOf(real) }),
    };
  }
  return encodeRecord(event.name, members);
}

// ---- what the probe does before filters ask ---------------------------------------------------------------------------

/** As probe/views.h. */
function findViews(event: EventDef, scratch: DataView, record: DataView): void {
  const textAt = (slot: number) => {
    const at = record.getUint16(slot, true);
    return at === 0 ? undefined : Buffer.from(record.buffer, at, record.getUint16(slot + 2, true)).toString('latin1');
  };
  let bits = 0;
  for (const [index, param] of event.params.filter(isPathParam).entries()) {
    const slots = pathSlots(event, param);
    const [raw, base, real, late] = [slots.raw, slots.base, slots.real, slots.late].map(textAt);
    if (
      raw === undefined ||
      raw === '' ||
      (late !== undefined && late !== raw) ||
      (!raw.startsWith('/') && base === undefined)
    ) {
      bits |= VIEWS_UNKNOWN;
      continue;
    }
    const lexical = lexicalPath(base, raw);
    const view = SCRATCH.view + index * SCRATCH.viewSize;
    const place = SCRATCH.data - 4096 + index * VIEW_MAX;
    for (let at = 0; at < lexical.length; at++) scratch.setUint8(place + at, lexical.charCodeAt(at));
    scratch.setUint32(view, place, true);
    scratch.setUint32(view + 4, lexical.length, true);
    scratch.setUint32(view + 8, real === undefined ? 0 : SCRATCH.data + record.getUint16(slots.real, true), true);
    scratch.setUint32(view + 12, real?.length ?? 0, true);
    if (real !== undefined && real !== lexical) bits |= VIEWS_DIFFER;
  }
  scratch.setUint32(SCRATCH.views, bits, true);
}

function wordsOf({ may, mayNot }: ProcessBits): DataView {
  return new DataView(BigUint64Array.of(may, mayNot).buffer);
}

class Filter {
  readonly #stages: ReadonlyMap<number, Executable>;
  readonly #memory = newMemory(new ArrayBuffer(SCRATCH.size));
  readonly #event: EventDef;

  constructor(event: EventDef, filter: RecordFilter) {
    this.#event = event;
    this.#stages = new Map(filter.programs.map((program) => [program.stage, new Executable(program)]));
  }

  /** Whether the record is sent. */
  passes(record: ArrayBuffer, process?: ProcessBits): boolean {
    const { scratch } = this.#memory;
    this.#memory.processes = process === undefined ? undefined : wordsOf(process);
    new Uint8Array(scratch.buffer).set(new Uint8Array(record), SCRATCH.data);
    for (let stage = new DataView(record).getUint16(0, true); ;) {
      const outcome = this.#stages.get(stage)?.run(this.#memory);
      if (outcome === undefined) throw new Error(`there is no stage ${stage}`);
      if (outcome.kind === 'end') return false;
      if (outcome.stage === STAGE_SEND) return true;
      if (outcome.stage !== STAGE_VIEWS) throw new Error(`stage ${stage} goes on to ${outcome.stage}`);
      findViews(this.#event, scratch, new DataView(record));
      stage += STAGE_VIEWS;
    }
  }
}

// ---- the test ---------------------------------------------------------------------------------------------------------

test('what the compiled filters drop, no rule matches', () => {
  const { host } = sample('open').event;
  const { processes } = host;
  const live = new LiveEvent(host);
  let dropped = 0;
  let judged = 0;
  fc.assert(
    fc.property(
      fc.array(condition, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(), facts), { minLength: RECORDS_A_RULE_SET, maxLength: RECORDS_A_RULE_SET }),
      (conditions, records) => {
        const { plans, processConditions } = compileFilters(rulesOf(conditions));
        const filters = plans.flatMap(({ event, filter, rules }) =>
          filter === undefined ? [] : [{ event, filter: new Filter(event, filter), rules }],
        );
        if (filters.length === 0) return;
        for (const [which, one] of records) {
          const { event, filter, rules } = filters[which % filters.length] ?? filters[0] ?? assert.fail();
          const record = recordOf(event, one);
          const view = new RecordView(recordBuffer(record));
          live.point(view, processes.resolve(view), shapeOf(event));
          judged++;
          // As long as nothing is known of the process, and once it is.
          const bits = processBits(processConditions, (ref) => LIVE_BINDING.bind(ref, event.name)(live));
          const unknown = filter.passes(record);
          const known = filter.passes(record, bits);
          assert.ok(unknown || !known, 'knowing more lets more pass');
          if (known) continue;
          dropped++;
          for (const realView of live.hasRealView ? [false, true] : [false]) {
            live.realView = realView;
            for (const { rule } of rules) {
              const matches = interpret(rule.condition, (ref) => LIVE_BINDING.bind(ref, event.name)(live));
              assert.ok(
                !matches,
                `dropped, though '${rule.name}' matches a ${event.name} in the ${realView ? 'real' : 'lexical'} view`,
              );
            }
          }
        }
      },
    ),
    { numRuns: Math.ceil(PAIRS / RECORDS_A_RULE_SET), endOnFailure: true },
  );
  assert.ok(dropped > judged / 20, `only ${dropped} of ${judged} records were dropped`);
});
