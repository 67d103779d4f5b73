import { cutBytes, type Content } from '../../messages/index.ts';
import { attributes, listAttribute, SCOPE } from '../otlp.ts';
import { Totals } from './totals.ts';

export interface OtlpMetricsOptions {
  readonly metric_name: string;
  readonly attribute_fields: readonly string[];
  readonly resource: Readonly<Record<string, string>>;
}

/** More would be a load on every receiver; what comes beyond is counted without its fields. */
const MAX_SERIES = 10_000;

/** Of one text that tells series apart. */
const MAX_LABEL = 1024;

/** `AGGREGATION_TEMPORALITY_CUMULATIVE` of metrics.proto. */
const CUMULATIVE = 2;

type Attributes = readonly object[];

/** Makes ExportMetricsServiceRequests in OTLP/JSON of contents: a monotonic sum, cumulative since `startMs`. */
export function metricsMaker(
  options: OtlpMetricsOptions,
  startMs: number,
): (contents: readonly Content[], nowMs: number) => object {
  const totals = new Totals<Attributes>();
  return (contents, nowMs) => {
    const series = totals.count(
      contents.map((content) => ({ sequence: content.sequence, ...seriesOf(content, options, totals) })),
      nowMs,
    );
    const points = series.flatMap(({ labels, sinceMs, isNew, total }) => {
      const point = (timeMs: number, value: number) => ({
        attributes: labels,
        startTimeUnixNano: nanoseconds(startMs),
        timeUnixNano: nanoseconds(timeMs),
        asInt: String(value),
      });
      // Where a series begins it says that it was 0: otherwise nobody sees its first alerts as an increase.
      return isNew ? [point(Math.max(startMs, sinceMs - 1), 0), point(nowMs, total)] : [point(nowMs, total)];
    });
    const metric = {
      name: options.metric_name,
      description: 'Number of times rules match',
      unit: '1',
      sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints: points },
    };
    return {
      resourceMetrics: [
        {
          resource: { attributes: attributes({ 'service.name': 'lanner', ...options.resource }) },
          scopeMetrics: [{ scope: SCOPE, metrics: [metric] }],
        },
      ],
    };
  };
}

/** The attributes of an alert, and a key that tells them from others. */
function seriesOf(
  content: Content,
  options: OtlpMetricsOptions,
  totals: Totals<Attributes>,
): { readonly key: string; readonly labels: Attributes } {
  const own = [
    ['rule', content.rule],
    ['priority', content.alert.priority],
    ['source', content.alert.source],
    ['hostname', content.lookup('hostname') ?? ''],
  ] as const;
  const fields = options.attribute_fields.flatMap((name) => {
    const value = content.lookup(`fields.${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  const whole = labelled([...own, ...fields], content.tags);
  return totals.size < MAX_SERIES || totals.has(whole.key) ? whole : labelled(own, content.tags);
}

function labelled(
  values: readonly (readonly [name: string, value: string])[],
  tags: readonly string[],
): { readonly key: string; readonly labels: Attributes } {
  const cut = values.map(([name, value]) => [name, cutBytes(value, MAX_LABEL)] as const);
  const labels = [...attributes(Object.fromEntries(cut)), listAttribute('tags', tags)];
  return { key: JSON.stringify(labels), labels };
}

function nanoseconds(ms: number): string {
  return `${Math.trunc(ms)}000000`;
}
