/** Counts of alerts over OTLP. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { below, httpChannel, jsonRequest } from '../over-http.ts';
import { otlpUrlOption, otlpOutcome, RESOURCE_OPTION } from '../otlp.ts';
import { metricsMaker } from './body.ts';

export const otlpMetrics: ChannelType = httpChannel({
  name: 'otlp_metrics',
  title: 'OpenTelemetry metrics',
  summary:
    'A counter of alerts by rule, priority, source, host and tags over OTLP/HTTP in JSON, for an OpenTelemetry collector, Prometheus and all that takes OTLP. It is cumulative and begins anew with each start of Lanner. What is sent again counts once; alerts that arrived shortly before a crash may count twice.',
  options: {
    url: otlpUrlOption('/v1/metrics'),
    metric_name: {
      type: 'text',
      default: 'falcosecurity_falco_rules_matches_total',
      description: 'The name of the counter.',
    },
    attribute_fields: {
      type: 'list',
      default: [],
      description:
        'Output fields that become attributes, such as `k8s.ns.name`. Take few, with few values: each set of attributes is a series. From 10,000 series on they are left out.',
    },
    ...RESOURCE_OPTION,
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://collector.example.org:4318', attribute_fields: ['k8s.ns.name'] },
  batch: 1000,
  oneAtATime: 'totals are sent, and one that overtakes another would be counted wrong',
  check: checkContent,
  judge: otlpOutcome('rejectedDataPoints'),
  prepare(options, { now }) {
    const make = contentMaker(options);
    const body = metricsMaker(options, now());
    const url = below(options.url, '/v1/metrics');
    return (batch) => ({ ...jsonRequest(url, body(batch.map(make), now())), gzip: true });
  },
});
