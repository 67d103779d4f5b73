import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { Secret, type OptionTable } from './options.ts';
import { readOptions, type SecretSources } from './read-options.ts';

const SECRETS: SecretSources = {
  file(path) {
    if (path !== '/run/token') throw new Error('no such file');
    return 'from a file\n';
  },
  env: (name) => (name === 'TOKEN' ? 'from the environment' : undefined),
};

const TABLE = {
  url: { type: 'url', required: true, description: '' },
  token: { type: 'secret', description: '' },
  every: { type: 'duration', default: 1000, description: '' },
  room: { type: 'size', default: 10, description: '' },
  share: { type: 'number', default: 1, min: 0, max: 2, description: '' },
  kind: { type: 'choice', values: ['a', 'b'], default: 'a', description: '' },
  on: { type: 'boolean', default: false, description: '' },
  names: { type: 'list', description: '' },
  headers: { type: 'map', description: '' },
  tokens: { type: 'secrets', description: '' },
} as const satisfies OptionTable;

test('what is given is read, what is not has its default', () => {
  const given = { url: 'https://example.org/x', every: '1h30m', room: '2KiB', kind: 'b', on: 'yes', names: 'one' };
  const { options, problems } = readOptions(TABLE, given, SECRETS);
  assert.deepEqual(problems, []);
  assert.deepEqual(options, {
    url: 'https://example.org/x',
    token: undefined,
    every: 5_400_000,
    room: 2048,
    share: 1,
    kind: 'b',
    on: true,
    names: ['one'],
    headers: {},
    tokens: {},
  });
});

test('every wrong value is a problem of its option', () => {
  const given = {
    url: 'nonsense',
    token: { file: '/absent' },
    every: 10,
    room: '2 KB',
    share: 3,
    kind: 'c',
    on: 'maybe',
    headers: [],
    tokens: { a: { env: 'ABSENT' } },
    else: 1,
  };
  const { problems } = readOptions(TABLE, given, SECRETS);
  assert.deepEqual(
    problems.map(({ option }) => option),
    ['url', 'token', 'every', 'room', 'share', 'kind', 'on', 'headers', 'tokens', 'else'],
  );
  assert.deepEqual(readOptions(TABLE, {}, SECRETS).problems, [{ option: 'url', message: 'it must be given' }]);
});

test('a secret comes from the configuration, a file or the environment, and is shown to nobody', () => {
  for (const [token, wanted] of [
    ['plain', 'plain'],
    [{ file: '/run/token' }, 'from a file'],
    [{ env: 'TOKEN' }, 'from the environment'],
  ]) {
    const { options } = readOptions(TABLE, { url: 'http://h', token }, SECRETS);
    assert.ok(options.token instanceof Secret);
    assert.equal(options.token.reveal(), wanted);
    for (const shown of [String(options.token), JSON.stringify(options), inspect(options, { depth: 9 })]) {
      assert.ok(!shown.includes(String(wanted)), shown);
    }
  }
});
