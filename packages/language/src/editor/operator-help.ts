/** What operators, modifiers and transformers do, in a sentence. */
import type { CheckOperator } from '../syntax.ts';
import type { ListModifier, TransformerName } from '../ir.ts';

export const OPERATOR_HELP: Readonly<Record<CheckOperator, string>> = {
  '=': 'Equal to a value.',
  '!=': 'Has a value, which is not this one.',
  '<': 'Less than.',
  '<=': 'At most.',
  '>': 'Greater than.',
  '>=': 'At least.',
  contains: 'The text is somewhere in the value.',
  icontains: 'The text is somewhere in the value, in upper or lower case.',
  bcontains: 'The bytes, written as hexadecimal digits, are somewhere in the value.',
  startswith: 'The value begins with the text.',
  bstartswith: 'The value begins with the bytes, written as hexadecimal digits.',
  endswith: 'The value ends with the text.',
  glob: 'The whole value fits a pattern with *, ? and [].',
  iglob: 'The whole value fits a pattern with *, ? and [], in upper or lower case.',
  regex: 'The whole value fits a regular expression (RE2).',
  in: 'Equal to one of the list; of a list, each value is.',
  intersects: 'Of a list, one value is in the other list.',
  pmatch: 'A path that is one of the list, or lies below one.',
  exists: 'There is a value.',
};

export const MODIFIER_HELP: Readonly<Record<ListModifier, string>> = {
  anyof: 'For at least one of the list.',
  allof: 'For each of the list.',
  oneof: 'For exactly one of the list.',
};

export const TRANSFORMER_HELP: Readonly<Record<TransformerName | 'val', string>> = {
  val: 'The value of a field, to compare with.',
  tolower: 'In lower case.',
  toupper: 'In upper case.',
  b64: 'Decoded from base64.',
  basename: 'The last part of a path.',
  len: 'The length: of a text in bytes, of a list in elements.',
  join: 'The elements of a list, with a text between them.',
  concat: 'Texts put together.',
  getopt: 'The options of a command line.',
};
