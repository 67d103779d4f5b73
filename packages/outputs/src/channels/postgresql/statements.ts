/** The table and what is put into it. */
import type { Message } from '../queue-messages.ts';

const COLUMNS: readonly (readonly [name: string, type: string, cast: string])[] = [
  ['time', 'timestamptz not null', 'timestamptz'],
  ['uuid', 'text not null', 'text'],
  ['priority', 'text not null', 'text'],
  ['rule', 'text not null', 'text'],
  ['source', 'text not null', 'text'],
  ['hostname', 'text not null', 'text'],
  ['message', 'text not null', 'text'],
  ['tags', 'text[] not null', 'text'],
  ['alert', 'jsonb not null', 'jsonb'],
];

/** `name` or `schema.name`, each quoted. */
export function quotedName(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

/** With the time in its key, so that the table may become one of TimescaleDB, which partitions by it. */
export function createTable(table: string): string {
  const columns = COLUMNS.map(([name, type]) => `${name} ${type}`);
  return `create table if not exists ${quotedName(table)} (${columns.join(', ')}, primary key (time, uuid))`;
}

/** Makes the table one of TimescaleDB if it is none yet. Its one parameter is the name. */
export function createHypertable(): string {
  return `select create_hypertable($1, 'time', if_not_exists => true, migrate_data => true)`;
}

/** One parameter, a JSON array of rows: whatever is in the batch, the statement is the same. What is there already stays. */
export function insertRows(table: string): string {
  const names = COLUMNS.map(([name]) => name).join(', ');
  const values = COLUMNS.map(([name, , cast]) =>
    name === 'tags'
      ? `array(select jsonb_array_elements_text(row->'tags'))`
      : name === 'alert'
        ? `(row->>'alert')::jsonb`
        : `(row->>'${name}')::${cast}`,
  ).join(', ');
  return `insert into ${quotedName(table)} (${names}) select ${values} from jsonb_array_elements($1::jsonb) as row on conflict do nothing`;
}

/** The parameter of `insertRows`. */
export function rowsOf(messages: readonly Message[]): string {
  const rows = messages.map(({ content, json }) => {
    const { time, id: uuid, alert, rule, message, tags } = content;
    const { priority, source } = alert;
    return {
      time,
      uuid,
      priority,
      rule,
      source,
      hostname: content.lookup('hostname') ?? '',
      message,
      tags,
      alert: withoutHalves(json),
    };
  });
  return JSON.stringify(rows);
}

/** `jsonb` has neither a character 0 nor half of a pair, which JSON may have as escapes. Other escapes stay. */
function withoutHalves(json: string): string {
  return json.replace(/\\(?:u[Dd][89ABab]..\\u[Dd][C-Fc-f]..|(u0000|u[Dd][89A-Fa-f]..)|.)/g, (escape, half?: string) =>
    half === undefined ? escape : String.raw`\ufffd`,
  );
}
