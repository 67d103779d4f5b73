import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callTable } from './call-table.ts';
import type { Architecture } from './call-table.ts';

/** The numbers that are not zero. */
function asked(architecture: Architecture, wanted: readonly string[], entered: readonly string[] = []) {
  const isOne = (names: readonly string[]) => (event: { readonly name: string }) => names.includes(event.name);
  const table = new Uint8Array(callTable(architecture, isOne(wanted), isOne(entered)));
  return Object.fromEntries([...table.entries()].filter(([, bits]) => bits !== 0));
}

describe('the table of calls', () => {
  it('asks for a number in the interface in which it is the call', () => {
    // 39 is getpid of the 64-bit interface, 83 symlink of the 32-bit one.
    assert.deepEqual(asked('x86_64', ['mkdir']), { 39: 2, 83: 1 });
    assert.deepEqual(asked('x86_64', ['mkdir', 'symlink']), { 39: 2, 83: 3, 88: 1 });
  });

  it('tells the beginning of calls from their end', () => {
    assert.deepEqual(asked('x86_64', ['mkdir'], ['mkdir']), { 39: 10, 83: 5 });
  });

  it('asks for socketcall, and for calls with short ids', () => {
    assert.deepEqual(asked('x86_64', ['listen']), { 50: 1, 102: 2, 363: 2 });
    assert.deepEqual(asked('x86_64', ['setuid']), { 23: 2, 105: 1, 213: 2 });
  });

  it('asks for 32-bit calls of arm64 by the same numbers, so that they are counted', () => {
    assert.deepEqual(asked('aarch64', ['listen']), { 201: 3 });
  });
});
