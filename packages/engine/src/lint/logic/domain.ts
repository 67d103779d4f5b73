/** What is known of the values of an operand whatever the event: texts that a field or a transformer never gives. */
import type { Operand } from '@lanner/language';
import type { Scalar } from '@lanner/schema';
import { bytesOf } from '../../operators/predicate.ts';

/** The kernel keeps this many bytes of a name (TASK_COMM_LEN without the NUL). */
export const NAME_BYTES = 15;

/** Where a text stands in a value: all of it, its beginning, or anywhere in it. */
export type Place = 'whole' | 'start' | 'inside';

/** Why no value has the text in that place; `undefined` if one may. */
type Domain = (text: string, place: Place) => string | undefined;

function nameProblem(text: string): string | undefined {
  const { length } = bytesOf(text);
  return length > NAME_BYTES ? `the kernel keeps ${NAME_BYTES} bytes of a name, and this has ${length}` : undefined;
}

/** Among ancestors there may be workers of the kernel, which /proc shows with longer names. */
function ancestorNameProblem(text: string, place: Place): string | undefined {
  return place === 'inside' || text.startsWith('kworker') ? undefined : nameProblem(text);
}

function directoryProblem(text: string, place: Place): string | undefined {
  const ends = place === 'whole' && text.length > 1 && text.endsWith('/');
  return ends ? 'the directory is given without a slash at its end' : undefined;
}

function without(characters: RegExp, problem: string): Domain {
  return (text) => (characters.test(text) ? problem : undefined);
}

const FIELDS: Readonly<Record<string, Domain>> = {
  'proc.name': nameProblem,
  'proc.pname': ancestorNameProblem,
  'proc.aname': ancestorNameProblem,
  'fd.filename': without(/\//, 'a file name has no slash in it'),
  'fd.directory': directoryProblem,
};

const TRANSFORMERS: Readonly<Record<string, Domain>> = {
  tolower: without(/[A-Z]/, 'tolower() gives no capital letters'),
  toupper: without(/[a-z]/, 'toupper() gives no small letters'),
  basename: without(/\//, 'basename() gives nothing with a slash in it'),
};

function domainOf(operand: Operand): Domain | undefined {
  if (operand.kind === 'field') return FIELDS[operand.field.name];
  return operand.kind === 'call' ? TRANSFORMERS[operand.name] : undefined;
}

/** Why no value of the operand has the text in that place; `undefined` if one may. */
export function problemOf(operand: Operand, text: string, place: Place): string | undefined {
  return domainOf(operand)?.(text, place);
}

export function couldBe(operand: Operand, value: Scalar): boolean {
  return typeof value !== 'string' || problemOf(operand, value, 'whole') === undefined;
}
