/** Docker, and Podman, which answers as Docker does. */
import { completeImageName, isImageId, parseImageName } from '../containers/image-name.ts';
import { podFromLabels } from '../containers/kubernetes-labels.ts';
import type { ContainerMetadata, Mount } from '../containers/metadata.ts';
import { JsonSocket } from './http.ts';
import type { Answer } from './http.ts';
import { booleanAt, isRecord, listAt, numberAt, at, present, textAt, textMapAt, textsAt } from './json.ts';
import type { RuntimeClient, RuntimeEvent } from './types.ts';

const FULL_ID = /^[0-9a-f]{64}$/;
const KNOWN_IMAGES = 256;
const NAMES_OF_IMAGE = 32;
/** Characters. */
const LONGEST_NAME = 1024;
/** s */
const LOOK_BACK = 10;

const HAPPENINGS: Readonly<Record<string, RuntimeEvent['what']>> = {
  create: 'created',
  start: 'started',
  exec_start: 'exec',
  exec: 'exec',
  die: 'stopped',
  died: 'stopped',
  destroy: 'removed',
  remove: 'removed',
};
const FILTERS = JSON.stringify({ type: ['container'], event: Object.keys(HAPPENINGS) });

/** Podman takes seconds to tell its version; this is answered at once. */
const PING = '/_ping';
/** `Docker/20.10.24 (linux)`, `Libpod/4.3.1 (linux)` */
const SERVER = /^(Docker|Libpod)\/(\S+)/;

/** @returns the client of whatever answers; rejects if nothing that speaks the protocol does */
export async function openDocker(path: string): Promise<RuntimeClient> {
  const socket = new JsonSocket(path);
  try {
    const { server } = await ping(socket);
    const [, name, version = ''] = SERVER.exec(server) ?? [];
    if (name === undefined) throw new Error('what answers is neither Docker nor Podman');
    return new DockerClient(socket, name === 'Libpod' ? 'podman' : 'docker', version);
  } catch (error) {
    socket.close();
    throw error;
  }
}

async function ping(socket: JsonSocket): Promise<Answer> {
  const answer = await socket.get(PING);
  if (answer.status !== 200) throw new Error(`${PING} is answered with status ${answer.status}`);
  return answer;
}

interface Image {
  readonly tags: readonly string[];
  readonly digests: readonly string[];
}

class DockerClient implements RuntimeClient {
  readonly description: string;
  readonly #type: string;
  readonly #socket: JsonSocket;
  readonly #images = new Map<string, Image>();

  constructor(socket: JsonSocket, type: 'docker' | 'podman', version: string) {
    this.#socket = socket;
    this.#type = type;
    this.description = `${type === 'podman' ? 'Podman' : 'Docker'} ${version}`;
  }

  async list(): Promise<readonly string[]> {
    const { body } = await this.#socket.get('/containers/json');
    if (!Array.isArray(body)) throw new Error('/containers/json answers without a list');
    return body.map((one) => textAt(one, 'Id')).filter((id) => id !== undefined && FULL_ID.test(id)) as string[];
  }

  async inspect(id: string): Promise<ContainerMetadata | undefined> {
    if (!FULL_ID.test(id)) return undefined;
    const { status, body } = await this.#socket.get(`/containers/${id}/json`);
    if (status === 404) return undefined;
    if (status !== 200 || !isRecord(body)) throw new Error(`a container is answered with status ${status}`);
    const imageId = textAt(body, 'Image');
    return readContainer(id, this.#type, body, imageId === undefined ? undefined : await this.#image(imageId));
  }

  async watch(onEvent: (event: RuntimeEvent) => void, onReady: () => void): Promise<void> {
    // From a moment that has passed: what is gone by the time the connection is made is told all the same.
    const since = Math.floor(Date.now() / 1000) - LOOK_BACK;
    const query = `since=${since}&filters=${encodeURIComponent(FILTERS)}`;
    const watching = this.#socket.lines(`/events?${query}`, (value) => {
      const event = readEvent(this.#type, value);
      if (event !== undefined) onEvent(event);
    });
    onReady();
    await watching;
  }

