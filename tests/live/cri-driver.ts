/**
 * Does what a kubelet does for a pod, below the cgroup `$PODS`: `cri-driver.ts SOCKET start OWNER`, where its namespaces
 * are those of the `node`, with all privileges, or of the `pod`, `cri-driver.ts SOCKET visit COMMAND`, in its container that stays, by a shell with a terminal,
 * and `cri-driver.ts SOCKET stop`. The working directory gets the ids of its containers, in the files `short` and `long`, and that of its sandbox, in `sandbox`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { GrpcSocket } from '../../packages/context/src/runtimes/grpc/client.ts';
import type { Method } from '../../packages/context/src/runtimes/grpc/client.ts';
import { flag, integer, long, many, message, one, text, textMap } from '../../packages/context/src/protobuf/index.ts';
import type { Message } from '../../packages/context/src/protobuf/index.ts';

const UID = '9f0d5e4e-9f0f-4a43-bb0b-8c22f53f40a1';
const IMAGE_NAME = 'docker.io/library/identity:1';
/** A user of the image. */
const VISITOR = 4321n;
/** `NamespaceMode` */
const MODE = { pod: 0, container: 1, node: 2 } as const;
const ANSWER_WITHIN = 60_000;
/** Of a stream of a command: how it ended, in JSON. */
const STATUS_CHANNEL = 3;

type Texts = Readonly<Record<string, string>>;

interface Modes {
  network: number;
  pid: number;
}
const MODES = message<Modes>({ network: [1, one(integer)], pid: [2, one(integer)] });
interface PodSecurity {
  modes: Modes | undefined;
  privileged: boolean;
}
const SECURITY = message<PodSecurity>({ modes: [1, one(MODES)], privileged: [6, one(flag)] });
const POD_LINUX = message<{
  cgroupParent: string;
  security: PodSecurity | undefined;
}>({ cgroupParent: [1, one(text)], security: [2, one(SECURITY)] });
const POD_METADATA = message<{ name: string; uid: string; namespace: string }>({
  name: [1, one(text)],
  uid: [2, one(text)],
  namespace: [3, one(text)],
});
const POD_CONFIG = message<{
  metadata: { name: string; uid: string; namespace: string } | undefined;
  logDirectory: string;
  labels: Texts;
  linux:
    | {
        cgroupParent: string;
        security: PodSecurity | undefined;
      }
    | undefined;
}>({
  metadata: [1, one(POD_METADATA)],
  logDirectory: [3, one(text)],
  labels: [6, textMap],
  linux: [8, one(POD_LINUX)],
});
type PodConfig = ReturnType<typeof POD_CONFIG.decode>;

const NAME = message<{ name: string }>({ name: [1, one(text)] });
const IMAGE = message<{ image: string; userSpecified: string }>({
  image: [1, one(text)],
  userSpecified: [18, one(text)],
});
const MOUNT = message<{ inside: string; outside: string; readonly: boolean }>({
  inside: [1, one(text)],
  outside: [2, one(text)],
  readonly: [3, one(flag)],
});
const LONG = message<{ value: bigint }>({ value: [1, one(long)] });
interface ContainerSecurity {
  privileged: boolean;
  modes: Modes | undefined;
  user: { value: bigint } | undefined;
}
const CONTAINER_SECURITY = message<ContainerSecurity>({
  privileged: [2, one(flag)],
  modes: [3, one(MODES)],
  user: [5, one(LONG)],
});
const CONTAINER_LINUX = message<{ security: ContainerSecurity | undefined }>({
  security: [2, one(CONTAINER_SECURITY)],
});
const CONTAINER_CONFIG = message<{
  metadata: { name: string } | undefined;
  image: { image: string; userSpecified: string } | undefined;
  command: readonly string[];
  mounts: readonly { inside: string; outside: string; readonly: boolean }[];
  labels: Texts;
  logPath: string;
  linux: { security: ContainerSecurity | undefined } | undefined;
}>({
  metadata: [1, one(NAME)],
  image: [2, one(IMAGE)],
  command: [3, many(text)],
  mounts: [7, many(MOUNT)],
  labels: [9, textMap],
  logPath: [11, one(text)],
  linux: [15, one(CONTAINER_LINUX)],
});
const ID = message<{ id: string }>({ id: [1, one(text)] });
const RUN_SANDBOX = message<{ config: PodConfig | undefined }>({ config: [1, one(POD_CONFIG)] });
const CREATE = message<{
  sandboxId: string;
  config: ReturnType<typeof CONTAINER_CONFIG.decode> | undefined;
  sandbox: PodConfig | undefined;
}>({ sandboxId: [1, one(text)], config: [2, one(CONTAINER_CONFIG)], sandbox: [3, one(POD_CONFIG)] });
const EXEC = message<{ id: string; command: readonly string[]; terminal: boolean; output: boolean }>({
  id: [1, one(text)],
  command: [2, many(text)],
  terminal: [3, one(flag)],
  output: [5, one(flag)],
});
const URL_OF = message<{ url: string }>({ url: [1, one(text)] });
const NOTHING = message<{ unused: string }>({ unused: [1000, one(text)] });

