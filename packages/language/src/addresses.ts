/** IP addresses and networks from their text forms: IPv4 as a number in host order, IPv6 as a bigint of 128 bits. */
import type { Cidr } from './ir.ts';

export function parseIPv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    address = address * 256 + Number(part);
  }
  return address;
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [position, part] of parts.entries()) {
    if (part.includes('.') && position === parts.length - 1) {
      const embedded = parseIPv4(part);
      if (embedded === undefined) return undefined;
      groups.push(Math.floor(embedded / 65536), embedded % 65536);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

export function parseIPv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return undefined;
  const head = parseGroups(halves[0] ?? '');
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.reduce((address, group) => (address << 16n) | BigInt(group), 0n);
}

/** A dot makes it IPv4, as in Falco: `::ffff:10.0.0.1` is neither. */
export function parseAddress(text: string): number | bigint | undefined {
  return text.includes('.') ? parseIPv4(text) : parseIPv6(text);
}

/** `address/bits`; the bits of the address beyond `bits` are cleared. Falco takes `0.0.0.0/0`, but not `::/0`. */
export function parseCidr(text: string): Cidr | undefined {
  const [addressText, bitsText, ...more] = text.split('/');
  if (addressText === undefined || bitsText === undefined || more.length > 0 || !/^\d+$/.test(bitsText))
    return undefined;
  const address = parseAddress(addressText);
  const bits = Number(bitsText);
  if (address === undefined || bits > (typeof address === 'bigint' ? 128 : 32)) return undefined;
  if (typeof address === 'bigint') {
    if (bits === 0) return undefined;
    const shift = BigInt(128 - bits);
    return { address: (address >> shift) << shift, bits };
  }
  const block = 2 ** (32 - bits);
  return { address: Math.floor(address / block) * block, bits };
}
