/** The containers as the engine knows them. It asks no runtime itself: what it wants to know it tells to whoever does. */
import { HOST, containerIdentity } from '../container-id.ts';
import type { ContainerIdentity } from '../container-id.ts';
import type { ContainerMetadata } from './metadata.ts';

/** Types of containers that have a runtime which can be asked; the others are known by their id alone. */
const ASKED: ReadonlySet<string> = new Set(['docker', 'podman', 'containerd', 'cri-o', 'cri', 'unknown']);

/** How sure what was read is, the worst last. `vain`: nobody knew in time. `awaited`: it may still come. */
export const SURE = 0;
export const VAIN = 1;
export const AWAITED = 2;
export type Doubt = typeof SURE | typeof VAIN | typeof AWAITED;

interface Entry {
  readonly identity: ContainerIdentity;
  metadata: ContainerMetadata | undefined;
  awaited: boolean;
  /** ms, of the clock given */
  askedAt: number;
}

export interface ContainerTableOptions {
  /** How long metadata is awaited, ms; 0: not at all. */
  readonly wait: number;
  /** ms, growing */
  readonly now?: () => number;
}

const LIMIT = 4096;
/** What nobody knew is asked again when it is read after this long, ms. */
const ASK_AGAIN = 30_000;
/** What a runtime has forgotten is kept for events that are still to come, ms. */
const KEEP_GONE = 30_000;

export class ContainerTable {
  readonly #entries = new Map<string, Entry>();
  readonly #wait: number;
  readonly #now: () => number;
  #wanted: ContainerIdentity[] = [];
  #gone: { readonly id: string; readonly at: number }[] = [];
  #awaited = 0;
  /** The worst of what was read since it was last set to `SURE`. */
  doubt: Doubt = SURE;

  constructor({ wait, now = () => performance.now() }: ContainerTableOptions) {
    this.#wait = wait;
    this.#now = now;
  }

  /** Something was read that is no surer than this. */
  doubtAtLeast(doubt: Doubt): void {
    if (doubt > this.doubt) this.doubt = doubt;
  }

  /** How many containers are awaited. */
  get awaited(): number {
    return this.#awaited;
  }

  /** The containers about which something is known. */
  known(): readonly ContainerMetadata[] {
    return Array.from(this.#entries.values(), ({ metadata }) => metadata).filter((one) => one !== undefined);
  }

  /** What is known of a container, without asking for it. */
  peek(fullId: string): ContainerMetadata | undefined {
    return this.#entries.get(fullId)?.metadata;
  }

  /** A process has entered a container: what is not known of it is wanted before somebody reads it. */
  sight(identity: ContainerIdentity): void {
    if (identity !== HOST && ASKED.has(identity.type) && !this.#entries.has(identity.fullId)) this.#ask(identity);
  }

  /** What is known of a container. Undefined: nothing; `doubt` tells whether it may still come. */
  read(identity: ContainerIdentity): ContainerMetadata | undefined {
    if (identity === HOST) return undefined;
    let entry = this.#entries.get(identity.fullId);
    if (entry?.metadata !== undefined) return entry.metadata;
    if (entry === undefined) {
      if (!ASKED.has(identity.type)) return undefined;
      entry = this.#ask(identity);
    } else if (!entry.awaited && this.#now() - entry.askedAt > ASK_AGAIN) {
      entry.askedAt = this.#now();
      this.#wanted.push(identity);
    }
    this.doubtAtLeast(entry.awaited ? AWAITED : VAIN);
    return undefined;
  }

  isAwaited({ fullId }: ContainerIdentity): boolean {
    return this.#entries.get(fullId)?.awaited === true;
  }

  /** Takes the containers that were asked about since the last call. */
  takeWanted(): readonly ContainerIdentity[] {
    if (this.#wanted.length === 0) return [];
    const wanted = this.#wanted;
    this.#wanted = [];
    return wanted;
  }

  /** What a runtime has told, asked or not. */
  learn(found: readonly ContainerMetadata[]): void {
    for (const metadata of found) {
      const entry = this.#entries.get(metadata.fullId);
      if (entry === undefined) {
        const identity = containerIdentity(metadata.fullId, metadata.type, metadata.pod?.uid);
        this.#add({ identity, metadata, awaited: false, askedAt: 0 });
      } else {
        entry.metadata = metadata;
        this.#settle(entry);
      }
    }
  }

  /** No runtime knows these. */
  giveUp(ids: readonly string[]): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) this.#settle(entry);
    }
  }

  /** The runtimes have removed these. */
  forget(ids: readonly string[]): void {
    const at = this.#now();
    for (const id of ids) this.#gone.push({ id, at });
  }

  /**
   * Gives up what was awaited for too long, and drops what has long been removed.
   * @returns whether something is no longer awaited
   */
  expire(): boolean {
    const now = this.#now();
    const end = this.#gone.findIndex(({ at }) => now - at < KEEP_GONE);
    for (const { id } of this.#gone.splice(0, end < 0 ? this.#gone.length : end)) this.#drop(id);
    if (this.#awaited === 0) return false;
    const before = this.#awaited;
    for (const entry of this.#entries.values()) {
      if (entry.awaited && now - entry.askedAt >= this.#wait) this.#settle(entry);
    }
    return this.#awaited < before;
  }

  #ask(identity: ContainerIdentity): Entry {
    const entry: Entry = { identity, metadata: undefined, awaited: this.#wait > 0, askedAt: this.#now() };
    this.#wanted.push(identity);
    this.#add(entry);
    return entry;
  }

  #add(entry: Entry): void {
    const [eldest] = this.#entries.keys();
    if (this.#entries.size >= LIMIT && eldest !== undefined) this.#drop(eldest);
    if (entry.awaited) this.#awaited++;
    this.#entries.set(entry.identity.fullId, entry);
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#settle(entry);
    this.#entries.delete(id);
  }

  #settle(entry: Entry): void {
    if (entry.awaited) this.#awaited--;
    entry.awaited = false;
  }
}