function method<Q, A>(name: string, request: Message<Q>, response: Message<A>): Method<Q, A> {
  return { path: `/runtime.v1.RuntimeService/${name}`, request, response };
}

const KUBELET_LABELS = {
  'io.kubernetes.pod.name': 'web-0',
  'io.kubernetes.pod.namespace': 'prod',
  'io.kubernetes.pod.uid': UID,
};

const [, , path = '', action, argument = ''] = process.argv;
const privileged = argument === 'node';
const modes: Modes = privileged
  ? { network: MODE.node, pid: MODE.node }
  : { network: MODE.pod, pid: process.env['SHARED_PID'] === undefined ? MODE.container : MODE.pod };

const POD: PodConfig = {
  metadata: { name: 'web-0', uid: UID, namespace: 'prod' },
  logDirectory: process.cwd(),
  labels: { ...KUBELET_LABELS, app: 'web' },
  linux: {
    cgroupParent: `/${process.env['PODS'] ?? ''}/besteffort/pod${UID}`,
    security: { modes, privileged },
  },
};

const socket = new GrpcSocket(path, ANSWER_WITHIN);

async function start(sandboxId: string, name: string, command: readonly string[]): Promise<string> {
  const config = {
    metadata: { name },
    image: { image: IMAGE_NAME, userSpecified: IMAGE_NAME },
    command,
    mounts: [{ inside: '/shared', outside: process.cwd(), readonly: true }],
    labels: { ...KUBELET_LABELS, 'io.kubernetes.container.name': name },
    logPath: `${name}.log`,
    linux: { security: { modes, privileged, user: { value: VISITOR } } },
  };
  const request = { sandboxId, config, sandbox: POD };
  const { id } = await socket.call(method('CreateContainer', CREATE, ID), request);
  await socket.call(method('StartContainer', ID, NOTHING), { id });
  return id;
}

/** Resolves when the command has ended well. */
async function visit(id: string, command: string): Promise<void> {
  const request = { id, command: ['/bin/sh', '-c', command], terminal: true, output: true };
  const { url } = await socket.call(method('Exec', EXEC, URL_OF), request);
  const stream = new WebSocket(url.replace(/^http/, 'ws'), 'v4.channel.k8s.io');
  stream.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    stream.addEventListener('error', () => reject(new Error(`no stream at ${url}`)));
    stream.addEventListener('close', () => reject(new Error('the stream ended before the command')));
    stream.addEventListener('message', ({ data }) => {
      const [channel, ...rest] = Buffer.from(data as ArrayBuffer);
      if (channel !== STATUS_CHANNEL) return;
      const status = JSON.parse(Buffer.from(rest).toString()) as { readonly status: string };
      if (status.status === 'Success') resolve();
      else reject(new Error(JSON.stringify(status)));
    });
  });
  stream.close();
}

if (action === 'start') {
  const { id: sandbox } = await socket.call(method('RunPodSandbox', RUN_SANDBOX, ID), { config: POD });
  writeFileSync('sandbox', sandbox);
  writeFileSync('short', await start(sandbox, 'brief', ['/open', '/identity-short', '0.03']));
  writeFileSync('long', await start(sandbox, 'lasting', ['/open', '/identity-first', '60']));
} else if (action === 'visit') {
  await visit(readFileSync('long', 'utf8'), argument);
} else {
  // What it runs minds no signal: it would be waited for.
  await socket.call(method('StopContainer', ID, NOTHING), { id: readFileSync('long', 'utf8') });
  const id = readFileSync('sandbox', 'utf8');
  await socket.call(method('StopPodSandbox', ID, NOTHING), { id });
  await socket.call(method('RemovePodSandbox', ID, NOTHING), { id });
}
socket.close();
