/** The keys of items: what they hold, and how they are changed by later items. The order is that of a tidy file. */

export type ItemKind = 'required_engine_version' | 'required_plugin_versions' | 'list' | 'macro' | 'rule';

/** What stands behind a key. `words` are short texts in a sequence; `other` is checked elsewhere. */
export type KeyValue =
  | 'name'
  | 'text'
  | 'condition'
  | 'output'
  | 'priority'
  | 'source'
  | 'boolean'
  | 'number'
  | 'words'
  | 'fields'
  | 'operators'
  | 'exceptions'
  | 'values'
  | 'override'
  | 'other';

export interface ItemKey {
  readonly name: string;
  readonly value: KeyValue;
  readonly description: string;
  /** A new item cannot do without it. */
  readonly required?: boolean;
  /** What `override` may say of it: only `replace`, or `append` as well. */
  readonly override?: 'replace' | 'append';
  readonly deprecated?: boolean;
}

const APPEND: ItemKey = {
  name: 'append',
  value: 'boolean',
  description: 'Add to the earlier item of this name. Write `override` instead.',
  deprecated: true,
};
const OVERRIDE: ItemKey = {
  name: 'override',
  value: 'override',
  description: 'Which keys of the earlier item of this name are appended to, and which are replaced.',
};

/** What an item is follows from the first of these keys that it has. */
export const ITEM_KEYS: Readonly<Record<ItemKind, readonly ItemKey[]>> = {
  required_engine_version: [
    {
      name: 'required_engine_version',
      value: 'other',
      required: true,
      description: 'The version of the rule language that the file needs.',
    },
  ],
  required_plugin_versions: [
    {
      name: 'required_plugin_versions',
      value: 'other',
      required: true,
      description: 'The plugins that the file needs, each with name and version.',
    },
  ],
  list: [
    { name: 'list', value: 'name', required: true, description: 'A list: a name for several values.' },
    {
      name: 'items',
      value: 'words',
      required: true,
      override: 'append',
      description: 'The values of the list; the name of another list stands for its values.',
    },
    APPEND,
    OVERRIDE,
  ],
  macro: [
    { name: 'macro', value: 'name', required: true, description: 'A macro: a name for a condition.' },
    {
      name: 'condition',
      value: 'condition',
      required: true,
      override: 'append',
      description: 'What the name stands for in conditions.',
    },
    APPEND,
    OVERRIDE,
  ],
  rule: [
    { name: 'rule', value: 'name', required: true, description: 'A rule, by its name.' },
    {
      name: 'desc',
      value: 'text',
      required: true,
      override: 'append',
      description: 'What the rule finds, and what to do about it.',
    },
    {
      name: 'condition',
      value: 'condition',
      required: true,
      override: 'append',
      description: 'The events that the rule is about.',
    },
    {
      name: 'exceptions',
      value: 'exceptions',
      override: 'append',
      description: 'Events that the condition holds for and that are in order nevertheless.',
    },
    {
      name: 'output',
      value: 'output',
      required: true,
      override: 'append',
      description: 'The text of the alert; `%field` stands for the value of a field.',
    },
    {
      name: 'priority',
      value: 'priority',
      required: true,
      override: 'replace',
      description: 'How much an alert of the rule matters.',
    },
    { name: 'source', value: 'source', description: 'Where the events come from. Default: syscall.' },
    { name: 'tags', value: 'words', override: 'append', description: 'Words by which rules are selected.' },
    { name: 'enabled', value: 'boolean', override: 'replace', description: 'Is the rule used? Default: true.' },
    {
      name: 'warn_evttypes',
      value: 'boolean',
      override: 'replace',
      description: 'Warn if the condition is not restricted to some event types. Default: true.',
    },
    {
      name: 'skip-if-unknown-filter',
      value: 'boolean',
      override: 'replace',
      description: 'Leave the rule out, without an error, if it names unknown fields. Default: false.',
    },
    {
      name: 'capture',
      value: 'boolean',
      override: 'replace',
      description: 'Begin a recording when the rule matches. Default: false.',
    },
    {
      name: 'capture_duration',
      value: 'number',
      override: 'replace',
      description: 'How long such a recording takes, in milliseconds.',
    },
    APPEND,
    OVERRIDE,
  ],
};

/** The keys of one exception. */
export const EXCEPTION_KEYS: readonly ItemKey[] = [
  {
    name: 'name',
    value: 'name',
    required: true,
    description: 'The name of the exception, for those who add values to it.',
  },
  { name: 'fields', value: 'fields', required: true, description: 'The fields that are compared.' },
  {
    name: 'comps',
    value: 'operators',
    description: 'The operator for each of the fields. Default: `=`, or `in` for a single field.',
  },
  { name: 'values', value: 'values', description: 'The values for the fields, one row an exception.' },
];

export const ITEM_KINDS: readonly ItemKind[] = Object.keys(ITEM_KEYS) as ItemKind[];

/** What an item with these keys is. */
export function itemKind(has: (key: string) => boolean): ItemKind | undefined {
  return ITEM_KINDS.find(has);
}

export function keyNames(keys: readonly ItemKey[]): string[] {
  return keys.map(({ name }) => name);
}

/** The keys that an `override` of an item of this kind may name. */
export function overridableKeys(kind: ItemKind): {
  readonly append: readonly string[];
  readonly replace: readonly string[];
} {
  const keys = ITEM_KEYS[kind];
  return {
    append: keyNames(keys.filter(({ override }) => override === 'append')),
    replace: keyNames(keys.filter(({ override }) => override !== undefined)),
  };
}
