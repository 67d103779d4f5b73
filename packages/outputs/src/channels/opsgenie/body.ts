import { cut, type ByPriority, type Content } from '../../messages/index.ts';

/** https://docs.opsgenie.com/docs/alert-api: the lengths of each part, in characters. */
const MAX = {
  message: 130,
  alias: 512,
  description: 15_000,
  tags: 20,
  tag: 50,
  details: 8000,
  detail: 500,
  entity: 512,
  source: 100,
};

const PRIORITY: ByPriority<'P1' | 'P2' | 'P3' | 'P4' | 'P5'> = {
  Emergency: 'P1',
  Alert: 'P1',
  Critical: 'P1',
  Error: 'P2',
  Warning: 'P3',
  Notice: 'P4',
  Informational: 'P5',
  Debug: 'P5',
};

export interface OpsgenieAlert {
  readonly message: string;
  readonly alias: string;
  readonly description: string;
}

export function opsgenieBody(content: Content, { message, alias, description }: OpsgenieAlert): object {
  const details: Record<string, string> = {};
  let room = MAX.details;
  for (const [name, value] of content.fields) {
    const [key, text] = [cut(name, MAX.detail), cut(value, MAX.detail)];
    if (key.length + text.length > room) break;
    room -= key.length + text.length;
    details[key] = text;
  }
  return {
    message: cut(message, MAX.message),
    alias: cut(alias, MAX.alias),
    description: cut(description, MAX.description),
    tags: content.tags.slice(0, MAX.tags).map((tag) => cut(tag, MAX.tag)),
    details,
    entity: cut(content.lookup('hostname') ?? '', MAX.entity),
    source: cut(`Lanner ${content.alert.source}`, MAX.source),
    priority: PRIORITY[content.alert.priority],
  };
}
