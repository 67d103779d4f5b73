/**
 * CRI-O as it was recorded: a server that gives its answers, byte for byte, to whoever asks exactly as it was asked then. For the
 * tests beside it; it has no test of its own.
 */
import { criMethods } from './grpc/cri-messages.ts';
import { StrictServer } from './grpc-server.test.ts';
import { RAW, readRecording, unpack } from './recording.test.ts';
import type { RecordedPod } from './recording.test.ts';

const { pods } = readRecording(new URL('crio-recording.json', import.meta.url));

/**
 * `pod`: an ordinary one, whose sandbox has no process. `sharing`: one whose containers share their processes, for which its sandbox has one.
 * `node`: a privileged one in namespaces of the node; CRI-O had no events then, which is its default.
 */
export type PodName = 'pod' | 'sharing' | 'node';

export function recorded(name: PodName): RecordedPod {
  const pod = pods[name];
  if (pod === undefined) throw new Error(`the recording has no pod ${name}`);
  return pod;
}

/** What CRI-O tells beyond the interface of a container or a sandbox, of its answer. */
export function detailsOf(answer: string): Readonly<Record<string, unknown>> {
  const { info } = criMethods('v1').containerStatus.response.decode(unpack(answer));
  return JSON.parse(info['info'] ?? '{}') as Record<string, unknown>;
}

/** The annotations of an OCI configuration, with the names that CRI-O gives them. */
export function annotationsOf(answer: string): Readonly<Record<string, string>> {
  const { runtimeSpec } = detailsOf(answer) as {
    readonly runtimeSpec: { readonly annotations: Record<string, string> };
  };
  return runtimeSpec.annotations;
}

/** The server, with a container that `run` says is there. */
export function crio(name: PodName, run: () => boolean = () => true): StrictServer {
  const pod = recorded(name);
  const methods = criMethods('v1');
  const server = new StrictServer();
  server.add({ ...methods.version, response: RAW }, () => unpack(pod.version));
  server.add({ ...methods.listContainers, response: RAW }, () =>
    run() ? unpack(pod.listContainers) : new Uint8Array(),
  );
  server.add({ ...methods.listSandboxes, response: RAW }, () => unpack(pod.listSandboxes));
  server.add({ ...methods.containerStatus, response: RAW }, ({ id, verbose }) =>
    id === pod.container && verbose ? unpack(pod.containerStatus) : pod.absent,
  );
  server.add({ ...methods.sandboxStatus, response: RAW }, ({ id, verbose }) =>
    id === pod.sandbox && verbose ? unpack(pod.sandboxStatus) : pod.absent,
  );
  // An image that is not there is none, and no error.
  server.add({ ...methods.imageStatus, response: RAW }, ({ image }) =>
    image?.image === pod.image ? unpack(pod.imageStatus) : new Uint8Array(),
  );
  server.addStream({ ...methods.events, response: RAW }, () => pod.events.map((event) => unpack(event)));
  return server;
}
