/** Log records over OTLP. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { below, httpChannel, jsonRequest } from '../over-http.ts';
import { otlpUrlOption, otlpOutcome, RESOURCE_OPTION } from '../otlp.ts';
import { otlpLogsBody } from './body.ts';

export const otlpLogs: ChannelType = httpChannel({
  name: 'otlp_logs',
  title: 'OpenTelemetry logs',
  summary: 'Log records over OTLP/HTTP in JSON, for an OpenTelemetry collector and all that takes OTLP.',
  options: {
    url: otlpUrlOption('/v1/logs'),
    ...RESOURCE_OPTION,
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://collector.example.org:4318' },
  batch: 200,
  check: checkContent,
  judge: otlpOutcome('rejectedLogRecords'),
  prepare(options, { now }) {
    const make = contentMaker(options);
    const url = below(options.url, '/v1/logs');
    return (batch) => ({ ...jsonRequest(url, otlpLogsBody(batch.map(make), options, now())), gzip: true });
  },
});
