/** What a runtime knows of a container: plain data, the same for every runtime. */

export interface Mount {
  readonly source: string;
  readonly destination: string;
  /** As the runtime writes it: `ro`, `z`, often empty. */
  readonly mode: string;
  readonly writable: boolean;
  readonly propagation: string;
}

export type Labels = Readonly<Record<string, string>>;

/** The pod of a container, as its runtime knows it; no API server is asked. */
export interface PodMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Labels;
  /** The whole id of its sandbox. */
  readonly sandboxId?: string;
  readonly ip?: string;
  /** What the network plugin answered, as JSON. */
  readonly cniJson?: string;
}

/** The name of an image, taken apart. */
export interface ImageName {
  readonly repository?: string;
  readonly tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

export interface ContainerMetadata extends ImageName {
  readonly fullId: string;
  /** As `container.type` shows it. */
  readonly type: string;
  readonly name?: string;
  /** As the runtime names it. */
  readonly image?: string;
  /** Without `sha256:`. */
  readonly imageId?: string;
  readonly privileged?: boolean;
  readonly mounts?: readonly Mount[];
  readonly labels?: Labels;
  readonly ip?: string;
  readonly cniJson?: string;
  readonly hostPid?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostIpc?: boolean;
  /** The first process, as the host numbers it. */
  readonly pid?: number;
  readonly pod?: PodMetadata;
  /** The container is itself the sandbox of a pod. */
  readonly sandbox?: true;
}

const MOST_LABELS = 256;
const MOST_MOUNTS = 256;
/** Characters of all labels together, and of all mounts. */
const MOST_TEXT = 65_536;
/** Characters; longer texts are cut. */
const LONGEST = 4096;
const LONGEST_CNI = 16_384;

/** No longer than what is kept of any text. */
export function cut(text: string, length: number = LONGEST): string {
  // A slice would keep the whole text alive.
  return text.length > length ? structuredClone(text.slice(0, length)) : text;
}

function boundLabels(labels: Labels): Labels {
  const entries = Object.entries(labels).slice(0, MOST_LABELS);
  return Object.fromEntries(
    firstOf(
      entries.map(([key, value]) => [cut(key), cut(value)] as const),
      ([key, value]) => key.length + value.length,
    ),
  );
}

/** As many as fit. */
function firstOf<T>(all: readonly T[], lengthOf: (one: T) => number): readonly T[] {
  let left = MOST_TEXT;
  const end = all.findIndex((one) => (left -= lengthOf(one)) < 0);
  return end < 0 ? all : all.slice(0, end);
}

function lengthOfMount({ source, destination, mode, propagation }: Mount): number {
  return source.length + destination.length + mode.length + propagation.length;
}

function boundTexts<T extends object>(given: T): T {
  const entries = Object.entries(given).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? cut(value, key === 'cniJson' ? LONGEST_CNI : LONGEST) : value,
  ]);
  return Object.fromEntries(entries) as T;
}

/** The same with texts cut and lists shortened, so that no runtime can make it arbitrarily large. */
export function bounded(metadata: ContainerMetadata): ContainerMetadata {
  const { labels, mounts, pod } = metadata;
  return {
    ...boundTexts(metadata),
    ...(labels === undefined ? {} : { labels: boundLabels(labels) }),
    ...(mounts === undefined ? {} : { mounts: firstOf(mounts.slice(0, MOST_MOUNTS).map(boundTexts), lengthOfMount) }),
    ...(pod === undefined
      ? {}
      : {
          pod: { ...boundTexts(pod), ...(pod.labels === undefined ? {} : { labels: boundLabels(pod.labels) }) },
        }),
  };
}
