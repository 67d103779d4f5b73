import { slot } from './build.ts';
import type { EventDef } from './types.ts';

/** The life of containers, as their runtimes tell it. */
export const CONTAINER_EVENTS: readonly EventDef[] = [
  {
    name: 'container',
    category: 'process',
    params: [slot('json', 'CHARBUF', 'string')],
    handler: 'none',
  },
  {
    name: 'asyncevent',
    category: 'other',
    params: [slot('plugin_id', 'UINT32', 'u32'), slot('name', 'CHARBUF', 'string'), slot('data', 'BYTEBUF', 'string')],
    handler: 'none',
  },
];
