/** What `lanner ps` shows of containers. */
import type { Process } from '@lanner/context';
import type { Row } from '../table.ts';
import type { SurveyedContainer } from './survey.ts';

const HEADINGS: Row = ['CONTAINER', 'TYPE', 'NAME', 'IMAGE', 'POD', 'PID', 'COMMAND'];
const UNKNOWN = '-';
/** Characters; a command line can be as long as it likes. */
const LONGEST_COMMAND = 200;

/** One row a process; what is said of the container stands beside its first process only. */
export function rowsOf(containers: readonly SurveyedContainer[]): readonly Row[] {
  return [HEADINGS, ...containers.flatMap(containerRows)];
}

function containerRows({ identity, metadata, processes }: SurveyedContainer): readonly Row[] {
  const { pod } = metadata ?? {};
  const podName = pod?.name === undefined ? undefined : [pod.namespace, pod.name].filter(Boolean).join('/');
  const own = [
    identity.id,
    metadata?.type ?? identity.type,
    `${metadata?.name ?? UNKNOWN}${metadata?.sandbox === true ? ' (sandbox)' : ''}`,
    metadata?.image ?? UNKNOWN,
    podName ?? identity.podUid ?? UNKNOWN,
  ];
  return processes.map((process, at) => [
    ...(at === 0 ? own : own.map(() => '')),
    String(process.facts.pid),
    commandOf(process),
  ]);
}

function commandOf({ args, name }: Process): string {
  return (args.length === 0 ? name : args.join(' ')).slice(0, LONGEST_COMMAND);
}

/** One object a container; what is not known is null. */
export function jsonOf(containers: readonly SurveyedContainer[]): unknown {
  return containers.map(({ identity, metadata, processes }) => ({
    id: identity.id,
    full_id: identity.fullId,
    type: metadata?.type ?? identity.type,
    name: metadata?.name ?? null,
    image: metadata?.image ?? null,
    privileged: metadata?.privileged ?? null,
    sandbox: metadata?.sandbox ?? identity.sandbox ?? false,
    outer_id: identity.outer?.id ?? null,
    pod: {
      name: metadata?.pod?.name ?? null,
      namespace: metadata?.pod?.namespace ?? null,
      uid: metadata?.pod?.uid ?? identity.podUid ?? null,
    },
    labels: metadata?.labels ?? {},
    known: metadata !== undefined,
    processes: processes.map((process) => ({
      pid: process.facts.pid,
      ppid: process.facts.ppid,
      name: process.name,
      command: process.args,
      by_lineage: process.containerByLineage,
    })),
  }));
}
