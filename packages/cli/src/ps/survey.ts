/** The containers of this machine, as the engine would see them now. */
import { readdirSync } from 'node:fs';
import { HOST, Process, procReader } from '@lanner/context';
import type { ContainerIdentity, ContainerMetadata, ProcReader, ProcessFacts } from '@lanner/context';
import { Runtimes, rootsOf } from '@lanner/context/runtimes';
import type { RuntimeState, SocketPlace } from '@lanner/context/runtimes';

export interface SurveyedContainer {
  readonly identity: ContainerIdentity;
  /** Undefined: no runtime knows it. */
  readonly metadata: ContainerMetadata | undefined;
  /** In the order in which they started. */
  readonly processes: readonly Process[];
}

export interface Survey {
  /** In the order in which their first processes started. */
  readonly containers: readonly SurveyedContainer[];
  readonly runtimes: readonly RuntimeState[];
}

/** ms */
const ANSWER_WITHIN = 5000;

/** Asks the runtimes about the containers whose processes run. */
export async function survey(sockets: readonly SocketPlace[]): Promise<Survey> {
  const known = new Map<string, ContainerMetadata>();
  const options = { configured: sockets, roots: rootsOf(process.env) };
  const runtimes = new Runtimes(options, ({ found }) => found.forEach((one) => known.set(one.fullId, one)));
  const byContainer = Map.groupBy(runningProcesses(pidsOfProc(), procReader), ({ container }) => container.fullId);
  byContainer.delete(HOST.fullId);
  const identities = [...byContainer.values()].flatMap(([first]) => (first === undefined ? [] : [first.container]));
  try {
    await runtimes.start();
    runtimes.want(identities);
    await runtimes.settled(ANSWER_WITHIN);
    const containers = identities.map((identity) => ({
      identity,
      metadata: known.get(identity.fullId),
      processes: byContainer.get(identity.fullId) ?? [],
    }));
    return { containers, runtimes: runtimes.states() };
  } finally {
    runtimes.close();
  }
}

/** Processes with their containers, which they have from who started them as well; the eldest first. */
export function runningProcesses(pids: readonly number[], reader: ProcReader): readonly Process[] {
  const facts = pids.map((pid) => reader.facts(pid, undefined)).filter((one): one is ProcessFacts => one !== undefined);
  const found = new Map<number, Process>();
  for (const one of facts.toSorted((a, b) => Number(a.startTime - b.startTime) || a.pid - b.pid)) {
    found.set(one.pid, new Process(one, found.get(one.ppid)));
  }
  return [...found.values()];
}

function pidsOfProc(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
}
