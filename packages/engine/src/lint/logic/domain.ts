/** What is known of the values of an operand whatever the event: texts that a field or a transformer never gives. */
import type { Operand } from '@lanner/language';
import type { Scalar } from '@lanner/schema';
import { bytesOf } from '../../operators/predicate.ts';

/** The kernel keeps this many bytes of a name (TASK_COMM_LEN without the NUL). */
export const NAME_BYTES = 15;

interface Domain {
  /** Why no value contains the text; `undefined` if one may. */
  readonly problem: (part: string) => string | undefined;
  /** The same for a value as a whole. */
  readonly wholeProblem?: (text: string) => string | undefined;
}

/** Workers of the kernel show longer names in /proc. */
const KERNEL_WORKER = /kworker|^[^a-z]*$/;

const NAME: Domain = {
  problem: (part) =>
    bytesOf(part).length > NAME_BYTES && !KERNEL_WORKER.test(part)
      ? `the kernel keeps ${NAME_BYTES} bytes of a name, and this has ${bytesOf(part).length}`
      : undefined,
};

/** Names of processes come from the kernel. */
const FIELDS: Readonly<Record<string, Domain>> = {
  'proc.name': NAME,
  'proc.pname': NAME,
  'proc.aname': NAME,
  'fd.filename': { problem: (part) => (part.includes('/') ? 'a file name has no slash in it' : undefined) },
  'fd.directory': {
    problem: () => undefined,
    wholeProblem: (text) =>
      text.length > 1 && text.endsWith('/') ? 'the directory is given without a slash at its end' : undefined,
  },
};

const TRANSFORMERS: Readonly<Record<string, Domain>> = {
  tolower: { problem: (part) => (/[A-Z]/.test(part) ? 'tolower() gives no capital letters' : undefined) },
  toupper: { problem: (part) => (/[a-z]/.test(part) ? 'toupper() gives no small letters' : undefined) },
  basename: { problem: (part) => (part.includes('/') ? 'basename() gives nothing with a slash in it' : undefined) },
};

function domainOf(operand: Operand): Domain | undefined {
  if (operand.kind === 'field') return FIELDS[operand.field.name];
  return operand.kind === 'call' ? TRANSFORMERS[operand.name] : undefined;
}

/** Why no value of the operand contains the text. */
export function partProblem(operand: Operand, part: string): string | undefined {
  return domainOf(operand)?.problem(part);
}

/** Why the operand never has the value. */
export function valueProblem(operand: Operand, value: Scalar): string | undefined {
  if (typeof value !== 'string') return undefined;
  const domain = domainOf(operand);
  return domain?.problem(value) ?? domain?.wholeProblem?.(value);
}

export function couldBe(operand: Operand, value: Scalar): boolean {
  return valueProblem(operand, value) === undefined;
}
