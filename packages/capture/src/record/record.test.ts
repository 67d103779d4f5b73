import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RECORDS, STRUCT_LAYOUTS } from '@lanner/schema';
import type { MemberType, StructLayout } from '@lanner/schema';
import fc from 'fast-check';
import { decodeRecord } from './decode.ts';
import { encodeRecord } from './encode.ts';
import type { MemberValue } from './encode.ts';
import { RecordView, memberOffset, recordBuffer } from './record-view.ts';

function viewOf(buffer: ArrayBuffer, base = 0): RecordView {
  const records = recordBuffer(buffer);
  return new RecordView(records).point(records, base);
}

function valueOf(type: MemberType): fc.Arbitrary<MemberValue> {
  if (typeof type === 'object') return fc.uint8Array({ minLength: type.bytes, maxLength: type.bytes });
  switch (type) {
    case 'u8':
      return fc.integer({ min: 0, max: 0xff });
    case 'u16':
      return fc.integer({ min: 0, max: 0xffff });
    case 'u32':
      return fc.integer({ min: 0, max: 0xffffffff });
    case 's32':
      return fc.integer({ min: -0x80000000, max: 0x7fffffff });
    case 'u64':
      return fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
    case 's64':
      return fc.bigInt({ min: -0x8000000000000000n, max: 0x7fffffffffffffffn });
    case 'string':
      return fc.uint8Array({ maxLength: 80 });
    default:
      return valuesOf(STRUCT_LAYOUTS.get(type) as StructLayout);
  }
}

function valuesOf(struct: StructLayout): fc.Arbitrary<{ readonly [member: string]: MemberValue }> {
  return fc.record(Object.fromEntries(struct.members.map(({ name, type }) => [name, valueOf(type)])), {
    noNullPrototype: true,
    requiredKeys: struct.members.filter(({ type }) => type !== 'string').map(({ name }) => name),
  });
}

describe('encodeRecord and decodeRecord', () => {
  for (const layout of RECORDS) {
    it(`give back what went in: ${layout.name}`, () => {
      fc.assert(
        fc.property(valuesOf(layout), (values) => {
          const encoded = encodeRecord(layout.name, values);
          const decoded = decodeRecord(viewOf(encoded));
          assert.equal(decoded?.name, layout.name);
          const { header, ...others } = decoded.values;
          const { header: expected, ...rest } = values;
          assert.deepEqual(others, rest);
          const { size, type, ...told } = header as { readonly [member: string]: MemberValue };
          assert.equal(type, layout.number);
          assert.ok(Number(size) <= encoded.byteLength && encoded.byteLength % 8 === 0);
          const { size: _, type: __, ...given } = expected as { readonly [member: string]: MemberValue };
          assert.deepEqual(told, given);
        }),
        { numRuns: 20 },
      );
    });
  }

  it('refuse what does not fit and what does not exist', () => {
    const long = new Uint8Array(40_000);
    assert.throws(() => encodeRecord('rename', { oldpath: { raw: long }, newpath: { raw: long } }), RangeError);
    assert.throws(() => encodeRecord('nonsense', {}), /no record type/);
    assert.throws(() => encodeRecord('rename', { nonsense: 1 }), /no member/);
    const unknown = recordBuffer(new ArrayBuffer(4096));
    unknown.u16[0] = 999;
    assert.equal(decodeRecord(new RecordView(unknown)), undefined);
  });
});

