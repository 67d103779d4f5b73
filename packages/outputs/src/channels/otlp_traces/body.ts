import { createHash } from 'node:crypto';
import { NO_CONTAINER, type Content } from '../../messages/index.ts';
import { attributes, listAttribute, SCOPE, textValue } from '../otlp.ts';

export interface OtlpTracesOptions {
  readonly trace_fields: readonly string[];
  readonly duration: number;
  readonly resource: Readonly<Record<string, string>>;
}

const MAX_ATTRIBUTES = 128;
const NS_PER_MS = 1_000_000n;

/** `SPAN_KIND_INTERNAL` of trace.proto: nobody called. */
const INTERNAL = 1;

/** An ExportTraceServiceRequest in OTLP/JSON: ids are hexadecimal, integers of 64 bits are texts. */
export function otlpTracesBody(contents: readonly Content[], options: OtlpTracesOptions): object {
  const byHost = Map.groupBy(contents, (content) => content.lookup('hostname') ?? '');
  return {
    resourceSpans: Array.from(byHost, ([host, ofHost]) => ({
      resource: { attributes: attributes({ 'service.name': 'lanner', 'host.name': host, ...options.resource }) },
      scopeSpans: [{ scope: SCOPE, spans: ofHost.map((content) => span(content, options)) }],
    })),
  };
}

function span(content: Content, options: OtlpTracesOptions): object {
  const { alert } = content;
  return {
    traceId: traceId(content, options.trace_fields),
    // The same whenever the alert is sent.
    spanId: hexHash(content.id, 8),
    name: content.rule,
    kind: INTERNAL,
    startTimeUnixNano: alert.time.toString(),
    endTimeUnixNano: (alert.time + BigInt(Math.round(options.duration)) * NS_PER_MS).toString(),
    attributes: [
      ...attributes({
        uuid: content.id,
        source: alert.source,
        priority: alert.priority,
        rule: content.rule,
        hostname: content.lookup('hostname') ?? '',
      }),
      listAttribute('tags', content.tags),
      ...attributes(Object.fromEntries(content.fields.slice(0, MAX_ATTRIBUTES))),
    ],
    events: [{ timeUnixNano: alert.time.toString(), name: textValue(content.message).stringValue }],
    status: {},
  };
}

/** Alerts with the same values of the fields are one trace; one without any is a trace of its own. */
function traceId(content: Content, fields: readonly string[]): string {
  const values = fields.map((name) => content.lookup(`fields.${name}`) ?? '');
  const isTold = values.some((value) => value !== '' && value !== NO_CONTAINER);
  return hexHash(isTold ? JSON.stringify(values) : content.id, 16);
}

function hexHash(text: string, bytes: number): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2);
}
