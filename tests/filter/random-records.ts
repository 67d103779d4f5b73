/** Random records of the event types that random rules speak of. */
import { encodeRecord } from '@lanner/capture';
import type { MemberValue } from '@lanner/capture';
import { lexicalPath } from '@lanner/context';
import { isPathParam } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import fc from 'fast-check';

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
  'srv/1',
);
const components = fc.array(component, { maxLength: 4 }).map((all) => all.join('/'));
const clean = components.map((text) => lexicalPath(undefined, `/${text}`));

/** Bytes as code units. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text.includes('é') ? Buffer.from(text.replaceAll('\xff', '')) : Buffer.from(text, 'latin1'));
}

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

const V4 = [
  [127, 0, 0, 1],
  [10, 0, 0, 1],
  [10, 200, 0, 9],
  [0, 0, 0, 0],
  [169, 254, 169, 254],
  [192, 168, 1, 1],
];
const V6 = [
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9],
  ...V4.map((ip) => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ip]),
];
const port = fc.constantFrom(0, 0, 22, 53, 80, 40000, 65535);
const family = fc.constantFrom(0, 0, 1, 2, 2, 2, 10, 10, 16, 17);
/** The address of either family; which one counts is said elsewhere. */
const ip = fc.tuple(fc.constantFrom(...V4), fc.constantFrom(...V6));

const SCALARS = [
  0n,
  1n,
  2n,
  5n,
  16n,
  17n,
  1000n,
  0o1000n,
  0o4755n,
  0o6644n,
  0x10000000n,
  0x20000n,
  0x7e020000n,
  0xffffffffn,
  0x4206n,
];

export const facts = fc.record({
  ret: fc.constantFrom(-115, -13, -2, -1, 0, 3, 4096),
  scalars: fc.array(fc.oneof(fc.constantFrom(...SCALARS), fc.bigInt({ min: 0n, max: 0xffffffffn })), {
    minLength: 6,
    maxLength: 6,
  }),
  access: fc.constantFrom(0, 1, 2, 3),
  mode: fc.constantFrom(0, 0o100644, 0o040755, 0o010600, 0o020666, 0o060600, 0o120777, 0o140777, 0o600),
  /** Of files as a rule: sockets get their own. */
  isSocket: fc.constantFrom(false, false, false, true),
  family,
  magic: fc.constantFrom(0xef53, 0xef53, 0xef53, 0x50494446),
  num: fc.constantFrom(-1, -9, 0, 1, 3, 1000),
  uid: fc.constantFrom(0, 1000, 4294967295),
  flags: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 8),
  paths: fc.tuple(path, path),
  texts: fc.tuple(components, components),
  own: fc.constantFrom('', 'pipe:[1]', 'memfd:a', '[eventpoll]'),
  local: fc.tuple(ip, port),
  remote: fc.tuple(ip, port),
  socktype: fc.constantFrom(1, 2, 3),
  protocol: fc.constantFrom(0, 1, 6, 17, 58, 255, 262),
  state: fc.constantFrom(1, 7, 10),
  named: fc.tuple(family, ip, port),
});
export type Facts = typeof facts extends fc.Arbitrary<infer F> ? F : never;

const AF_INET = 2;

function address([v4, v6]: readonly [readonly number[], readonly number[]], of: number): Uint8Array {
  return Uint8Array.from(of === AF_INET ? v4 : v6);
}

function encodedPath(value: PathValue): { [member: string]: MemberValue } {
  return Object.fromEntries(Object.entries(value).map(([member, text]) => [member, bytesOf(String(text))]));
}

function paramValue(event: EventDef, param: ParamDef, one: Facts): MemberValue | undefined {
  const { source, name } = param;
  if (isPathParam(param)) return encodedPath(one.paths[event.params.filter(isPathParam).indexOf(param)] ?? {});
  if (source.from === 'string') return one.texts[0] === '' ? undefined : bytesOf(one.texts[0]);
  if (source.from !== 'slot' && source.from !== 'arg') return undefined;
  if (source.as === 'string') return bytesOf(one.texts[1]);
  if (source.as === 'path') return undefined;
  if (source.as === 'address') {
    const [of, given, at] = one.named;
    return { family: of, port: at, ip: address(given, of), ...(of === 1 ? { path: bytesOf(one.texts[1]) } : {}) };
  }
  const value = one.scalars[event.params.indexOf(param)] ?? 0n;
  if (name === 'flags' && event.name.startsWith('open')) return Number((value & ~3n) | BigInt(one.access));
  return source.as === 'u64' || source.as === 's64' ? value : Number(value);
}

function descriptor(event: EventDef, one: Facts): { [member: string]: MemberValue } {
  const { num, magic, mode, family: of, local, remote, socktype, protocol, state } = one;
  if (one.isSocket === !event.category.startsWith('net') && of !== 0) {
    return {
      num,
      mode: 0o140777,
      family: of,
      lport: local[1],
      rport: remote[1],
      laddr: address(local[0], of),
      raddr: address(remote[0], of),
      socktype,
      protocol,
      state,
      magic,
    };
  }
  const real = one.own === '' ? one.paths[0].real : one.own;
  return { num, mode, magic, ...(real === undefined ? {} : { path: bytesOf(real) }) };
}

export function recordOf(event: EventDef, one: Facts): ArrayBuffer {
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
      flags: one.flags,
    },
  };
  for (const param of event.params) {
    const value = paramValue(event, param, one);
    if (value !== undefined) members[param.name] = value;
  }
  if (event.fd !== undefined) members['descriptor'] = descriptor(event, one);
  return encodeRecord(event.name, members);
}
