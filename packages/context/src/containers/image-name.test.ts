import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeImageName, isImageId, parseImageName } from './image-name.ts';
import type { ImageName } from './metadata.ts';

const ID = 'a'.repeat(64);
const DIGEST = `sha256:${'b'.repeat(64)}`;

const NAMES: readonly (readonly [string, ImageName])[] = [
  ['busybox', { repository: 'busybox', tag: 'latest' }],
  ['busybox:1.35', { repository: 'busybox', tag: '1.35' }],
  ['docker.io/library/busybox:1.35', { repository: 'docker.io/library/busybox', tag: '1.35' }],
  ['localhost:5000/app', { repository: 'localhost:5000/app', tag: 'latest' }],
  ['localhost:5000/app:v1', { repository: 'localhost:5000/app', tag: 'v1' }],
  [`app@${DIGEST}`, { repository: 'app', digest: DIGEST }],
  [`registry:443/team/app:v1@${DIGEST}`, { repository: 'registry:443/team/app', tag: 'v1', digest: DIGEST }],
  [ID, {}],
  [`sha256:${ID}`, {}],
  ['', {}],
];

for (const [text, expected] of NAMES) {
  test(`the name '${text}'`, () => assert.deepEqual(parseImageName(text), expected));
}

test('ids of images are no names', () => {
  assert.equal(isImageId(ID), true);
  assert.equal(isImageId(`sha256:${ID}`), true);
  assert.equal(isImageId('busybox'), false);
});

test('the image fills in what the container does not say', () => {
  const digests = [`other@sha256:${'c'.repeat(64)}`, `app@${DIGEST}`];
  assert.deepEqual(completeImageName({}, ['app:v2'], digests), { repository: 'app', tag: 'v2', digest: DIGEST });
  const named = { repository: 'app', tag: 'v1' };
  assert.deepEqual(completeImageName(named, ['x:y'], digests), { ...named, digest: DIGEST });
  assert.deepEqual(completeImageName(named, [], []), named);
});
