import { EVENTS, EVENT_NAMES, type EventDef } from '@lanner/schema';
import type { Listing } from '../print.ts';

interface ListedEvent {
  readonly name: string;
  /** Absent for a name that rules may use but that Lanner does not watch. */
  readonly category?: string;
  readonly params: readonly { readonly name: string; readonly type: string }[];
}

/** The event types, by name; with `all` also the names that only the rule language knows. */
export function listEvents(options: { readonly all?: boolean } = {}): Listing {
  const watched = new Set(EVENTS.map(({ name }) => name));
  const others = options.all === true ? [...EVENT_NAMES].filter((name) => !watched.has(name)) : [];
  const events = [...EVENTS.map(listed), ...others.map((name): ListedEvent => ({ name, params: [] }))].toSorted(
    (a, b) => (a.name < b.name ? -1 : 1),
  );
  const rows = events.map(({ name, category, params }) => [
    name,
    category ?? 'not watched',
    params.map((param) => `${param.name} ${param.type}`).join(', '),
  ]);
  return { groups: [{ heading: '', rows }], plain: rows, json: events };
}

function listed({ name, category, params }: EventDef): ListedEvent {
  return { name, category, params: params.map((param) => ({ name: param.name, type: param.type })) };
}
