import assert from 'node:assert/strict';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { otlpLogs } from './index.ts';

const exactly = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const list = (items: object): object => ({ type: 'array', items });
const text = exactly({ stringValue: { type: 'string' } });
const attribute = exactly({
  key: { type: 'string', minLength: 1 },
  value: { anyOf: [text, exactly({ arrayValue: exactly({ values: list(text) }) })] },
});
const nanoseconds = { type: 'string', pattern: '^\\d{19}$' };

// After opentelemetry/proto/logs/v1/logs.proto and its mapping to JSON
checkHttpChannel(otlpLogs, {
  options: (url) => ({
    url,
    headers: { 'x-api-key': 'otlp-secret' },
    resource: { 'deployment.environment.name': 'prod' },
  }),
  path: '/v1/logs',
  headers: { 'content-type': 'application/json', 'x-api-key': 'otlp-secret' },
  secrets: ['otlp-secret'],
  accepts: { status: 200, body: '{"partialSuccess":{}}' },
  plain(body) {
    assert.match(JSON.stringify(body), /"severityNumber":13,"severityText":"Warning"/);
  },
  schema: exactly({
    resourceLogs: list(
      exactly({
        resource: exactly({ attributes: list(attribute) }),
        scopeLogs: list(
          exactly({
            scope: exactly({ name: { const: 'lanner' } }),
            logRecords: list(
              exactly({
                timeUnixNano: nanoseconds,
                observedTimeUnixNano: nanoseconds,
                severityNumber: { type: 'integer', minimum: 1, maximum: 24 },
                severityText: { type: 'string' },
                body: text,
                attributes: list(attribute),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});
