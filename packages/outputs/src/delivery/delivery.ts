/** The delivery core: the log of alerts, and a lane for each channel. */
import { join } from 'node:path';
import type { Alert } from '@lanner/engine/runtime';
import type { Channel, ChannelType } from '../contract/channel.ts';
import type { OptionTable, OptionValues } from '../contract/options.ts';
import type { Services } from '../contract/services.ts';
import { AlertLog } from '../log/alert-log.ts';
import type { LineFormat } from '../log/envelope.ts';
import type { LogReader } from '../log/log-reader.ts';
import type { SegmentLimits } from '../log/segments.ts';
import { Holder } from '../routing/holder.ts';
import type { Routing } from '../routing/routing.ts';
import { Cursor } from './cursor.ts';
import { DeadLetters } from './dead-letters.ts';
import { HeldBack, readHeldBack } from './held-back.ts';
import { Lane, type LaneOptions, type LaneStatus } from './lane.ts';
import { lockDirectory, type Lock } from './lock.ts';
import { LossReports } from './loss-reports.ts';

export interface ChannelSettings {
  /** Unique: positions and dead letters go by it. */
  readonly name: string;
  readonly type: ChannelType;
  readonly options: OptionValues<OptionTable>;
  /** Over the defaults of the kind. */
  readonly lane?: Partial<LaneOptions>;
  /** Whether an alert is for this channel. Default: all are. */
  readonly wants?: (alert: Alert) => boolean;
}

export interface DeliverySettings {
  readonly channels: readonly ChannelSettings[];
  readonly services: Services;
  readonly format: LineFormat;
  /** How many alerts are kept in memory at most; 0: as many as `memoryBytes` allow. */
  readonly memoryAlerts: number;
  /** Without it alerts are in memory only. */
  readonly disk?: SegmentLimits & { readonly directory: string };
  /** Which alerts go to which channels, and when. Without it all channels have all that they want. */
  readonly routing?: Routing;
}

/** In memory, of alerts that are on disk as well: for channels that keep up. */
const TAIL_BYTES = 24 * 1024 * 1024;
/** In memory, of alerts that are nowhere else. */
const MEMORY_BYTES = 64 * 1024 * 1024;
const DEAD_LETTER_BYTES = 16 * 1024 * 1024;

export const LANE_DEFAULTS: Omit<LaneOptions, 'batch' | 'waitMs' | 'concurrency' | 'timeoutMs'> = {
  batchBytes: 1024 * 1024,
  backoff: { initialMs: 500, maxMs: 30_000 },
  maxAttempts: 0,
};

/** Whether alerts for these channels are to be on disk. */
export function needsDisk(types: readonly ChannelType[]): boolean {
  return types.some(({ reach = 'remote' }) => reach === 'remote');
}

/** A channel of the configuration that cannot be used as it is. */
export class ChannelError extends Error {
  readonly channel: string;

  constructor(channel: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ChannelError';
    this.channel = channel;
  }
}

export class Delivery {
  readonly #log: AlertLog;
  readonly #channels: readonly OpenLane[];
  readonly #liveLanes: ReadonlySet<Lane>;
  readonly #losses: LossReports;
  readonly #lock: Lock | undefined;
  #closing: Promise<ReadonlyMap<string, number>> | undefined;

  private constructor(
    log: AlertLog,
    opened: readonly OpenLane[],
    live: ReadonlySet<Lane>,
    losses: LossReports,
    lock?: Lock,
  ) {
    this.#log = log;
    this.#channels = opened;
    this.#liveLanes = live;
    this.#losses = losses;
    this.#lock = lock;
  }

  /**
   * Opens log and channels; what was not delivered when the last process ended is on its way. Rejects with a
   * `ChannelError` if a channel cannot be opened, with another error if the directory cannot be used.
   */
  static async open(settings: DeliverySettings): Promise<Delivery> {
    const { services, disk } = settings;
    const lock = disk === undefined ? undefined : await lockDirectory(disk.directory);
    const log = await AlertLog.open({
      format: settings.format,
      memoryAlerts: settings.memoryAlerts,
      memoryBytes: disk === undefined ? MEMORY_BYTES : TAIL_BYTES,
      ...(disk === undefined ? {} : { disk: { ...disk, directory: join(disk.directory, 'log') } }),
      keep: keptFor(settings),
      onProblem: (message) => services.log('error', message),
    });
    const losses = new LossReports(
      services.hostname,
      (alert) => log.append([alert]),
      (message) => services.log('error', message),
    );
    const opened: OpenLane[] = [];
    const live = new Set<Lane>();
    const delivery = new Delivery(log, opened, live, losses, lock);
    try {
      for (const channel of settings.channels) {
        const one = await openLane(channel, settings, log, losses);
        opened.push(one);
        if (channel.type.reach === 'live') live.add(one.lane);
      }
    } catch (error) {
      await delivery.close(0);
      throw error;
    }
    const wake = (): void => opened.forEach(({ lane }) => lane.news());
    log.onNews(wake);
    wake();
    return delivery;
  }

