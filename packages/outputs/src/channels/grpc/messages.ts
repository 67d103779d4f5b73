/** The messages of Falco's services, with the field numbers of their definition. */
import { integer, long, many, message, one, text, textMap, type Message } from '@lanner/context/protobuf';
import type { JsonValue } from '@lanner/engine/runtime';
import { ENGINE_VERSION, PRIORITIES } from '@lanner/language';
import type { DeliveredAlert } from '../../contract/index.ts';

export const OUTPUTS_SUB = '/falco.outputs.service/sub';
export const OUTPUTS_GET = '/falco.outputs.service/get';
export const VERSION = '/falco.version.service/version';

interface Timestamp {
  readonly seconds: bigint;
  readonly nanos: number;
}
const TIMESTAMP: Message<Timestamp> = message({ seconds: [1, one(long)], nanos: [2, one(integer)] });

interface OutputsResponse {
  readonly time: Timestamp | undefined;
  readonly priority: number;
  /** Before there was `source`. */
  readonly sourceNumber: number;
  readonly rule: string;
  readonly output: string;
  readonly outputFields: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly tags: readonly string[];
  readonly source: string;
}
const OUTPUTS_RESPONSE: Message<OutputsResponse> = message({
  time: [1, one(TIMESTAMP)],
  priority: [2, one(integer)],
  sourceNumber: [3, one(integer)],
  rule: [4, one(text)],
  output: [5, one(text)],
  outputFields: [6, textMap],
  hostname: [7, one(text)],
  tags: [8, many(text)],
  source: [9, one(text)],
});

interface VersionResponse {
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  readonly build: string;
  readonly engineVersion: number;
}
const VERSION_RESPONSE: Message<VersionResponse> = message({
  version: [1, one(text)],
  major: [2, one(integer)],
  minor: [3, one(integer)],
  patch: [4, one(integer)],
  prerelease: [5, one(text)],
  build: [6, one(text)],
  engineVersion: [7, one(integer)],
});

const SOURCES = ['syscall', 'k8s_audit', 'internal'];
const SECOND = 1_000_000_000n;

/** An alert as `falco.outputs.response`. */
export function encodeAlert({ alert, text: output }: DeliveredAlert): Uint8Array {
  const { time, priority, rule, hostname, tags, source, fields } = alert;
  return OUTPUTS_RESPONSE.encode({
    time: { seconds: time / SECOND, nanos: Number(time % SECOND) },
    priority: PRIORITIES.indexOf(priority),
    sourceNumber: Math.max(0, SOURCES.indexOf(source)),
    rule,
    output,
    outputFields: Object.fromEntries(fields.map(([key, value]) => [key, fieldText(value)])),
    hostname,
    tags,
    source,
  });
}

/** As in outputs: values that are not known are `<NA>`, lists have blanks between. */
function fieldText(value: JsonValue): string {
  if (value === null) return '<NA>';
  return Array.isArray(value) ? value.map(String).join(' ') : String(value);
}

/** `falco.version.response`. @param version semantic, of Lanner */
export function encodeVersion(version: string): Uint8Array {
  const [, core = '', prerelease = '', build = ''] = /^([\d.]+)(?:-([^+]*))?(?:\+(.*))?$/.exec(version) ?? [];
  const [major = 0, minor = 0, patch = 0] = core.split('.').map(Number);
  // A version of the rule language that is one number stands for 0.N.0
  const engineVersion = Number(ENGINE_VERSION.split('.')[1]);
  return VERSION_RESPONSE.encode({ version, major, minor, patch, prerelease, build, engineVersion });
}

const PREFIX_BYTES = 5;

/** A message as it stands in a stream: not compressed, its length before it. */
export function frame(body: Uint8Array): Buffer {
  const framed = Buffer.alloc(PREFIX_BYTES + body.length);
  framed.writeUInt32BE(body.length, 1);
  framed.set(body, PREFIX_BYTES);
  return framed;
}
