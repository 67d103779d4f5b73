/** Falco's services over gRPC: clients take alerts, and ask for the version. */
import { defineChannel, DELIVERED, type ChannelType, type DeliveredAlert, type Result } from '../../contract/index.ts';
import { reasonOf } from '../../contract/reason.ts';
import { readAddress } from './address.ts';
import { STATUS, type Call } from './call.ts';
import { encodeAlert, encodeVersion, frame, OUTPUTS_GET, OUTPUTS_SUB, VERSION } from './messages.ts';
import { GRPC_OPTIONS } from './options.ts';
import { GrpcServer, type KeyFiles } from './server.ts';
import { Subscribers } from './subscribers.ts';

/** What clients take at most, unless they say otherwise. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;

export const grpc: ChannelType = defineChannel({
  name: 'grpc',
  title: 'gRPC',
  summary:
    "Falco's services over gRPC, for clients that are written for them: `falco.outputs.service` with `sub`, which sends alerts as they come, and `get`, which sends what waits and ends; and `falco.version.service`. Alerts wait in the log until a client has them. Every client of `sub` has all alerts that are sent while it is connected; what waited before is for the first that comes. A client that is 8 MiB behind the others is let go with `RESOURCE_EXHAUSTED`, which is told. Over TCP clients need a certificate; SIGUSR1 reads those of the server anew.",
  options: GRPC_OPTIONS,
  example: {
    bind_address: '0.0.0.0:5060',
    private_key: '/etc/lanner/certs/server.key',
    cert_chain: '/etc/lanner/certs/server.crt',
    root_certs: '/etc/lanner/certs/ca.crt',
  },
  ordered: true,
  defaults: { batch: { alerts: 200, waitMs: 0 }, concurrency: 1, timeoutMs: 0 },
  check(options) {
    const needsFiles = !options.bind_address.startsWith('unix:');
    if (!needsFiles || filesOf(options) !== undefined) return undefined;
    return 'bind_address is host and port, which needs private_key, cert_chain and root_certs';
  },
  async open(options, services) {
    const address = readAddress(options.bind_address);
    if (address === undefined) throw new Error(`${options.bind_address} is no address`);
    const subscribers = new Subscribers(services.log);
    const version = frame(encodeVersion(services.userAgent.replace(/^[^/]*\//, '')));
    const server = await GrpcServer.open({
      address,
      files: 'path' in address ? undefined : filesOf(options),
      methods: new Map<string, (call: Call) => void>([
        [OUTPUTS_SUB, (call) => call.onRequest(() => subscribers.add(call))],
        [OUTPUTS_GET, (call) => call.onRequest(() => subscribers.add(call, BigInt(services.now()) * 1_000_000n))],
        [VERSION, (call) => call.onRequest(() => void call.send(version).then(() => call.end(STATUS.OK)))],
      ]),
    });
    return {
      async deliver(batch, signal) {
        const { results, framed } = encode(batch);
        const newest = batch.at(-1)?.alert.time ?? 0n;
        const answer =
          framed.length === 0
            ? 'nothing sent'
            : sentTo(await subscribers.send({ bytes: Buffer.concat(framed), alerts: framed.length, newest }, signal));
        return { result: results, answer };
      },
      reopen() {
        server.renew().catch((error: unknown) => {
          services.log('error', `grpc: the certificates stay as they are: ${reasonOf(error)}`);
        });
      },
      async close() {
        await subscribers.close();
        await server.close();
      },
    };
  },
});

interface Encoded {
  readonly results: readonly Result[];
  readonly framed: readonly Buffer[];
}

function encode(batch: readonly DeliveredAlert[]): Encoded {
  const framed: Buffer[] = [];
  const results = batch.map((alert): Result => {
    const body = encodeAlert(alert);
    if (body.length > LARGEST_MESSAGE) {
      return { kind: 'refused', reason: `it has ${body.length} bytes, and clients take ${LARGEST_MESSAGE} at most` };
    }
    framed.push(frame(body));
    return DELIVERED;
  });
  return { results, framed };
}

function sentTo(subscribers: number): string {
  return `sent to ${subscribers === 1 ? 'a subscriber' : `${subscribers} subscribers`}`;
}

interface Files {
  readonly private_key: string | undefined;
  readonly cert_chain: string | undefined;
  readonly root_certs: string | undefined;
}

/** `undefined` unless all are given. An option that is not set may be empty. */
function filesOf({ private_key: key = '', cert_chain: cert = '', root_certs: ca = '' }: Files): KeyFiles | undefined {
  return key === '' || cert === '' || ca === '' ? undefined : { key, cert, ca };
}
