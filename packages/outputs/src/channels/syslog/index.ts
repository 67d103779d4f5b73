/** Alerts to the syslog daemon of this machine: Falco's `syslog_output`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DELIVERED, defineChannel, type ChannelType, type Result } from '../../contract/index.ts';
import { isErrno } from '../../lines/line-writer.ts';
import { DatagramSocket, FULL_PAUSE_MS, isFull } from './datagram.ts';
import { cutMessage, localMessage } from './message.ts';
import { SYSLOG_OPTIONS } from './options.ts';

export const syslog: ChannelType = defineChannel({
  name: 'syslog',
  title: 'Syslog',
  summary:
    'Alerts to the syslog daemon of this machine, with the priority of the rule as level: text, or JSON if `json_output` is on.',
  options: SYSLOG_OPTIONS,
  example: { facility: 'local3' },
  ordered: true,
  reach: 'local',
  defaults: { batch: { alerts: 100, waitMs: 0 }, concurrency: 1, timeoutMs: 10_000 },
  async open(options, services) {
    let socket: DatagramSocket | undefined;
    const forget = (): void => {
      socket?.close();
      socket = undefined;
    };
    const send = async (message: string, signal: AbortSignal): Promise<string> => {
      const bytes = Buffer.from(message);
      let most = bytes.length;
      for (;;) {
        signal.throwIfAborted();
        try {
          socket ??= new DatagramSocket(options.socket);
          socket.send(cutMessage(bytes, most));
          return most < bytes.length ? `sent, cut to ${most} bytes` : 'sent';
        } catch (error) {
          if (isErrno(error, 'EMSGSIZE') && most > MIN_BYTES) most = Math.trunc(most / 2);
          else if (isFull(error)) await sleep(FULL_PAUSE_MS);
          else throw error;
        }
      }
    };
    return {
      async deliver(batch, signal) {
        const { facility, ident } = options;
        const results: Result[] = [];
        let answer = '';
        for (const { line, alert } of batch) {
          const settings = { facility, ident, pid: process.pid };
          try {
            answer = await send(localMessage(line, alert.priority, new Date(services.now()), settings), signal);
            results.push(DELIVERED);
          } catch (error) {
            // The daemon may have been started anew
            forget();
            const reason = error instanceof Error ? error.message : String(error);
            while (results.length < batch.length) results.push({ kind: 'retry', reason });
            return { result: results, answer: reason };
          }
        }
        return { result: results, answer };
      },
      reopen: forget,
      close: async () => forget(),
    };
  },
});

const MIN_BYTES = 1024;
