/** The test data beside the rules: files in rules/tests, as README.md there and in rules/ describes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { GivenFields, GivenValue } from './test-event.ts';

export interface RuleCases {
  readonly file: string;
  readonly rule: string;
  readonly given: GivenFields;
  readonly match: readonly GivenFields[];
  readonly noMatch: readonly GivenFields[];
}

/** Events of ordinary work, none of which may raise an alert of priority Warning or above. */
export interface OrdinaryWork {
  readonly file: string;
  readonly ordinary: string;
  readonly given: GivenFields;
  readonly events: readonly GivenFields[];
}

export interface TestData {
  readonly rules: readonly RuleCases[];
  readonly ordinary: readonly OrdinaryWork[];
}

type Mapping = Readonly<Record<string, unknown>>;

/** Reads all test files of a directory. Throws an Error that names the file and the item for what is not in order. */
export function readTestData(directory: URL): TestData {
  const rules: RuleCases[] = [];
  const ordinary: OrdinaryWork[] = [];
  for (const file of readdirSync(directory).toSorted()) {
    if (!file.endsWith('.yaml')) continue;
    const items: unknown = parse(readFileSync(fileURLToPath(new URL(file, directory)), 'utf8'));
    if (!Array.isArray(items)) throw new Error(`${file}: not a list of items`);
    for (const [index, item] of items.entries()) {
      const place = `${file}, item ${index + 1}`;
      const mapping = mappingOf(item, place);
      const given = fieldsOf(mapping['given'] ?? {}, place);
      if (typeof mapping['ordinary'] === 'string') {
        ordinary.push({ file, ordinary: mapping['ordinary'], given, events: casesOf(mapping['events'], place) });
      } else if (typeof mapping['rule'] === 'string') {
        const match = casesOf(mapping['match'], place);
        rules.push({ file, rule: mapping['rule'], given, match, noMatch: casesOf(mapping['no_match'], place) });
      } else {
        throw new Error(`${place}: neither 'rule' nor 'ordinary'`);
      }
    }
  }
  return { rules, ordinary };
}

function mappingOf(value: unknown, place: string): Mapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${place}: not a mapping`);
  return Object.fromEntries(Object.entries(value));
}

function casesOf(value: unknown, place: string): GivenFields[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${place}: a list of events is missing`);
  return value.map((fields) => fieldsOf(fields, place));
}

function fieldsOf(value: unknown, place: string): GivenFields {
  const fields: Record<string, GivenValue | null> = {};
  for (const [key, field] of Object.entries(mappingOf(value, place))) {
    if (!isGivenValue(field)) throw new Error(`${place}: '${key}' is not a value`);
    fields[key] = field;
  }
  return fields;
}

function isGivenValue(value: unknown): value is GivenValue | null {
  if (Array.isArray(value)) return value.every((element) => ['string', 'number'].includes(typeof element));
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
