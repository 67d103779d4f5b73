/** Counters in the protocol of StatsD, and in that of DogStatsD, which has tags. */
import { cut, type Content } from '../../messages/index.ts';

const MAX_NAME = 200;
/** Datadog cuts tags there. */
const MAX_TAG = 200;

/** `NAMESPACEfalco.accepted.PRIORITY` and `NAMESPACEfalco.rules.RULE`, one line for each with its count. */
export function statsdLines(contents: readonly Content[], namespace: string): readonly string[] {
  return counted(
    contents.flatMap(({ alert, rule }) => [
      `${namespace}falco.accepted.${alert.priority}`,
      `${namespace}falco.rules.${part(rule)}`,
    ]),
    (name, count) => `${name}:${count}|c`,
  );
}

export interface DogstatsdOptions {
  readonly namespace: string;
  readonly tags: readonly string[];
  readonly tag_fields: readonly string[];
}

/** `NAMESPACEfalco.accepted` with tags, one line for each set of them with its count. */
export function dogstatsdLines(contents: readonly Content[], options: DogstatsdOptions): readonly string[] {
  const { namespace, tags, tag_fields: fields } = options;
  return counted(
    contents.map((content) => {
      const own = [
        ['priority', content.alert.priority],
        ['rule', content.rule],
        ['source', content.alert.source],
        ['hostname', content.lookup('hostname') ?? ''],
        ...fields.map((name) => [name, content.lookup(`fields.${name}`) ?? ''] as const),
      ] as const;
      const shown = own.filter(([, value]) => value !== '').map(([name, value]) => tag(`${name}:${value}`));
      return [...shown, ...tags.map(tag)].join(',');
    }),
    (all, count) => `${namespace}falco.accepted:${count}|c|#${all}`,
  );
}

/** As few datagrams as the lines fit in, each of at most `max` bytes if no line is longer. */
export function datagrams(lines: readonly string[], max: number): readonly string[] {
  const packed: string[] = [];
  let bytes = Infinity;
  for (const line of lines) {
    const size = Buffer.byteLength(line) + 1;
    if (bytes + size > max) {
      packed.push(`${line}\n`);
      bytes = size;
    } else {
      packed[packed.length - 1] += `${line}\n`;
      bytes += size;
    }
  }
  return packed;
}

function counted(keys: readonly string[], line: (key: string, count: number) => string): readonly string[] {
  return Array.from(
    Map.groupBy(keys, (key) => key),
    ([key, all]) => line(key, all.length),
  );
}

/** Of a name: letters, digits, `_` and `-`. */
function part(text: string): string {
  return text.slice(0, MAX_NAME).replace(/[^A-Za-z0-9_-]+/g, '_') || '_';
}

function tag(text: string): string {
  return cut(text, MAX_TAG).replace(/[,|#\n]/g, '_');
}
