/** What holds for every kind of channel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../contract/index.ts';
import { CHANNELS } from './table.ts';

const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const SECRETS = { file: () => 'secret', env: () => 'secret' };

for (const { name, load } of CHANNELS) {
  test(`${name}: the row, the folder and the kind agree, and its example is a working configuration`, async () => {
    const type = await load();
    assert.equal(type.name, name);
    assert.match(name, NAME);
    assert.match(type.summary, /^[A-Z].*\.$/s);
    for (const [option, row] of Object.entries(type.options)) {
      assert.match(option, NAME);
      assert.match(row.description, /^[A-Z`].*\.$/s, `${option} is described in sentences`);
    }
    const { options, problems } = readOptions(type.options, type.example, SECRETS);
    assert.deepEqual(problems, []);
    assert.equal(type.check?.(options), undefined);
    assert.ok(type.defaults.batch.alerts >= 1 && type.defaults.concurrency >= 1);
  });
}

test('names are told apart', () => {
  assert.equal(new Set(CHANNELS.map(({ name }) => name)).size, CHANNELS.length);
});
