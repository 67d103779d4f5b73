/** What runtimes tell of containers, judged between the events of the kernel. */
import { lifecycleEvent } from '@lanner/context';
import type { ContainerIdentity, Host, LifecycleEvent, RuntimeEvent } from '@lanner/context';

/** Ids of containers. */
const MOST_SEEN = 4096;
const MOST_WAITING = 1024;
/** How long an event waits for the first process of its container, ms. */
const WAIT = 10_000;

export interface LifecycleOptions {
  readonly host: Host;
  /** Whether all containers of the machine are watched, or those only in which a watched process runs. */
  readonly everywhere: boolean;
  /** Whether some rule asks for events of a type now. */
  wanted(eventType: string): boolean;
  judge(event: LifecycleEvent): void;
  /** ms, growing */
  readonly now?: () => number;
}

interface Waiting {
  readonly event: RuntimeEvent;
  readonly since: number;
}

/**
 * Where only some processes are watched, a runtime tells of containers that are none of their business, and nobody knows
 * which: what it tells of one waits until a watched process is seen in it.
 */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #now: () => number;
  readonly #seen = new Set<string>();
  #waiting: Waiting[] = [];
  /** What has happened to containers, by its kind, since the start. */
  readonly counts: Record<RuntimeEvent['what'], number> = { created: 0, started: 0, exec: 0, stopped: 0, removed: 0 };

  constructor(options: LifecycleOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** A watched process is in this container. Called before what it does is judged. */
  sight({ fullId }: ContainerIdentity): void {
    if (this.#options.everywhere || this.#seen.has(fullId)) return;
    const [eldest] = this.#seen;
    if (this.#seen.size >= MOST_SEEN && eldest !== undefined) this.#seen.delete(eldest);
    this.#seen.add(fullId);
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ event }) => event.id !== fullId);
    for (const { event } of waiting) if (event.id === fullId) this.#judge(event);
  }

  /** Takes what happened, in order for each container. */
  take(events: readonly RuntimeEvent[]): void {
    const since = this.#now();
    this.#waiting = this.#waiting.filter((one) => since - one.since < WAIT);
    for (const event of events) {
      if (this.#options.everywhere || this.#seen.has(event.id)) this.#judge(event);
      else if (this.#waiting.length < MOST_WAITING) this.#waiting.push({ event, since });
    }
  }

  #judge(told: RuntimeEvent): void {
    this.counts[told.what]++;
    const { host } = this.#options;
    const event = lifecycleEvent(told, host.containers.peek(told.id), host.bootTime);
    if (this.#options.wanted(event.shape.event.name)) this.#options.judge(event);
  }
}
