/** What runs when calls begin: a program of each call alone where the kernel has that, else one that looks at all calls. */
import { eventNumber } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';
import type { NativeProbe } from './native.ts';

const ALL_CALLS = 'on_sys_enter';

/**
 * A program of a single call costs the other calls nearly nothing, but is not run for calls of the 32-bit interface.
 * Once there is such a call, the program for all calls takes over, for good.
 */
export class Entries {
  readonly #probe: NativeProbe;
  /** Whether programs of single calls do. */
  #single: boolean;
  #watchesAll = false;
  readonly #watched = new Set<number>();

  /** @param single whether to try programs of single calls; these, and the program for all calls, must have been loaded */
  constructor(probe: NativeProbe, single: boolean) {
    this.#probe = probe;
    this.#single = single;
  }

  /** Whether programs of single calls are to be loaded for further events. */
  get single(): boolean {
    return this.#single;
  }

  /** Makes sure that the calls of these events are seen when they begin. */
  watch(events: readonly EventDef[]): void {
    if (events.length === 0) return;
    if (this.#single && !events.every((event) => this.#watchCall(event))) this.#single = false;
    if (!this.#single) this.#watchAll();
  }

  /** No others need be seen any more. */
  narrow(events: readonly EventDef[]): void {
    const needed = new Set(events.map(numberOf));
    this.#unwatch([...this.#watched].filter((type) => !needed.has(type)));
    if (needed.size > 0 || !this.#watchesAll) return;
    this.#probe.detachProgram(ALL_CALLS);
    this.#watchesAll = false;
  }

  /** To be called time and again: does what calls of the 32-bit interface make necessary. */
  attend(): void {
    if (!this.#single || !this.#probe.metCompat()) return;
    this.#single = false;
    if (this.#watched.size > 0) this.#watchAll();
  }

  #watchCall(event: EventDef): boolean {
    const type = numberOf(event);
    if (this.#watched.has(type)) return true;
    if (!this.#probe.watchCall(type, `sys_enter_${event.syscall?.tracepoint ?? event.name}`)) return false;
    this.#watched.add(type);
    return true;
  }

  #watchAll(): void {
    if (!this.#watchesAll) this.#probe.attach(ALL_CALLS);
    this.#watchesAll = true;
    this.#unwatch([...this.#watched]);
  }

  #unwatch(types: readonly number[]): void {
    if (types.length === 0) return;
    for (const type of types) this.#watched.delete(type);
    void this.#probe.unwatchCalls(types);
  }
}

function numberOf({ name }: EventDef): number {
  return eventNumber(name) ?? 0;
}
