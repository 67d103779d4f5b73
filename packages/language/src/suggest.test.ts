import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean } from './suggest.ts';

const KNOWN = ['proc.name', 'proc.pname', 'proc.cmdline', 'fd.name', 'container.image.repository'];

test('the nearest of the known names is meant', () => {
  assert.equal(didYouMean('proc.nmae', KNOWN), "did you mean 'proc.name'?");
  assert.equal(didYouMean('proc.cmdlien', KNOWN), "did you mean 'proc.cmdline'?");
  assert.equal(didYouMean('contianer.image.repositroy', KNOWN), "did you mean 'container.image.repository'?");
});

test('what differs in many places is another name, however long', () => {
  assert.equal(didYouMean('container.network.addresses', KNOWN), undefined);
  assert.equal(didYouMean('x', KNOWN), undefined);
});
