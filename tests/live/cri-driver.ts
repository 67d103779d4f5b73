/**
 * Does what a kubelet does to run a pod, below the cgroup `$PODS`: `cri-driver.ts SOCKET start`, `cri-driver.ts SOCKET stop`. The working directory
 * gets the ids of its containers, in the files `short` and `long`, and that of its sandbox, in `sandbox`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { GrpcSocket } from '../../packages/context/src/runtimes/grpc/client.ts';
import type { Method } from '../../packages/context/src/runtimes/grpc/client.ts';
import { flag, integer, many, message, one, text, textMap } from '../../packages/context/src/protobuf/index.ts';
import type { Message } from '../../packages/context/src/protobuf/index.ts';

const UID = '9f0d5e4e-9f0f-4a43-bb0b-8c22f53f40a1';
const NODE = 2;
const ANSWER_WITHIN = 60_000;

type Texts = Readonly<Record<string, string>>;

const MODES = message<{ network: number; pid: number }>({ network: [1, one(integer)], pid: [2, one(integer)] });
const SECURITY = message<{ modes: { network: number; pid: number } | undefined }>({ modes: [1, one(MODES)] });
const POD_LINUX = message<{
  cgroupParent: string;
  security: { modes: { network: number; pid: number } | undefined } | undefined;
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
        security: { modes: { network: number; pid: number } | undefined } | undefined;
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
const IMAGE = message<{ image: string }>({ image: [1, one(text)] });
const MOUNT = message<{ inside: string; outside: string; readonly: boolean }>({
  inside: [1, one(text)],
  outside: [2, one(text)],
  readonly: [3, one(flag)],
});
const CONTAINER_CONFIG = message<{
  metadata: { name: string } | undefined;
  image: { image: string } | undefined;
  command: readonly string[];
  mounts: readonly { inside: string; outside: string; readonly: boolean }[];
  labels: Texts;
  logPath: string;
}>({
  metadata: [1, one(NAME)],
  image: [2, one(IMAGE)],
  command: [3, many(text)],
  mounts: [7, many(MOUNT)],
  labels: [9, textMap],
  logPath: [11, one(text)],
});
const ID = message<{ id: string }>({ id: [1, one(text)] });
const RUN_SANDBOX = message<{ config: PodConfig | undefined }>({ config: [1, one(POD_CONFIG)] });
const CREATE = message<{
  sandboxId: string;
  config: ReturnType<typeof CONTAINER_CONFIG.decode> | undefined;
  sandbox: PodConfig | undefined;
}>({ sandboxId: [1, one(text)], config: [2, one(CONTAINER_CONFIG)], sandbox: [3, one(POD_CONFIG)] });
const NOTHING = message<{ unused: string }>({ unused: [1000, one(text)] });

function method<Q, A>(name: string, request: Message<Q>, response: Message<A>): Method<Q, A> {
  return { path: `/runtime.v1.RuntimeService/${name}`, request, response };
}

const KUBELET_LABELS = {
  'io.kubernetes.pod.name': 'web-0',
  'io.kubernetes.pod.namespace': 'prod',
  'io.kubernetes.pod.uid': UID,
};

const POD: PodConfig = {
  metadata: { name: 'web-0', uid: UID, namespace: 'prod' },
  logDirectory: process.cwd(),
  labels: { ...KUBELET_LABELS, app: 'web' },
  linux: {
    cgroupParent: `/${process.env['PODS'] ?? ''}/besteffort/pod${UID}`,
    security: { modes: { network: NODE, pid: 1 } },
  },
};

const [, , path = '', action] = process.argv;
const socket = new GrpcSocket(path, ANSWER_WITHIN);

async function start(sandboxId: string, name: string, command: readonly string[]): Promise<string> {
  const config = {
    metadata: { name },
    image: { image: 'docker.io/library/identity:1' },
    command,
    mounts: [{ inside: '/shared', outside: process.cwd(), readonly: true }],
    labels: { ...KUBELET_LABELS, 'io.kubernetes.container.name': name },
    logPath: `${name}.log`,
  };
  const request = { sandboxId, config, sandbox: POD };
  const { id } = await socket.call(method('CreateContainer', CREATE, ID), request);
  await socket.call(method('StartContainer', ID, NOTHING), { id });
  return id;
}

if (action === 'start') {
  const { id: sandbox } = await socket.call(method('RunPodSandbox', RUN_SANDBOX, ID), { config: POD });
  writeFileSync('sandbox', sandbox);
  writeFileSync('short', await start(sandbox, 'brief', ['/open', '/identity-short']));
  writeFileSync('long', await start(sandbox, 'lasting', ['/open', '/identity-first', '60']));
} else {
  const id = readFileSync('sandbox', 'utf8');
  await socket.call(method('StopPodSandbox', ID, NOTHING), { id });
  await socket.call(method('RemovePodSandbox', ID, NOTHING), { id });
}
socket.close();
