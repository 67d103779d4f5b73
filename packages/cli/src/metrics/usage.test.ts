import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyPart, readUsage } from './usage.ts';

test('the part of the time that the machine was busy', () => {
  assert.equal(busyPart('cpu  30 0 10 50 10 0 0 0 5 0\ncpu0 1 1 1 1\n'), 0.4);
  assert.equal(busyPart(''), 0);
});

test('what this process uses is read', () => {
  const { residentBytes, virtualBytes, proportionalBytes, openFiles, cpuSeconds, hostUsedBytes } = readUsage();
  assert.ok(Math.abs(residentBytes - process.memoryUsage.rss()) < 50e6);
  assert.ok(virtualBytes > residentBytes && proportionalBytes > 0 && hostUsedBytes > 0);
  assert.ok(openFiles > 2 && cpuSeconds > 0);
});
