/** Checks of internet addresses: 16 bytes in network order, of which IPv4 takes the first four. */
import type { CheckNode, Cidr } from '@lanner/language';
import { typeOf } from '@lanner/language/operands';
import { isCidr } from '../../operators/predicate.ts';
import { UNKNOWN, exactly, oppositeBounds } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { compared } from '../numbers.ts';
import { both, either, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';

/** Where an address lies, and what says of which family it is. */
export interface AddressPlace {
  readonly at: number;
  readonly isV4: Plan;
  readonly isV6: Plan;
}

const WORD = 0xffffffffn;
/** The third word of an IPv6 address that stands for one of IPv4, and its first two. */
const MAPPED = [0n, 0n, 0xffffn] as const;
/** Addresses of a check; lists are worth testing up to here. */
const MOST_ADDRESSES = 64;

/** @param word in network order */
function littleEndian(word: bigint): bigint {
  return ((word & 0xffn) << 24n) | ((word & 0xff00n) << 8n) | ((word >> 8n) & 0xff00n) | (word >> 24n);
}

/** @param bits of the word that count, from its high end on */
function sameWord(at: number, word: bigint, bits: number): Plan {
  const mask = bits <= 0 ? 0n : (WORD << BigInt(32 - bits)) & WORD;
  const place = { at, size: 4, signed: false, rare: true } as const;
  const masked = bits >= 32 ? place : { ...place, mask: littleEndian(mask) };
  return compared(masked, '=', littleEndian(word & mask));
}

/** @param words one after the other; `bits`: how many of theirs count */
function sameWords(at: number, words: readonly bigint[], bits: number): Plan {
  return both(
    words.flatMap((word, index) =>
      bits > 32 * index ? [sameWord(at + 4 * index, word, Math.min(32, bits - 32 * index))] : [],
    ),
  );
}

function wordsOf(address: bigint): readonly bigint[] {
  return [96n, 64n, 32n, 0n].map((shift) => (address >> shift) & WORD);
}

function isMapped(at: number): Plan {
  return sameWords(at, MAPPED, 96);
}

/** Whether the network holds addresses that stand for some of IPv4, which are none of IPv6 then. */
function holdsMapped(address: bigint, bits: number): boolean {
  const shift = 128n - BigInt(Math.min(bits, 96));
  return address >> shift === (0xffffn << 32n) >> shift;
}

function inV6(at: number, { address, bits }: { readonly address: bigint; readonly bits: number }): Plan {
  const same = sameWords(at, wordsOf(address), bits);
  return holdsMapped(address, bits) ? both([same, oppositeOf(isMapped(at))]) : same;
}

/** Literals as networks; undefined if one is neither an address nor a network. */
function networks(check: CheckNode): readonly Cidr[] | undefined {
  if (check.right.kind !== 'literals' || check.modifier !== undefined) return undefined;
  // Networks are compared with networks: a plain address there is left to user space.
  const isAddress = typeOf(check.left) === 'IPADDR';
  const found: Cidr[] = [];
  for (const value of check.right.values) {
    if (isCidr(value)) found.push(value);
    else if (isAddress && typeof value === 'number') found.push({ address: value, bits: 32 });
    else if (isAddress && typeof value === 'bigint') found.push({ address: value, bits: 128 });
    else return undefined;
  }
  return found.length > MOST_ADDRESSES ? undefined : found;
}

/** Of a check whose left side is the address at a place, always with a value. */
export function addressBounds(check: CheckNode, { at, isV4, isV6 }: AddressPlace): Bounds {
  const { operator } = check;
  const wanted = networks(check);
  if (wanted === undefined || (operator !== '=' && operator !== '!=' && operator !== 'in')) return UNKNOWN;
  const v4 = (place: number) =>
    either(
      wanted.flatMap(({ address, bits }) =>
        typeof address === 'number' ? [sameWords(place, [BigInt(address)], bits)] : [],
      ),
    );
  const v6 = either(
    wanted.flatMap(({ address, bits }) => (typeof address === 'bigint' ? [inV6(at, { address, bits })] : [])),
  );
  const plan = either([both([isV4, v4(at)]), both([isV6, isMapped(at), v4(at + 12)]), both([isV6, v6])]);
  return operator === '!=' ? oppositeBounds(exactly(plan)) : exactly(plan);
}
