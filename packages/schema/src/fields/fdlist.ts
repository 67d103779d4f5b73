/** Fields of the descriptors that poll and its kin wait for. */
import type { FieldDef } from '../types.ts';
import { UNFILLED, fieldsOf } from './build.ts';

export const FDLIST_FIELDS: readonly FieldDef[] = fieldsOf('fdlist', [
  ['fdlist.nums', 'CHARBUF', 'Numbers of the descriptors, separated by commas.', UNFILLED],
  ['fdlist.names', 'CHARBUF', 'Names of the descriptors, separated by commas.', UNFILLED],
  ['fdlist.cips', 'CHARBUF', 'Client addresses of the descriptors, separated by commas.', UNFILLED],
  ['fdlist.sips', 'CHARBUF', 'Server addresses of the descriptors, separated by commas.', UNFILLED],
  ['fdlist.cports', 'CHARBUF', 'Client ports of the descriptors, separated by commas.', UNFILLED],
  ['fdlist.sports', 'CHARBUF', 'Server ports of the descriptors, separated by commas.', UNFILLED],
]);
