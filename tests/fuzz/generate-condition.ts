/** Conditions and outputs from the grammar: mostly sound, so that they come through to the compiler. */
import { LIST_MODIFIERS, LIST_OPERATORS, NUMERIC_OPERATORS, STRING_OPERATORS } from '@lanner/language';
import { ESCAPES, EVENT_TYPES, FIELD_NAMES, INHERITED, NUMBERS, ODD, PATTERNS, TEMPLATES } from './dictionary.ts';
import type { Random } from './random.ts';

/** Fields of every type that operators distinguish. */
const COMMON_FIELDS = [
  'proc.name',
  'proc.cmdline',
  'fd.name',
  'proc.aname',
  'proc.aname[2]',
  'evt.arg.flags',
  'evt.arg[1]',
  'proc.env[HOME]',
  'user.name',
  'evt.buffer',
  'thread.cap_effective',
  'proc.args',
  'fd.sip',
  'fd.snet',
  'fd.sport',
  'evt.rawres',
  'proc.pid',
  'evt.time',
  'proc.is_exe_writable',
  'evt.latency',
];

export interface Names {
  readonly macros: readonly string[];
  readonly lists: readonly string[];
}

/** A text in quotes that stands for exactly `text` where the language has an escape for what is in it. */
export function quoted(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return `"${text.replace(/["\\\n\r\t]/g, (character) => escapes[character] ?? character)}"`;
}

function text(random: Random): string {
  const kind = random.below(8);
  if (kind === 0) return quoted(random.pick(ESCAPES));
  if (kind === 1) return quoted(random.pick(ODD));
  if (kind === 2) return quoted(random.pick(PATTERNS));
  if (kind === 3) return random.pick(INHERITED);
  if (kind === 4) return random.pick(NUMBERS);
  // Long ones cost time: a few are enough.
  if (kind === 5 && random.chance(0.05)) return quoted('x'.repeat(random.count(3000)));
  return random.pick(['bash', '/etc/passwd', '10.0.0.1', '10.0.0.0/8', 'true', '22', 'O_CREAT']);
}

function field(random: Random): string {
  return random.chance(0.7) ? random.pick(COMMON_FIELDS) : random.pick(FIELD_NAMES);
}

function operand(random: Random, depth = 0): string {
  if (depth > 3 || random.chance(0.75)) return field(random);
  const inner = operand(random, depth + 1);
  switch (random.below(6)) {
    case 0:
      return `concat(${quoted(random.pick(ESCAPES))}, ${inner})`;
    case 1:
      return `join(",", (${inner}, "x"))`;
    case 2:
      return `getopt(proc.args, "ab:")[${random.pick(['a', 'b', '"]"'])}]`;
    default:
      return `${random.pick(['tolower', 'toupper', 'basename', 'len', 'b64'])}(${inner})`;
  }
}

function values(random: Random, names: Names): string {
  const one = (): string => (names.lists.length > 0 && random.chance(0.3) ? random.pick(names.lists) : text(random));
  return `(${Array.from({ length: random.count(12) }, one).join(', ')})`;
}

function check(random: Random, names: Names): string {
  switch (random.below(6)) {
    case 0:
      return `evt.type in (${random.pick(EVENT_TYPES)}, ${random.pick(EVENT_TYPES)})`;
    case 1:
      return `${operand(random)} exists`;
    case 2:
      return `${operand(random)} ${random.pick(NUMERIC_OPERATORS)} ${random.pick(NUMBERS)}`;
    case 3:
      return `${operand(random)} ${random.pick(LIST_OPERATORS)} ${values(random, names)}`;
    case 4:
      return `${operand(random)} ${random.pick(STRING_OPERATORS)} ${random.pick(LIST_MODIFIERS)} ${values(random, names)}`;
    default: {
      const right = random.chance(0.8) ? text(random) : `val(${field(random)})`;
      return `${operand(random)} ${random.pick(STRING_OPERATORS)} ${right}`;
    }
  }
}

export function condition(random: Random, names: Names, depth = 0): string {
  if (depth > 5 || random.chance(0.48)) {
    return names.macros.length > 0 && random.chance(0.25) ? random.pick(names.macros) : check(random, names);
  }
  if (random.chance(0.25)) return `not ${group(random, names, depth)}`;
  const word = random.pick([' and ', ' or ']);
  return Array.from({ length: random.between(2, 4) }, () => group(random, names, depth)).join(word);
}

function group(random: Random, names: Names, depth: number): string {
  return `(${condition(random, names, depth + 1)})`;
}

export function template(random: Random): string {
  const piece = (): string => {
    if (random.chance(0.3)) return random.pick(ESCAPES);
    return random.chance(0.5)
      ? random.pick(TEMPLATES)
      : `%${random.chance(0.3) ? random.below(40) : ''}${operand(random)}`;
  };
  return Array.from({ length: random.count(5) }, piece).join(' ');
}
