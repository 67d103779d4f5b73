/** Dates in local time. */

/** @param ns since the epoch
 * @returns `YYYY-MM-DD` */
export function localDate(ns: bigint): string {
  const local = new Date(Number(ns / 1_000_000n));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}
