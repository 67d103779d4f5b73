/**
 * The one shape of everything that alerts can be sent to. A channel only sends: it keeps no queue, tries nothing twice
 * and waits for nothing but its receiver. All that is the work of the delivery core, which calls it.
 */
import type { Alert } from '@lanner/engine/runtime';
import type { OptionTable, OptionValues } from './options.ts';
import type { Services } from './services.ts';

/** An alert on its way. The forms are made when they are first asked for, once for all channels. */
export interface DeliveredAlert {
  /** The same whenever this alert is sent, and of no other alert: for receivers that can tell what they have already. */
  readonly id: string;
  /** Its place in the log: greater than those of all alerts before it, and the same whenever it is sent. */
  readonly sequence: number;
  readonly alert: Alert;
  /** `TIME: Priority message`, one line without line feed; no control character is in it. */
  readonly text: string;
  /** One line of JSON without line feed: Falco's keys, as the `json_*` keys of the configuration want them. */
  readonly json: string;
  /** `json` if `json_output` is on, `text` otherwise. */
  readonly line: string;
  /** `line` and a line feed, as UTF-8. */
  readonly lineBytes: Uint8Array;
}

/** What became of one alert. */
export type Result =
  /** The receiver has taken it. */
  | { readonly kind: 'delivered' }
  /** The receiver cannot take it now. `afterMs`: not before so many milliseconds, as the receiver said. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** The receiver will never take it: it goes to the dead letters. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What became of a batch. */
export interface Outcome {
  /** One for all alerts of the batch, or one for each, in their order. */
  readonly result: Result | readonly Result[];
  /** What the receiver said, for people: `204 No Content`, or the beginning of its words. No secret is in it. */
  readonly answer: string;
}

/** An open channel. */
export interface Channel {
  /**
   * Sends one to `batch.alerts` alerts, oldest first. Resolves when the receiver has answered. A rejection means that
   * nothing is known to have arrived: it is tried again, with the message of the error as reason. `signal` aborts when
   * time is up; what is sent is given up then, and the promise settles soon after.
   */
  deliver(batch: readonly DeliveredAlert[], signal: AbortSignal): Promise<Outcome>;
  /** SIGUSR1: opens anew what is open, such as a file that was moved or a process. */
  reopen?(): void;
  /** Lets connections go. Called once, when no `deliver` is under way. */
  close(): Promise<void>;
}

/** How the delivery core treats a channel if its configuration does not say. */
export interface ChannelDefaults {
  readonly batch: {
    /** The most alerts of one `deliver`; 1 if the receiver takes one at a time. */
    readonly alerts: number;
    /** How long a batch waits to become full, in milliseconds; 0 sends at once what is there. */
    readonly waitMs: number;
  };
  /** How many `deliver` may be under way at once. More than 1 gives up the order. */
  readonly concurrency: number;
  /** How long one `deliver` may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A kind of channel. One folder below `src/channels/`, one row in `src/channels/table.ts`. */
export interface ChannelType<Table extends OptionTable = OptionTable> {
  /** As in the configuration: `slack`. Lower case, with `_` between words. */
  readonly name: string;
  /** The name that people know: `Slack`. */
  readonly title: string;
  /** What it does, in a sentence or two of Markdown. */
  readonly summary: string;
  readonly options: Table;
  /** A working configuration: values for `options`, as they would be written in YAML. */
  readonly example: Readonly<Record<string, unknown>>;
  /** Whether the receiver keeps the order in which it is given alerts, if `concurrency` is 1. */
  readonly ordered: boolean;
  readonly defaults: ChannelDefaults;
  /** Why a `concurrency` above 1 is refused, as the end of a sentence. Default: it is not. */
  readonly oneAtATime?: string;
  /**
   * Whether alerts wait for it on disk. `live`: no, it has what happens while it is open, such as standard output.
   * `local`: only if there is a log for others; it is on this machine and takes what it is given. `remote`: always.
   * Default: `remote`.
   */
  readonly reach?: 'live' | 'local' | 'remote';
  /** `lines`: it uses nothing of an alert but `line` and `lineBytes`, which is kept ready for it. Default: `alerts`. */
  readonly sends?: 'lines' | 'alerts';
  /** What is wrong with the options together; `undefined` if they can be used. Touches nothing outside. */
  check?(options: OptionValues<NoInfer<Table>>): string | undefined;
  /**
   * Makes a channel ready. It does not wait for the receiver, which may be down at that time; it rejects for what cannot
   * become right by itself, such as a certificate that is not there.
   */
  open(options: OptionValues<NoInfer<Table>>, services: Services): Promise<Channel>;
}

/**
 * Lets the types of the options follow from their table where the channel is written. Elsewhere they are not known: the
 * values come from a configuration that was read by the same table.
 */
export function defineChannel<const Table extends OptionTable>(type: ChannelType<Table>): ChannelType {
  return type;
}

export const DELIVERED: Result = { kind: 'delivered' };

/** The whole batch has arrived. */
export function delivered(answer: string): Outcome {
  return { result: DELIVERED, answer };
}

/** The whole batch is to be tried again. */
export function retry(reason: string, answer: string = reason, afterMs?: number): Outcome {
  return { result: { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }, answer };
}

/** The whole batch will never be taken. */
export function refused(reason: string, answer: string = reason): Outcome {
  return { result: { kind: 'refused', reason }, answer };
}

/** The result of each alert of a batch. */
export function resultsOf({ result }: Outcome, batch: number): readonly Result[] {
  return isEach(result) ? result : Array.from({ length: batch }, () => result);
}

function isEach(result: Outcome['result']): result is readonly Result[] {
  return Array.isArray(result);
}
