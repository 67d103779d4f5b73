/** What message queues and logs are sent: an alert as JSON. */
import { checkContent, contentMaker, CONTENT_OPTIONS, SCHEMA_OPTION, templateOf } from '../messages/index.ts';
import type { Content } from '../messages/index.ts';
import type { ContentOptions } from '../messages/index.ts';
import { DELIVERED, type DeliveredAlert, type Outcome, type Result } from '../contract/channel.ts';
import { reasonOf } from '../contract/reason.ts';

export const MESSAGE_OPTIONS: {
  readonly max_size: { readonly type: 'size'; readonly default: number; readonly description: string };
} & typeof CONTENT_OPTIONS &
  typeof SCHEMA_OPTION = {
  max_size: {
    type: 'size',
    default: 256 * 1024,
    description: 'The most bytes of a message. The longest texts of an alert that is larger are cut.',
  },
  ...SCHEMA_OPTION,
  ...CONTENT_OPTIONS,
};

export interface MessageOptions extends ContentOptions {
  readonly max_size: number;
}

export const checkMessages: (options: ContentOptions) => string | undefined = checkContent;

export interface Message {
  readonly content: Content;
  /** JSON in one line. */
  readonly json: string;
}

/** Made once for a channel. */
export function messageMaker(options: MessageOptions): (alert: DeliveredAlert) => Message {
  const make = contentMaker(options);
  return (alert) => {
    const content = make(alert);
    return { content, json: content.json(options.max_size) };
  };
}

/** A routing key of AMQP has at most 255 bytes, a line of NATS 4096, a topic of MQTT 65,535. */
const MAX_NAME = 255;
const MAX_NAME_VALUE = 100;

/** A name that may depend on the alert, such as a subject: its values have nothing that the broker reads as its own. */
export function nameOf(template: string, unsafe: RegExp): (content: Content) => string {
  const render = templateOf(template, (value) => value.slice(0, MAX_NAME_VALUE).replace(unsafe, '_') || '_');
  return (content) =>
    render(content)
      .slice(0, MAX_NAME)
      .replace(/[./]+$/, '');
}

/**
 * What became of messages that were sent one after the other, each of which the broker acknowledges. From the first that
 * failed on all are sent again, so that the order is kept.
 */
export async function acknowledged(each: readonly Promise<unknown>[], answer: string): Promise<Outcome> {
  const settled = await Promise.allSettled(each);
  const failed = settled.findIndex(({ status }) => status === 'rejected');
  if (failed === -1) return { result: DELIVERED, answer };
  const first = settled[failed];
  const reason = reasonOf(first?.status === 'rejected' ? first.reason : undefined);
  const result = settled.map((_, index): Result => (index < failed ? DELIVERED : { kind: 'retry', reason }));
  return { result, answer: reason };
}

/** Host and port of `host:port`, `[::1]:port` or `host`. Throws if it is none of them. */
export function hostAndPort(address: string, defaultPort: number): { readonly host: string; readonly port: number } {
  const url = URL.parse(`tcp://${address}`);
  if (url === null || url.hostname === '' || !['', '/'].includes(url.pathname)) {
    throw new Error(`'${address}' is no address such as host:${defaultPort}`);
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPort : Number(url.port),
  };
}

/** For `check` of options that hold such an address. */
export function addressProblem(address: string): string | undefined {
  try {
    hostAndPort(address, 1);
    return undefined;
  } catch {
    return `an address such as host:port is expected, not '${address}'`;
  }
}
