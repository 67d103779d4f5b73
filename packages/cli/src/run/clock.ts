/** Turns the kernel's time since boot into time of day. */
import { readFileSync } from 'node:fs';

const MS = 1_000_000;
/** /proc/uptime has two decimals: below this the difference is rounding. */
const UPTIME_ERROR_NS = 20_000_000n;

/** The thread can be interrupted between the readings of two clocks: of several tries the quickest is the truest. */
const TRIES = 8;

/** When the machine started, ns since the epoch. */
export function bootTime(): bigint {
  const uptime = BigInt(Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000)) * BigInt(MS);
  const asleep = uptime - process.hrtime.bigint();
  let best = { took: -1n, time: 0n };
  for (let n = 0; n < TRIES; n++) {
    const before = process.hrtime.bigint();
    const now = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
    const took = process.hrtime.bigint() - before;
    if (best.took < 0n || took < best.took) best = { took, time: now - before - took / 2n };
  }
  return best.time - (asleep > UPTIME_ERROR_NS || asleep < -UPTIME_ERROR_NS ? asleep : 0n);
}