  async ping(): Promise<void> {
    await ping(this.#socket);
  }

  close(): void {
    this.#socket.close();
  }

  /** What is not known of an image is no reason to know nothing of its containers. */
  async #image(id: string): Promise<Image | undefined> {
    const known = this.#images.get(id);
    if (known !== undefined) return known;
    try {
      const { status, body } = await this.#socket.get(`/images/${encodeURIComponent(id)}/json`);
      if (status !== 200) return undefined;
      const image = { tags: namesAt(body, 'RepoTags'), digests: namesAt(body, 'RepoDigests') };
      const [eldest] = this.#images.keys();
      if (this.#images.size >= KNOWN_IMAGES && eldest !== undefined) this.#images.delete(eldest);
      this.#images.set(id, image);
      return image;
    } catch {
      return undefined;
    }
  }
}

/** Kept for each image. */
function namesAt(body: unknown, key: string): readonly string[] {
  return textsAt(body, key)
    .slice(0, NAMES_OF_IMAGE)
    .filter(({ length }) => length <= LONGEST_NAME);
}

function readContainer(fullId: string, type: string, body: unknown, image: Image | undefined): ContainerMetadata {
  const host = at(body, 'HostConfig');
  const labels = textMapAt(body, 'Config', 'Labels');
  const given = textAt(body, 'Config', 'Image') ?? '';
  const { tags, digests } = image ?? { tags: [], digests: [] };
  const named = completeImageName(parseImageName(given), tags, digests);
  return {
    fullId,
    type,
    ...present({
      name: textAt(body, 'Name')?.replace(/^\//, ''),
      image: isImageId(given) ? (tags[0] ?? given) : given === '' ? undefined : given,
      imageId: textAt(body, 'Image')?.replace(/^sha256:/, ''),
      privileged: booleanAt(host, 'Privileged'),
      ip: addressIn(at(body, 'NetworkSettings')),
      hostPid: textAt(host, 'PidMode') === 'host',
      hostNetwork: textAt(host, 'NetworkMode') === 'host',
      hostIpc: textAt(host, 'IpcMode') === 'host',
      pid: numberAt(body, 'State', 'Pid') || undefined,
      pod: podFromLabels(labels),
    }),
    ...named,
    mounts: listAt(body, 'Mounts').map(readMount),
    labels,
  };
}

function readMount(mount: unknown): Mount {
  return {
    source: textAt(mount, 'Source') ?? '',
    destination: textAt(mount, 'Destination') ?? '',
    mode: textAt(mount, 'Mode') ?? '',
    writable: booleanAt(mount, 'RW') ?? false,
    propagation: textAt(mount, 'Propagation') ?? '',
  };
}

/** That of the default network, or of the first network that has one. */
function addressIn(settings: unknown): string | undefined {
  const own = textAt(settings, 'IPAddress');
  if (own !== undefined) return own;
  const networks = at(settings, 'Networks');
  const addresses = isRecord(networks) ? Object.values(networks).map((one) => textAt(one, 'IPAddress')) : [];
  return addresses.find((address) => address !== undefined);
}

/** Attributes of an event that are no labels. */
const ATTRIBUTES = new Set([
  'image',
  'name',
  'exitCode',
  'execDuration',
  'execID',
  'signal',
  'containerExitCode',
  'podId',
]);
/** `exec_start: sh -c id` */
const ACTION = /^([^:]*)(?:: *(.*))?$/s;

function readEvent(type: string, value: unknown): RuntimeEvent | undefined {
  const [, action = '', command] = ACTION.exec(textAt(value, 'Action') ?? textAt(value, 'status') ?? '') ?? [];
  const what = Object.hasOwn(HAPPENINGS, action) ? HAPPENINGS[action] : undefined;
  const id = textAt(value, 'Actor', 'ID') ?? textAt(value, 'id');
  if (what === undefined || id === undefined || !FULL_ID.test(id)) return undefined;
  const attributes = textMapAt(value, 'Actor', 'Attributes');
  const labels = Object.fromEntries(Object.entries(attributes).filter(([key]) => !ATTRIBUTES.has(key)));
  const image = attributes['image'] ?? '';
  const metadata: ContainerMetadata = {
    fullId: id,
    type,
    ...present({
      name: attributes['name'],
      image: image === '' ? undefined : image,
      pod: podFromLabels(labels),
    }),
    ...parseImageName(image),
    labels,
  };
  const exitCode = what === 'stopped' ? exitCodeOf(attributes) : undefined;
  return { what, id, metadata, time: timeOf(value), ...present({ command, exitCode }) };
}

function exitCodeOf(attributes: Readonly<Record<string, string>>): number | undefined {
  const code = attributes['exitCode'] ?? attributes['containerExitCode'];
  return code !== undefined && /^-?\d{1,9}$/.test(code) ? Number(code) : undefined;
}

/** To the nanosecond, as far as a number can hold it. */
function timeOf(value: unknown): bigint {
  const time = numberAt(value, 'timeNano') ?? (numberAt(value, 'time') ?? 0) * 1e9;
  return Number.isFinite(time) ? BigInt(Math.trunc(time)) : 0n;
}
