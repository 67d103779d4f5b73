/**
 * What follows from the fields that a test gives, so that it need not be written; docs/rule-tests.md lists it. What
 * cannot be told from them is as usual: a call that succeeded, of a service on the host, run by root without a terminal.
 */
import { DESCRIPTOR_FIELDS } from './descriptor.ts';
import { EVENT_FIELDS } from './event.ts';
import { PATH_FIELDS } from './path.ts';
import { PROCESS_FIELDS } from './process.ts';
import type { Derivation } from './types.ts';

/** By the names of fields, without arguments. */
export const DERIVATIONS: ReadonlyMap<string, Derivation> = new Map(
  Object.entries({ ...EVENT_FIELDS, ...PROCESS_FIELDS, ...DESCRIPTOR_FIELDS, ...PATH_FIELDS }),
);
