/** What all events of one type have in common. */
import { isPathParam } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';
import { pathSlots, type EventShape } from './event.ts';
import { descriptorReader } from './fields/descriptor.ts';

export function shapeOf(event: EventDef): EventShape {
  return {
    event,
    paths: event.params.filter(isPathParam).map((param) => pathSlots(event, param)),
    descriptor: descriptorReader(event),
  };
}