  /** Puts alerts on their way. Never waits and never fails. */
  submit(alerts: readonly Alert[]): void {
    this.#log.append(alerts);
  }

  /** Resolves when all alerts given so far survive the end of this process, if there is a log on disk. */
  stored(): Promise<void> {
    return this.#log.stored();
  }

  /** SIGUSR1: files are opened anew. */
  reopen(): void {
    for (const { lane } of this.#channels) void lane.reopen().catch(() => undefined);
  }

  get status(): DeliveryStatus {
    return {
      lanes: this.#channels.map(({ lane, holder }) => ({ ...lane.status, ...holder.counts })),
      logged: this.#log.next - 1,
      overflow: this.#log.overflow,
      diskBytes: this.#log.diskBytes,
      memoryBytes: this.#log.memoryBytes,
      isFailing: this.#log.isFailing,
    };
  }

  /**
   * Delivers what is there and closes all; the second time it does nothing more. Live channels, whose alerts are nowhere else, get as long as they take.
   *
   * @returns how many alerts are left for each channel that did not take all
   */
  close(withinMs: number): Promise<ReadonlyMap<string, number>> {
    return (this.#closing ??= this.#close(withinMs));
  }

  async #close(withinMs: number): Promise<ReadonlyMap<string, number>> {
    this.#losses.close();
    await this.#log.stored();
    const left = await Promise.all(
      this.#channels.map(async ({ lane }): Promise<[string, number]> => {
        const count = await lane.close(this.#liveLanes.has(lane) ? Infinity : withinMs);
        return [lane.status.name, count];
      }),
    );
    await this.#log.close();
    await this.#lock?.release();
    return new Map(left.filter(([, count]) => count > 0));
  }
}

/** Which forms of alerts are worth to be kept. */
function keptFor({ channels, routing }: DeliverySettings): { readonly alerts: boolean; readonly lines: boolean } {
  return {
    alerts: routing !== undefined || channels.some(({ type, wants }) => type.sends !== 'lines' || wants !== undefined),
    lines: channels.some(({ type }) => type.sends === 'lines'),
  };
}

export interface ChannelStatus extends LaneStatus {
  /** Alerts that routing has held back since the start. */
  readonly held: number;
  /** Those of them that no summary has told yet. */
  readonly untold: number;
}

export interface DeliveryStatus {
  readonly lanes: readonly ChannelStatus[];
  /** The number of the newest alert in the log. */
  readonly logged: number;
  /** Alerts that the disk was too slow for. */
  readonly overflow: number;
  readonly diskBytes: number;
  readonly memoryBytes: number;
  /** The log on disk cannot be written: alerts are in memory only. */
  readonly isFailing: boolean;
}

interface OpenLane {
  readonly lane: Lane;
  readonly holder: Holder;
  /** Only if something can be held back. */
  readonly heldBack: HeldBack | undefined;
}

async function openLane(
  { name, type, options, lane: over = {}, wants }: ChannelSettings,
  { services, disk, routing }: DeliverySettings,
  log: AlertLog,
  losses: LossReports,
): Promise<OpenLane> {
  const open = (): Promise<Channel> => type.open(options, services);
  let channel: Channel;
  try {
    channel = await open();
  } catch (error) {
    throw new ChannelError(name, error);
  }
  const isKept = disk !== undefined && type.reach !== 'live';
  const pathOf = (folder: string, ending: string): string | undefined =>
    isKept ? join(disk.directory, folder, `${encodeURIComponent(name)}${ending}`) : undefined;
  const cursor = new Cursor(pathOf('positions', ''));
  const heldPath = pathOf('held-back', '.json');
  const saved = heldPath === undefined ? undefined : readHeldBack(heldPath);
  const holder = new Holder(name, routing, wants, saved?.state);
  const reader: LogReader = log.reader(saved?.position ?? cursor.saved ?? log.next);
  // Without it a process that is killed at once would not know from where on this channel wants alerts
  cursor.save(reader.next);
  const mayHold = saved !== undefined || !holder.isIdle;
  const heldBack = mayHold
    ? new HeldBack({
        holder,
        cursor,
        path: heldPath,
        saved,
        now: services.now,
        append(alerts) {
          log.append(alerts);
          return log.stored();
        },
        isAtEnd: () => reader.isAtEnd,
        view: () => lane.view,
        save: () => lane.moved(),
      })
    : undefined;
  const { batch, concurrency, timeoutMs } = type.defaults;
  const lane = new Lane(
    {
      name,
      options: { ...LANE_DEFAULTS, batch: batch.alerts, waitMs: batch.waitMs, concurrency, timeoutMs, ...over },
      reader,
      cursor: heldBack ?? cursor,
      deadLetters: new DeadLetters(pathOf('dead-letters', '.jsonl'), DEAD_LETTER_BYTES),
      services,
      open,
      wants: (alert) => heldBack?.wants(alert) ?? holder.takeFrom(alert, services.now()),
      ...(heldBack === undefined ? {} : { beforeEnd: () => heldBack.flush() }),
      onLost: (count) => losses.add(name, count),
      onProgress: () => log.release(),
    },
    channel,
  );
  return { lane, holder, heldBack };
}
