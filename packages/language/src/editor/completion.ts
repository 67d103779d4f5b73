/** What can be written at a place of a rules file. */
import type { FieldDef } from '@lanner/schema';
import { EXCEPTION_KEYS, ITEM_KEYS, ITEM_KINDS, itemKind, type ItemKey } from '../item-keys.ts';
import { legalOperators } from '../operators.ts';
import { PRIORITIES } from '../priority.ts';
import { LIST_MODIFIERS, LIST_OPERATORS, NUMERIC_OPERATORS, STRING_OPERATORS, TRANSFORMER_NAMES } from '../syntax.ts';
import type { Vocabulary } from '../vocabulary.ts';
import type { ConditionState } from './condition-tokens.ts';
import { operandType } from './operand-type.ts';
import { MODIFIER_HELP, OPERATOR_HELP, TRANSFORMER_HELP } from './operator-help.ts';
import { placeAt, type Place } from './place.ts';
import type { Symbols } from './symbols.ts';

/** The kinds are those that CodeMirror has icons for. */
export type CompletionKind = 'property' | 'variable' | 'function' | 'keyword' | 'type' | 'constant' | 'class' | 'enum';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Short, beside the label: a type, or what kind of thing it is. */
  readonly detail?: string;
  /** A sentence or two. */
  readonly info?: string;
  /** What is inserted, where it is not the label. */
  readonly apply?: string;
}

export interface CompletionResult {
  /** Offset in the text from which on the item replaces what stands there. */
  readonly from: number;
  readonly items: readonly CompletionItem[];
}

export interface CompletionOptions {
  readonly vocabulary: Vocabulary;
  /** Macros and lists that can be named, those of other files included. */
  readonly symbols: Symbols;
}

/** What is being typed, up to the cursor. */
const WORD = /[\w.-]*$/;
const CONDITION_WORD = /[\w.]*$|[<>=!]+$/;

/** `undefined`: nothing can be proposed here. Items are not filtered by what has been typed. */
export function completionsAt(text: string, offset: number, options: CompletionOptions): CompletionResult | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const cursor = placeAt(text, offset, options.vocabulary);
  if (/(^|\s)#/.test(line) && cursor.state.value?.style !== 'block') return undefined;
  const role = cursor.state.value?.role;
  const word = (role === 'condition' ? CONDITION_WORD : WORD).exec(line)?.[0] ?? '';
  const place = placeAt(text, offset - word.length, options.vocabulary);
  const items = itemsAt(place, options);
  return items.length === 0 ? undefined : { from: offset - word.length, items };
}

function itemsAt(place: Place, options: CompletionOptions): readonly CompletionItem[] {
  const { state, before } = place;
  const { value } = state;
  if (/^\s*(- +)*$/.test(before) && (value === undefined || value.style === 'open')) {
    const keys = keysAt(place);
    if (keys.length > 0 || value === undefined) return keys;
  }
  if (value === undefined) return [];
  switch (value.role) {
    case 'condition':
      return conditionItems(value.condition, options);
    case 'output':
      return /%\d*$/.test(before) ? operands(options.vocabulary, (field) => field.filterOnly !== true) : [];
    case 'priority':
      return PRIORITIES.map((name) => ({ label: name.toUpperCase(), kind: 'enum' }));
    case 'boolean':
      return ['true', 'false'].map((label) => ({ label, kind: 'constant' }));
    case 'source':
      return Array.from(options.vocabulary.sources, (label) => ({ label, kind: 'enum' }));
    case 'operation':
      return ['append', 'replace'].map((label) => ({ label, kind: 'keyword' }));
    case 'override':
      return value.brackets.endsWith('{') && !/:\s*$/.test(before) ? overrideKeys(place) : operations(before);
    case 'words':
      return state.path.at(-1)?.key === 'tags'
        ? options.symbols.tags.map(tagItem)
        : options.symbols.lists.map(listItem);
    case 'fields':
      return operands(options.vocabulary, (field) => field.printOnly !== true);
    case 'operators':
      return operatorItems([...STRING_OPERATORS, ...NUMERIC_OPERATORS, ...LIST_OPERATORS]);
    case 'values':
      return options.symbols.lists.map(listItem);
    case 'name':
    case 'text':
    case 'number':
    case 'exceptions':
    case 'other':
      return [];
  }
}

function operations(before: string): readonly CompletionItem[] {
  if (!/:\s*$/.test(before)) return [];
  return ['append', 'replace'].map((label) => ({ label, kind: 'keyword' }));
}

function tagItem(label: string): CompletionItem {
  return { label, kind: 'constant', detail: 'tag' };
}

function listItem({ name, items }: Symbols['lists'][number]): CompletionItem {
  return { label: name, kind: 'class', detail: 'list', info: shortened(items.join(', ')) };
}