describe('RecordView', () => {
  const RAW = memberOffset('openat', 'name.raw');
  const REAL = memberOffset('openat', 'name.real');

  it('reads the header', () => {
    const view = viewOf(
      encodeRecord('openat', {
        header: {
          time: 0xffffffffffffffffn,
          startTime: 5n,
          execId: 7n,
          ret: -2n,
          capEffective: 1n << 40n,
          capPermitted: 2n,
          capInheritable: 3n,
          pid: 4_000_000_000,
          tid: 11,
          uid: 1000,
          gid: 1001,
          loginuid: 0xffffffff,
          cpu: 3,
          comm: 'cat',
          flags: 1,
        },
      }),
    );
    assert.deepEqual(
      [view.time, view.startTime, view.execId, view.ret, view.capEffective, view.capPermitted, view.capInheritable],
      [0xffffffffffffffffn, 5n, 7n, -2, 1n << 40n, 2n, 3n],
    );
    assert.deepEqual(
      [view.pid, view.tid, view.uid, view.gid, view.loginuid, view.cpu, view.comm, view.flags],
      [4_000_000_000, 11, 1000, 1001, 0xffffffff, 3, 'cat', 1],
    );
  });

  it('decodes text of any length; bytes that are no UTF-8 become U+FFFD, a byte order mark stays', () => {
    for (const filler of ['', 'x'.repeat(100)]) {
      const read = (raw: string | Uint8Array) => viewOf(encodeRecord('openat', { name: { raw } })).string(RAW);
      assert.equal(read(`/tmp/é${filler}`), `/tmp/é${filler}`);
      assert.equal(read(`\uFEFF${filler}`), `\uFEFF${filler}`);
      assert.equal(read(new Uint8Array([0x2f, 0xff, 0x41])), '/\uFFFDA');
      assert.equal(read(filler), filler);
    }
    assert.equal(viewOf(encodeRecord('openat', {})).string(RAW), undefined);
  });

  it('never takes one text for another, though it remembers them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 140 }), { maxLength: 50 }), (texts) => {
        for (const raw of [...texts, ...texts]) {
          const view = viewOf(encodeRecord('openat', { name: { raw } }));
          const wanted = new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(raw));
          assert.equal(view.string(RAW), wanted);
          assert.equal(view.firstByte(RAW), new TextEncoder().encode(raw)[0] ?? -1);
        }
      }),
    );
    assert.equal(viewOf(encodeRecord('openat', {})).firstByte(RAW), -1);
  });

  it('reads a comm that fills its array', () => {
    assert.equal(viewOf(encodeRecord('openat', { header: { comm: 'sixteen letters!' } })).comm, 'sixteen letters!');
  });

  it('compares strings without decoding them', () => {
    const same = (raw: string | undefined, real: string | undefined) =>
      viewOf(
        encodeRecord('openat', {
          name: { ...(raw === undefined ? {} : { raw }), ...(real === undefined ? {} : { real }) },
        }),
      ).sameString(RAW, REAL);
    assert.equal(same('/etc/passwd', '/etc/passwd'), true);
    assert.equal(same('/etc/passwd', '/etc/passwe'), false);
    assert.equal(same('/etc/passwd', '/etc/passw'), false);
    assert.equal(same('/etc', undefined), false);
    assert.equal(same(undefined, '/etc'), false);
    assert.equal(same(undefined, undefined), true);
  });

  it('neither throws nor reads beyond the record, whatever the bytes', () => {
    const marker = 0x5a;
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 2048, maxLength: 2048 }),
        fc.constantFrom(...RECORDS),
        fc.integer({ min: 0, max: 2048 }),
        (bytes, layout, size) => {
          const records = recordBuffer(new ArrayBuffer(8192));
          records.u8.fill(marker);
          records.u8.set(bytes);
          records.u16[0] = layout.number;
          records.u32[1] = size;
          const view = new RecordView(records);
          const decoded = decodeRecord(view);
          assert.equal(decoded?.name, layout.name);
          const strings = (values: MemberValue | undefined): Uint8Array[] =>
            values instanceof Uint8Array
              ? [values]
              : typeof values === 'object'
                ? Object.values(values).flatMap(strings)
                : [];
          for (const one of strings(decoded.values)) assert.ok(one.length <= 2048);
          for (const member of layout.members) {
            if (member.type !== 'string') continue;
            const text = view.bytes(member.offset);
            const end = view.u16(member.offset) + view.u16(member.offset + 2);
            assert.equal(text !== undefined, view.u16(member.offset) !== 0 && end <= size);
          }
        },
      ),
    );
  });

  it('stays inside of the buffer even where the header lies about the size', () => {
    const encoded = encodeRecord('openat', { name: { raw: '/x' } });
    const records = recordBuffer(encoded);
    records.u32[1] = 0xffffffff;
    records.u16[RAW / 2 + 1] = 0xffff;
    const view = new RecordView(records);
    assert.equal(view.string(RAW), undefined);
    assert.equal(view.bytes(RAW), undefined);
    assert.equal(view.sameString(RAW, REAL), true);
  });
});
