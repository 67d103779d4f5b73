/** Test files → cases. The form of the files is described in docs/rule-tests.md. */
import type { Diagnostic } from '../diagnostics.ts';
import type { CheckedRule, Priority } from '../ir.ts';
import type { SourceFile, Span } from '../source.ts';
import { didYouMean } from '../suggest.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from '../vocabulary.ts';
import { isNull, mapEntries, parseYaml, scalarValue, sequenceItems, type YamlEntry, type YamlNode } from '../yaml.ts';
import { DETAIL_KEYS, readDetails, readPriority } from './read-details.ts';
import { readEvent, readGiven, type Common, type EventContext } from './read-event.ts';
import { TestReports } from './reports.ts';
import type { ExpectedAlert, Expectation, TestCase, TestFile } from './types.ts';

export interface ReadTestsOptions {
  /** Default: all that the schema knows. */
  readonly vocabulary?: Vocabulary;
}

export interface ReadTestsResult {
  /** The cases that are in order. */
  readonly tests: TestFile;
  /** In order of their places. Any error means that the file should not be run. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Ordinary work raises nothing of this priority or above, unless a test says another. */
const QUIET: Priority = 'Warning';

/** Reads one test file for the rules given. Never throws: whatever is wrong is among the diagnostics. */
export function readTests(
  file: SourceFile,
  rules: readonly CheckedRule[],
  options: ReadTestsOptions = {},
): ReadTestsResult {
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic): void => void diagnostics.push(found);
  const reader = new TestReader(rules, options.vocabulary ?? DEFAULT_VOCABULARY, new TestReports(report));
  for (const root of parseYaml(file, report)) reader.document(root);
  return {
    tests: { name: file.name, cases: reader.cases },
    diagnostics: diagnostics.toSorted((a, b) => a.span.start - b.span.start),
  };
}

type ItemKind = 'rule' | 'test' | 'ordinary';
const KINDS: readonly ItemKind[] = ['rule', 'test', 'ordinary'];
const KEYS: Readonly<Record<ItemKind, readonly string[]>> = {
  rule: ['rule', 'given', 'match', 'no_match'],
  test: ['test', 'given', 'rule_matching', 'events'],
  ordinary: ['ordinary', 'given', 'priority', 'events'],
};

interface Item {
  readonly title: string;
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly given: Common;
  readonly nameSpan: Span;
}

class TestReader {
  readonly cases: TestCase[] = [];
  readonly #rules: ReadonlyMap<string, CheckedRule>;
  readonly #context: EventContext;
  readonly #reports: TestReports;

  constructor(rules: readonly CheckedRule[], vocabulary: Vocabulary, reports: TestReports) {
    this.#rules = new Map(rules.map((rule) => [rule.name, rule]));
    this.#context = { vocabulary, reports };
    this.#reports = reports;
  }

  document(root: YamlNode): void {
    const items = sequenceItems(root);
    if (items === undefined) return this.#reports.item('a test file is a list of items', root.span);
    for (const item of items) this.#item(item);
  }

  #item(yaml: YamlNode): void {
    const all = mapEntries(yaml);
    const kind = KINDS.find((key) => all?.some((entry) => entry.key === key));
    if (all === undefined || kind === undefined) {
      const hint = 'an item begins with rule: NAME, test: TEXT or ordinary: TEXT';
      return this.#reports.item('this is no item of a test file', all?.[0]?.keySpan ?? yaml.span, hint);
    }
    const entries = new Map(all.map((entry) => [entry.key, entry]));
    for (const { key, keySpan } of all) {
      if (!KEYS[kind].includes(key)) {
        this.#reports.item(`unknown key '${key}'`, keySpan, didYouMean(key, KEYS[kind]));
      }
    }
    const name = entries.get(kind);
    const title = name && scalarValue(name.value)?.text;
    if (name === undefined || title === undefined || title === '') {
      return this.#reports.item(`'${kind}' needs a text`, name?.keySpan ?? yaml.span);
    }
    const given = readGiven(entries.get('given'), this.#context);
    if (given === undefined) return;
    const item = { title, entries, given, nameSpan: name.value.span };
    if (kind === 'rule') this.#ruleItem(item);
    else if (kind === 'test') this.#testItem(item);
    else this.#ordinaryItem(item);
  }

