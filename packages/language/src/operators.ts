/** Which operator applies to which type of value. */
import type { ValueType } from '@lanner/schema';
import type { Operator } from './ir.ts';

export type TypeGroup = 'number' | 'boolean' | 'string' | 'buffer' | 'address' | 'opaque';

const GROUPS: Partial<Readonly<Record<ValueType, TypeGroup>>> = {
  BOOL: 'boolean',
  CHARBUF: 'string',
  FSPATH: 'string',
  FSRELPATH: 'string',
  BYTEBUF: 'buffer',
  IPADDR: 'address',
  IPNET: 'address',
  SOCKADDR: 'opaque',
  SOCKTUPLE: 'opaque',
  DYNAMIC: 'opaque',
  SIGSET: 'opaque',
  FDLIST: 'opaque',
};

/** Types of one group take the same operators and forms of literals. */
export function groupOf(type: ValueType): TypeGroup {
  return GROUPS[type] ?? 'number';
}

const ALWAYS: readonly Operator[] = ['=', '!=', 'in', 'intersects', 'exists'];
const ORDER: readonly Operator[] = ['<', '<=', '>', '>='];

const LEGAL: Readonly<Record<TypeGroup, readonly Operator[]>> = {
  number: [...ALWAYS, ...ORDER],
  boolean: ALWAYS,
  string: [...ALWAYS, ...ORDER, 'contains', 'icontains', 'startswith', 'endswith', 'glob', 'iglob', 'regex', 'pmatch'],
  buffer: [...ALWAYS, 'contains', 'startswith', 'endswith', 'bcontains', 'bstartswith'],
  address: ALWAYS,
  // Raw parameters of these types can only be asked for.
  opaque: ['exists'],
};

const LEGAL_ON_LISTS: readonly Operator[] = ['in', 'intersects', 'exists'];

/** The operators that apply to values of a type, or to lists of them. */
export function legalOperators(type: ValueType, list: boolean): readonly Operator[] {
  return list ? LEGAL_ON_LISTS : LEGAL[groupOf(type)];
}
