import assert from 'node:assert/strict';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { checkOtlpAnswers } from '../testing/otlp-answers.test.ts';
import { ATTRIBUTE, exactly, list, NANOSECONDS, RESOURCE, SCOPE, TEXT_VALUE } from '../testing/otlp-schema.ts';
import { otlpLogs } from './index.ts';

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
        resource: RESOURCE,
        scopeLogs: list(
          exactly({
            scope: SCOPE,
            logRecords: list(
              exactly({
                timeUnixNano: NANOSECONDS,
                observedTimeUnixNano: NANOSECONDS,
                severityNumber: { type: 'integer', minimum: 1, maximum: 24 },
                severityText: { type: 'string' },
                body: TEXT_VALUE,
                attributes: list(ATTRIBUTE),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});

checkOtlpAnswers(otlpLogs, 'rejectedLogRecords');