  #ruleItem(item: Item): void {
    const { title, entries, nameSpan } = item;
    const rule = this.#rule(title, nameSpan);
    if (entries.get('match') === undefined && entries.get('no_match') === undefined) {
      this.#reports.item("the item has neither 'match' nor 'no_match'", nameSpan);
    }
    if (rule === undefined) return;
    this.#events(item, 'match', DETAIL_KEYS, ({ event, others }) => {
      const types = rule.eventTypes;
      if (types?.has(event.type.name) === false) {
        const message = `rule '${rule.name}' never sees events of type '${event.type.name}'`;
        this.#reports.event(message, event.span, `it reads ${Array.from(types).join(', ')}`);
        return undefined;
      }
      const details = readDetails(others, this.#context);
      return details && { kind: 'match', rule, details };
    });
    this.#events(item, 'no_match', [], () => ({ kind: 'no_match', rule }));
  }

  #ordinaryItem(item: Item): void {
    const entry = item.entries.get('priority');
    const text = entry && scalarValue(entry.value)?.text;
    const priority = entry === undefined ? QUIET : readPriority(text ?? '', entry, this.#context);
    if (priority !== undefined) this.#events(item, 'events', [], () => ({ kind: 'quiet', priority }));
  }

  #testItem(item: Item): void {
    const entry = item.entries.get('rule_matching');
    const text = entry === undefined ? 'all' : scalarValue(entry.value)?.text;
    if (entry !== undefined && text !== 'first' && text !== 'all') {
      return this.#reports.item("'rule_matching' is 'first' or 'all'", entry.value.span);
    }
    const matching = text === 'first' ? 'first' : 'all';
    this.#events(item, 'events', ['alerts'], ({ event, others }) => {
      const alerts = this.#alerts(others.get('alerts'), event.span);
      return alerts && { kind: 'alerts', matching, alerts };
    });
  }

  #events(
    item: Item,
    key: string,
    keys: readonly string[],
    expected: (read: NonNullable<ReturnType<typeof readEvent>>) => Expectation | undefined,
  ): void {
    const entry = item.entries.get(key);
    if (entry === undefined && item.entries.has('rule')) return;
    const events = entry && sequenceItems(entry.value);
    if (events === undefined || events.length === 0) {
      return this.#reports.item(`'${key}' must be a list of events`, entry?.keySpan ?? item.nameSpan);
    }
    for (const yaml of events) {
      const read = readEvent(yaml, item.given, keys, this.#context);
      const expectation = read && expected(read);
      if (read !== undefined && expectation !== undefined) {
        this.cases.push({ item: item.title, event: read.event, expected: expectation });
      }
    }
  }

  #alerts(entry: YamlEntry | undefined, span: Span): ExpectedAlert[] | undefined {
    const hint = "write 'alerts: []' where none is expected";
    if (entry === undefined) return this.#reports.item("the event does not say which 'alerts' it raises", span, hint);
    const elements = sequenceItems(entry.value);
    if (elements === undefined || isNull(entry.value)) {
      return this.#reports.item("'alerts' must be a list of names of rules", entry.keySpan, hint);
    }
    const alerts = elements.map((element) => this.#alert(element));
    return alerts.every((one) => one !== undefined) ? alerts : undefined;
  }

  /** The name of a rule, or a mapping with `rule` and what its alert must be like. */
  #alert(yaml: YamlNode): ExpectedAlert | undefined {
    const entries = mapEntries(yaml);
    const name = entries === undefined ? yaml : entries.find(({ key }) => key === 'rule')?.value;
    const text = name && scalarValue(name);
    if (name === undefined || text === undefined) {
      return this.#reports.item("an alert is the name of a rule, or a mapping with 'rule'", yaml.span);
    }
    for (const { key, keySpan } of entries ?? []) {
      if (key === 'rule' || DETAIL_KEYS.includes(key)) continue;
      return this.#reports.item(`unknown key '${key}'`, keySpan, didYouMean(key, ['rule', ...DETAIL_KEYS]));
    }
    const rule = this.#rule(text.text, name.span);
    const details = readDetails(new Map((entries ?? []).map((entry) => [entry.key, entry])), this.#context);
    return rule && details && { ...details, rule: rule.name, span: name.span };
  }

  #rule(name: string, span: Span): CheckedRule | undefined {
    return this.#rules.get(name) ?? this.#reports.item(`no rule '${name}'`, span, didYouMean(name, this.#rules.keys()));
  }
}