function macroItem({ name, condition }: Symbols['macros'][number]): CompletionItem {
  return { label: name, kind: 'function', detail: 'macro', info: shortened(condition) };
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Keys at the beginning of a line, by the column they would stand at. */
function keysAt({ before, state, itemKeys, inItem }: Place): readonly CompletionItem[] {
  const column = before.length;
  const path = state.path.filter((key) => key.column < column);
  const outer = path[0]?.key;
  if (/^- +$/.test(before)) return kinds();
  if (before === '') return kinds('- ');
  if (!inItem) return [];
  const kind = itemKind((key) => itemKeys.includes(key));
  if (path.length === 0) {
    const keys = kind === undefined ? [] : ITEM_KEYS[kind];
    return keys.filter(({ name, deprecated }) => !itemKeys.includes(name) && deprecated !== true).map(keyItem);
  }
  if (path.length === 1 && outer === 'exceptions') return EXCEPTION_KEYS.map(keyItem);
  return path.length === 1 && outer === 'override' ? overridable(kind, itemKeys) : [];
}

function kinds(start = ''): CompletionItem[] {
  return ITEM_KINDS.map((kind) => {
    const description = ITEM_KEYS[kind].find(({ name }) => name === kind)?.description ?? '';
    return { label: `${start}${kind}`, kind: 'keyword', info: description, apply: `${start}${kind}: ` };
  });
}

function keyItem({ name, description, required }: ItemKey): CompletionItem {
  const needed = required === true ? { detail: 'required' } : {};
  return { label: name, kind: 'property', info: description, apply: `${name}: `, ...needed };
}

function overrideKeys({ itemKeys }: Place): readonly CompletionItem[] {
  return overridable(
    itemKind((key) => itemKeys.includes(key)),
    itemKeys,
  );
}

/** Keys of the item that `override` can speak of. */
function overridable(kind: ReturnType<typeof itemKind>, itemKeys: readonly string[]): readonly CompletionItem[] {
  if (kind === undefined) return [];
  return ITEM_KEYS[kind].filter(({ name, override }) => override !== undefined && itemKeys.includes(name)).map(keyItem);
}

function conditionItems(condition: ConditionState, options: CompletionOptions): readonly CompletionItem[] {
  const { vocabulary, symbols } = options;
  const { expected, left, quote } = condition;
  if (quote !== '') return [];
  const comparable = (field: FieldDef): boolean => field.printOnly !== true && field.tableOnly !== true;
  switch (expected) {
    case 'term':
      return [
        ...operands(vocabulary, comparable),
        ...symbols.macros.map(macroItem),
        { label: 'not', kind: 'keyword', info: 'The condition behind it does not hold.' },
      ];
    case 'operands':
      return operands(vocabulary, (field) => comparable(field) && field.noTransformer !== true);
    case 'operator': {
      const operand = operandType(left, vocabulary);
      return operatorItems(operand === undefined ? [] : legalOperators(operand.type, operand.list));
    }
    case 'connector':
      return ['and', 'or'].map((label) => ({ label, kind: 'keyword' }));
    case 'modified':
      return [
        ...values(left, options),
        ...LIST_MODIFIERS.map((label) => ({
          label,
          kind: 'keyword' as const,
          info: MODIFIER_HELP[label],
          apply: `${label} (`,
        })),
        { label: 'val', kind: 'function', info: TRANSFORMER_HELP.val, apply: 'val(' },
      ];
    case 'value':
      return values(left, options);
    case 'list':
    case 'values':
      return [...values(left, options), ...symbols.lists.map(listItem)];
  }
}

function operatorItems(operators: readonly (keyof typeof OPERATOR_HELP)[]): CompletionItem[] {
  return operators.map((label) => ({ label, kind: 'keyword', info: OPERATOR_HELP[label] }));
}

/** Values that are known: event types and truth values. */
function values(left: string, { vocabulary }: CompletionOptions): CompletionItem[] {
  if (left === 'evt.type') {
    return Array.from(vocabulary.eventNames(), (label) => ({ label, kind: 'type', detail: 'event type' }));
  }
  const boolean = operandType(left, vocabulary)?.type === 'BOOL';
  return boolean ? ['true', 'false'].map((label) => ({ label, kind: 'constant' })) : [];
}

/** Fields and transformers. */
function operands(vocabulary: Vocabulary, wanted: (field: FieldDef) => boolean): CompletionItem[] {
  const items: CompletionItem[] = [];
  for (const name of vocabulary.fieldNames()) {
    const field = vocabulary.findField(name);
    if (field === undefined || field.deprecated === true || !wanted(field)) continue;
    const argument = field.argument?.required === true ? (field.argument.dotted === true ? '.' : '[') : '';
    items.push({
      label: name,
      kind: 'variable',
      detail: field.list === true ? `list of ${field.type}` : field.type,
      info: field.description,
      ...(argument === '' ? {} : { apply: name + argument }),
    });
  }
  for (const name of TRANSFORMER_NAMES) {
    if (name === 'val') continue;
    items.push({ label: name, kind: 'function', info: TRANSFORMER_HELP[name], apply: `${name}(` });
  }
  return items;
}
