import { cut, cutBytes, type Content } from '../../messages/index.ts';

/** Loki's `max_line_size` is 256 KB unless it is told otherwise. */
const MAX_LINE = 250_000;
const MAX_LABEL = 1024;

export interface LokiOptions {
  readonly format: 'json' | 'text';
  readonly labels: Readonly<Record<string, string>>;
  readonly label_fields: readonly string[];
}

/** The body of `/loki/api/v1/push`: one stream for each set of labels, its lines by time. */
export function lokiBody(contents: readonly Content[], options: LokiOptions): object {
  const streams = new Map<string, { stream: Record<string, string>; values: [string, string][] }>();
  for (const content of contents) {
    const stream = labelsOf(content, options);
    const key = JSON.stringify(stream);
    const entry = streams.get(key) ?? { stream, values: [] };
    streams.set(key, entry);
    const line = options.format === 'json' ? content.json(MAX_LINE) : cutBytes(content.text, MAX_LINE);
    entry.values.push([content.alert.time.toString(), line]);
  }
  for (const { values } of streams.values()) values.sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return { streams: Array.from(streams.values()) };
}

function labelsOf(content: Content, options: LokiOptions): Record<string, string> {
  const fields = options.label_fields.flatMap((name) => {
    const value = content.lookup(`fields.${name}`);
    return value === undefined || value === '' ? [] : [[labelName(name), cut(value, MAX_LABEL)] as const];
  });
  return {
    ...Object.fromEntries(fields),
    ...options.labels,
    rule: cut(content.rule, MAX_LABEL),
    priority: content.alert.priority,
    source: content.alert.source,
    hostname: cut(content.lookup('hostname') ?? '', MAX_LABEL),
  };
}

/** Loki allows letters, digits and `_`. */
function labelName(name: string): string {
  const safe = name.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[a-zA-Z]/.test(safe) ? safe : `_${safe}`;
}
