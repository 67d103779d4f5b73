/** Of an alert, what must be the same with the kernel filter and without it. */

type Value = string | number | boolean | null;

interface Varying {
  readonly pattern: RegExp;
  /** What stands for it. */
  readonly as: string;
  readonly why: string;
}

/** Fields, by their names, whose values belong to one run. Whether there is a value is compared all the same. */
const FIELDS: readonly (Varying & { readonly when?: (value: Value) => boolean })[] = [
  { pattern: /^evt\.(?:time|rawtime|reltime|datetime|latency)\b/, as: 'TIME', why: 'when it happened' },
  {
    pattern: /[._](?:ts|duration|[cm]time)(?:[._[]|$)/,
    as: 'TIME',
    why: 'when processes, files and containers were made',
  },
  { pattern: /^evt\.(?:num|deltatime)\b/, as: 'COUNT', why: 'what counts and measures the events that are sent' },
  { pattern: /^(?:proc|thread)\.a?p?v?(?:pid|tid|sid|pgid)(?:\[|$)/, as: 'PROCESS', why: 'numbers of processes' },
  { pattern: /\.(?:ino|dev)(?:\.|$)/, as: 'FILE', why: 'numbers of files' },
  { pattern: /^proc\.tty$/, when: (value) => value !== 0, as: 'TERMINAL', why: 'numbers of terminals' },
  { pattern: /^thread\.(?:vmsize|vmrss|pfmajor|pfminor)/, as: 'MEMORY', why: 'the use of memory' },
  {
    pattern: /^fd\.[a-z]*port$/,
    when: (value) => Number(value) >= 32768,
    as: 'PORT',
    why: 'ports that the kernel gives',
  },
  {
    pattern: /^container\.(?:full_)?id$/,
    when: (value) => value !== 'host',
    as: 'ID',
    why: 'ids of containers',
  },
];

/** Parts of fields and paths that are texts, in this order. */
const TEXTS: readonly Varying[] = [
  { pattern: / (?:-o kernel_filter=false|--wait-for-filter)/g, as: '', why: 'options about the filter' },
  { pattern: / -o channels\[\]=\{name: compared[^}]*\}/g, as: '', why: 'the channel that writes what is compared' },
  { pattern: /^\d\d:\d\d:\d\d\.\d{9}: /g, as: '', why: 'when it happened' },
  { pattern: /\b(lanner(?:-[a-z]+)*|run)-\w{6}(?!\w)/g, as: '$1-FOLDER', why: 'temporary directories of tests' },
  { pattern: /\b[0-9a-f]{12,64}\b/g, as: 'ID', why: 'ids of containers and pods' },
  { pattern: /\b(ino|dev)=\w+/g, as: '$1=FILE', why: 'numbers of files' },
  { pattern: /\b(runc|conmon-term)\.\w{6}\b/g, as: '$1.XXXXXX', why: 'temporary files' },
  { pattern: /(?<=[a-z])\d{6,}\b/g, as: 'FILE', why: 'temporary files' },
  { pattern: /(?<![.\w])\d{3,}(?![.\w])/g, as: 'NUMBER', why: 'numbers of processes and ports; not addresses' },
];

interface Alert {
  readonly rule: string;
  readonly priority: string;
  readonly source: string;
  readonly tags?: readonly string[];
  readonly output_fields?: Readonly<Record<string, Value>>;
  readonly lanner?: {
    readonly path?: Readonly<Record<string, string>>;
    readonly matched?: string;
    readonly notes?: readonly string[];
  };
}

/** @param line an alert, JSON or text. @returns undefined for what Lanner tells of itself: what it counts, and when */
export function essenceOf(line: string): string | undefined {
  if (!line.startsWith('{')) return JSON.stringify(ofText(line));
  const { rule, priority, source, tags, output_fields: fields, lanner } = JSON.parse(line) as Alert;
  if (source === 'internal') return undefined;
  const { path, matched, notes } = lanner ?? {};
  return JSON.stringify({
    rule,
    priority,
    source,
    tags,
    fields: ofFields(fields),
    path: ofFields(path),
    matched,
    notes,
  });
}

/** What is not compared, one line each. */
export function notCompared(): readonly string[] {
  return [...FIELDS, ...TEXTS].map(({ pattern, why }) => `${why}: ${pattern.source}`);
}

function ofFields(fields: Readonly<Record<string, Value>> | undefined): Readonly<Record<string, Value>> | undefined {
  return fields && Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, ofField(name, value)]));
}

function ofField(name: string, value: Value): Value {
  if (value === null) return null;
  const varying = FIELDS.find(({ pattern, when }) => pattern.test(name) && (when?.(value) ?? true));
  return varying?.as ?? (typeof value === 'string' ? ofText(value) : value);
}

function ofText(text: string): string {
  return TEXTS.reduce((changed, { pattern, as }) => changed.replaceAll(pattern, as), text);
}
