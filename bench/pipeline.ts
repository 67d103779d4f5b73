/** What the engine thread does with records, without a kernel and without what else runs in the thread. */
import type { RecordView } from '@lanner/capture';
import {
  ContainerTable,
  KubernetesStore,
  LIVE_BINDING,
  LiveEvent,
  ProcessTable,
  Users,
  shapeOf,
} from '@lanner/context';
import type { EventShape } from '@lanner/context';
import { RuleEngine } from '@lanner/engine';
import type { CheckedRule } from '@lanner/language';
import { EVENTS } from '@lanner/schema';

interface EventType extends EventShape {
  readonly judged: boolean;
}

export interface Pipeline {
  readonly table: ProcessTable;
  /** What the engine thread does with a record. */
  onRecord(record: RecordView): void;
  matches(): number;
}

export function pipeline(rules: readonly CheckedRule[]): Pipeline {
  const table = new ProcessTable({ facts: () => undefined, vectors: () => ({ args: undefined, env: undefined }) });
  const names = EVENTS.map(({ name }) => name);
  const engine = new RuleEngine<LiveEvent>(rules, LIVE_BINDING, names);
  const wanted = engine.wantedEventTypes();
  const types: readonly (EventType | undefined)[] = [
    undefined,
    ...EVENTS.map((event) => ({ ...shapeOf(event), judged: wanted.has(event.name) })),
  ];
  const event = new LiveEvent({
    hostname: 'bench',
    bootTime: 0n,
    users: new Users(),
    processes: table,
    containers: new ContainerTable({ wait: 0 }),
    kubernetes: new KubernetesStore(),
  });
  let matches = 0;
  return {
    table,
    onRecord(record) {
      table.apply(record);
      const type = types[record.type];
      if (type === undefined || !type.judged) return;
      event.point(record, table.resolve(record), type);
      matches += engine.judge(event, type.event.name).length;
    },
    matches: () => matches,
  };
}
