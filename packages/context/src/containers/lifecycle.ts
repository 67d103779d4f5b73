/** What happens to containers, as events that rules can ask for. */
import { RecordView, encodeRecord, recordBuffer } from '@lanner/capture';
import { EVENTS } from '@lanner/schema';
import { containerIdentity, shownId } from '../container-id.ts';
import type { EventShape } from '../event.ts';
import { shapeOf } from '../event-shape.ts';
import { Process, headerFacts } from '../process.ts';
import { bounded } from './metadata.ts';
import type { ContainerMetadata } from './metadata.ts';

/** What a runtime tells of one container. */
export interface RuntimeEvent {
  readonly what: 'created' | 'started' | 'exec' | 'stopped' | 'removed';
  readonly id: string;
  /** When it happened, ns since the epoch. */
  readonly time: bigint;
  /** What the event itself says, for a container that may be gone before it can be asked about. */
  readonly metadata?: ContainerMetadata;
  /** Of an `exec`, as far as the runtime tells: the command with its arguments, and the process as the host numbers it. */
  readonly command?: string;
  readonly pid?: number;
  /** Of what has `stopped`. */
  readonly exitCode?: number;
}

/** An event that no process has made, in the form in which all events are judged. */
export interface LifecycleEvent {
  readonly record: RecordView;
  /** Nobody, in the container. */
  readonly process: Process;
  readonly shape: EventShape;
}

const SHAPES: ReadonlyMap<string, EventShape> = new Map(
  EVENTS.filter(({ handler }) => handler === 'none').map((event) => [event.name, shapeOf(event)]),
);
/** A container that comes into being is an event of its own name, as in Falco; what happens to it later is asynchronous. */
const CREATED = 'container';
const LATER = 'asyncevent';
const encoder = new TextEncoder();
/** Bytes. A record has room for 64 KiB. */
const LONGEST = 48 << 10;

/**
 * @param metadata what is known of the container
 * @param bootTime ns since the epoch
 */
export function lifecycleEvent(
  told: RuntimeEvent,
  metadata: ContainerMetadata | undefined,
  bootTime: bigint,
): LifecycleEvent {
  const known = metadata ?? told.metadata ?? { fullId: told.id, type: 'unknown' };
  const name = told.what === 'created' ? CREATED : LATER;
  const shape = SHAPES.get(name);
  if (shape === undefined) throw new Error(`no event is called ${name}`);
  const time = told.time > bootTime ? told.time - bootTime : 0n;
  const json = jsonOf(told, known);
  const values = name === CREATED ? { json } : { plugin_id: 0, name: `container_${told.what}`, data: json };
  const record = new RecordView(recordBuffer(encodeRecord(name, { header: { time }, ...values })));
  const process = new Process(headerFacts(record), undefined);
  process.remain(containerIdentity(told.id, known.type, known.pod?.uid));
  return { record, process, shape };
}

/** With the keys that Falco's event has, and those of what happened. What is too long is left out, the longest first. */
function jsonOf(told: RuntimeEvent, known: ContainerMetadata): string {
  const { command, pid, exitCode } = told;
  const happened = { action: told.what, command, pid, exit_code: exitCode };
  const whole = { container: containerOf(bounded(known)), ...happened };
  const { cni_json: _cni, Mounts: _mounts, labels: _labels, pod_sandbox_labels: _pod, ...rest } = whole.container;
  for (const candidate of [whole, { container: rest, ...happened }]) {
    const text = JSON.stringify(candidate);
    if (encoder.encode(text).length <= LONGEST) return text;
  }
  return JSON.stringify({ container: { id: whole.container.id, full_id: told.id }, action: told.what });
}

function containerOf(known: ContainerMetadata) {
  const { fullId, type, name, image, imageId, repository, tag, digest, pod } = known;
  return {
    type,
    id: shownId(fullId, type),
    full_id: fullId,
    name,
    image,
    imageid: imageId,
    imagerepo: repository,
    imagetag: tag,
    imagedigest: digest,
    privileged: known.privileged,
    host_pid: known.hostPid,
    host_network: known.hostNetwork,
    host_ipc: known.hostIpc,
    ip: known.ip,
    is_pod_sandbox: known.sandbox ?? false,
    pod_sandbox_id: pod?.sandboxId,
    labels: known.labels,
    pod_sandbox_labels: pod?.labels,
    cni_json: known.cniJson ?? pod?.cniJson,
    Mounts: known.mounts?.map(({ source, destination, mode, writable, propagation }) => ({
      Source: source,
      Destination: destination,
      Mode: mode,
      RW: writable,
      Propagation: propagation,
    })),
  };
}
