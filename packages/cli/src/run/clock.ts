/** Turns the kernel's time since boot into time of day. */
import { readFileSync } from 'node:fs';

const MS = 1_000_000;
/** /proc/uptime has two decimals: below this the difference is rounding. */
const UPTIME_ERROR_NS = 20_000_000n;

/** When the machine started, ns since the epoch. */
export function bootTime(): bigint {
  const monotonic = process.hrtime.bigint();
  const now = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
  const uptime = BigInt(Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000)) * BigInt(MS);
  const asleep = uptime - monotonic;
  return now - monotonic - (asleep > UPTIME_ERROR_NS || asleep < -UPTIME_ERROR_NS ? asleep : 0n);
}
