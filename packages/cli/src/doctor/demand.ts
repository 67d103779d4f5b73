/** What must be there before the engine starts, asked for before anything is attached. */
import { UserError } from '../errors.ts';
import { REQUIREMENTS } from './checks.ts';
import type { Machine } from './machine.ts';

/** @throws UserError that says what is missing, and what to do about it */
export function demandRequirements(machine: Machine): void {
  for (const { name, run } of REQUIREMENTS) {
    const { status, detail, advice } = run(machine);
    if (status === 'fail') throw new UserError(`this machine cannot be watched: ${name}: ${detail}`, advice);
  }
}
