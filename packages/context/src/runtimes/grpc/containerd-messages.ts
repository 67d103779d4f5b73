/** The messages of containerd's own interface that are needed, with the field numbers of its definition. */
import type { Method } from './client.ts';
import { bytes, integer, long, many, message, one, text, textMap } from '../../protobuf/index.ts';
import type { Message } from '../../protobuf/index.ts';

export interface Nothing {
  readonly unused: Uint8Array;
}
const NOTHING: Message<Nothing> = message({ unused: [1, one(bytes)] });

export interface Version {
  readonly version: string;
}
const VERSION: Message<Version> = message({ version: [1, one(text)] });

export interface Namespace {
  readonly name: string;
}
const NAMESPACE: Message<Namespace> = message({ name: [1, one(text)] });

export interface Namespaces {
  readonly namespaces: readonly Namespace[];
}
const NAMESPACES: Message<Namespaces> = message({ namespaces: [1, many(NAMESPACE)] });

export interface Any {
  readonly type: string;
  readonly value: Uint8Array;
}
const ANY: Message<Any> = message({ type: [1, one(text)], value: [2, one(bytes)] });

export interface Container {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly spec: Any | undefined;
}
const CONTAINER: Message<Container> = message({
  id: [1, one(text)],
  labels: [2, textMap],
  image: [3, one(text)],
  spec: [5, one(ANY)],
});

export interface GetContainerRequest {
  readonly id: string;
}
const GET_CONTAINER_REQUEST: Message<GetContainerRequest> = message({ id: [1, one(text)] });

export interface GetContainer {
  readonly container: Container | undefined;
}
const GET_CONTAINER: Message<GetContainer> = message({ container: [1, one(CONTAINER)] });

export interface Task {
  readonly containerId: string;
  readonly id: string;
  readonly pid: number;
}
const TASK: Message<Task> = message({ containerId: [1, one(text)], id: [2, one(text)], pid: [3, one(integer)] });

export interface Tasks {
  readonly tasks: readonly Task[];
}
const TASKS: Message<Tasks> = message({ tasks: [1, many(TASK)] });

export interface Descriptor {
  readonly digest: string;
}
const DESCRIPTOR: Message<Descriptor> = message({ digest: [2, one(text)] });

export interface Image {
  readonly target: Descriptor | undefined;
}
const IMAGE: Message<Image> = message({ target: [3, one(DESCRIPTOR)] });

export interface GetImageRequest {
  readonly name: string;
}
const GET_IMAGE_REQUEST: Message<GetImageRequest> = message({ name: [1, one(text)] });

export interface GetImage {
  readonly image: Image | undefined;
}
const GET_IMAGE: Message<GetImage> = message({ image: [1, one(IMAGE)] });

export interface Subscribe {
  readonly filters: readonly string[];
}
const SUBSCRIBE: Message<Subscribe> = message({ filters: [1, many(text)] });

export interface Timestamp {
  readonly seconds: bigint;
  readonly nanos: number;
}
const TIMESTAMP: Message<Timestamp> = message({ seconds: [1, one(long)], nanos: [2, one(integer)] });

export interface Envelope {
  readonly timestamp: Timestamp | undefined;
  readonly namespace: string;
  readonly topic: string;
  readonly event: Any | undefined;
}
const ENVELOPE: Message<Envelope> = message({
  timestamp: [1, one(TIMESTAMP)],
  namespace: [2, one(text)],
  topic: [3, one(text)],
  event: [4, one(ANY)],
});

/** What the events have in common: `/containers/*` have id and image, `/tasks/*` the container, and the id of the process. */
export const CONTAINER_EVENT: Message<{ readonly id: string; readonly image: string }> = message({
  id: [1, one(text)],
  image: [2, one(text)],
});
export const TASK_START: Message<{ readonly containerId: string; readonly pid: number }> = message({
  containerId: [1, one(text)],
  pid: [2, one(integer)],
});
export const TASK_EXEC_STARTED: Message<{ readonly containerId: string; readonly pid: number }> = message({
  containerId: [1, one(text)],
  pid: [3, one(integer)],
});
export const TASK_EXIT: Message<{ readonly containerId: string; readonly id: string; readonly exitStatus: number }> =
  message({
    containerId: [1, one(text)],
    id: [2, one(text)],
    exitStatus: [4, one(integer)],
  });

function method<Q, A>(path: string, request: Message<Q>, response: Message<A>): Method<Q, A> {
  return { path: `/containerd.services.${path}`, request, response };
}

export const CONTAINERD: {
  readonly version: Method<Nothing, Version>;
  readonly namespaces: Method<Nothing, Namespaces>;
  readonly container: Method<GetContainerRequest, GetContainer>;
  readonly tasks: Method<Nothing, Tasks>;
  readonly image: Method<GetImageRequest, GetImage>;
  readonly events: Method<Subscribe, Envelope>;
} = {
  version: method('version.v1.Version/Version', NOTHING, VERSION),
  namespaces: method('namespaces.v1.Namespaces/List', NOTHING, NAMESPACES),
  container: method('containers.v1.Containers/Get', GET_CONTAINER_REQUEST, GET_CONTAINER),
  tasks: method('tasks.v1.Tasks/List', NOTHING, TASKS),
  image: method('images.v1.Images/Get', GET_IMAGE_REQUEST, GET_IMAGE),
  events: method('events.v1.Events/Subscribe', SUBSCRIBE, ENVELOPE),
};
