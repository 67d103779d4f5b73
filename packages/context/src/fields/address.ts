/** Socket addresses: where they lie in a record, and how they are written. */
import { memberOffset } from '@lanner/capture';
import { renderAddress } from '@lanner/engine/runtime';
import { AF_INET6 } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';

/** One end of a connection; the address is a number for IPv4, a bigint for IPv6. */
export interface Endpoint {
  readonly ip: number | bigint;
  readonly port: number;
}

/** Where the members of an `address` slot lie. */
export interface AddressOffsets {
  readonly family: number;
  readonly port: number;
  readonly ip: number;
  readonly path: number;
}

export function addressOffsets(event: EventDef, name: string): AddressOffsets {
  const at = (member: string) => memberOffset(event.name, `${name}.${member}`);
  return { family: at('family'), port: at('port'), ip: at('ip'), path: at('path') };
}

const V4_MAPPED = 0xffffn;

/**
 * @param bytes in network order; for IPv4 the first four count
 * @returns a number for IPv4, a bigint for IPv6; the IPv4 peer of an IPv6 socket is an IPv4 address
 */
export function decodeIp(bytes: Uint8Array, family: number): number | bigint {
  if (family !== AF_INET6) return word(bytes, 0);
  const high = (BigInt(word(bytes, 0)) << 32n) | BigInt(word(bytes, 4));
  const low = (BigInt(word(bytes, 8)) << 32n) | BigInt(word(bytes, 12));
  return high === 0n && low >> 32n === V4_MAPPED ? Number(low & 0xffffffffn) : (high << 64n) | low;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
}

export function formatEndpoint({ ip, port }: Endpoint): string {
  return `${renderAddress(ip)}:${port}`;
}

/** The name of a unix socket: a path up to its NUL, or `@` and the rest for one of the abstract namespace. */
export function unixName(bytes: string): string {
  if (bytes.startsWith('\0')) return `@${bytes.slice(1)}`;
  const end = bytes.indexOf('\0');
  return end < 0 ? bytes : bytes.slice(0, end);
}
