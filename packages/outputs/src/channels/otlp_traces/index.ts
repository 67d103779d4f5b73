/** Spans over OTLP. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { below, httpChannel, jsonRequest } from '../over-http.ts';
import { otlpUrlOption, otlpOutcome, RESOURCE_OPTION } from '../otlp.ts';
import { otlpTracesBody } from './body.ts';

export const otlpTraces: ChannelType = httpChannel({
  name: 'otlp_traces',
  title: 'OpenTelemetry traces',
  summary:
    'A span for each alert over OTLP/HTTP in JSON, for an OpenTelemetry collector, Jaeger, Tempo and all that takes OTLP. The alerts of a pod or container are one trace.',
  options: {
    url: otlpUrlOption('/v1/traces'),
    trace_fields: {
      type: 'list',
      default: ['k8s.ns.name', 'k8s.pod.name', 'container.id'],
      description:
        'Output fields whose values make the trace: alerts with the same values belong together. An alert that has none of them, or that is of no container, is a trace of its own.',
    },
    duration: {
      type: 'duration',
      default: 1000,
      description: 'How long a span is said to last: backends do not show one without length.',
    },
    ...RESOURCE_OPTION,
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://collector.example.org:4318' },
  batch: 200,
  check: checkContent,
  judge: otlpOutcome('rejectedSpans'),
  prepare(options) {
    const make = contentMaker(options);
    const url = below(options.url, '/v1/traces');
    return (batch) => ({ ...jsonRequest(url, otlpTracesBody(batch.map(make), options)), gzip: true });
  },
});
