import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentMaker } from '../../messages/index.ts';
import { delivered, PLAIN_ALERT } from '../testing/alerts.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { checkOtlpAnswers } from '../testing/otlp-answers.test.ts';
import { ATTRIBUTE, exactly, list, NANOSECONDS, RESOURCE, SCOPE } from '../testing/otlp-schema.ts';
import { otlpTracesBody } from './body.ts';
import { otlpTraces } from './index.ts';

// After opentelemetry/proto/trace/v1/trace.proto and its mapping to JSON, in which ids are hexadecimal
checkHttpChannel(otlpTraces, {
  options: (url) => ({ url, headers: { 'x-api-key': 'otlp-secret' }, resource: { 'service.namespace': 'prod' } }),
  path: '/v1/traces',
  headers: { 'content-type': 'application/json', 'x-api-key': 'otlp-secret' },
  secrets: ['otlp-secret'],
  accepts: { status: 200, body: '{"partialSuccess":{}}' },
  plain(body) {
    const text = JSON.stringify(body);
    assert.match(text, /"name":"Shadow file read","kind":1,"startTimeUnixNano":"1764000000123456789"/);
    assert.match(text, /"endTimeUnixNano":"1764000001123456789"/);
  },
  schema: exactly({
    resourceSpans: list(
      exactly({
        resource: RESOURCE,
        scopeSpans: list(
          exactly({
            scope: SCOPE,
            spans: list(
              exactly({
                traceId: { type: 'string', pattern: '^(?!0{32})[0-9a-f]{32}$' },
                spanId: { type: 'string', pattern: '^(?!0{16})[0-9a-f]{16}$' },
                name: { type: 'string', minLength: 1 },
                kind: { type: 'integer', minimum: 1, maximum: 5 },
                startTimeUnixNano: NANOSECONDS,
                endTimeUnixNano: NANOSECONDS,
                attributes: list(ATTRIBUTE),
                events: list(exactly({ timeUnixNano: NANOSECONDS, name: { type: 'string' } })),
                status: exactly({}),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});

checkOtlpAnswers(otlpTraces, 'rejectedSpans');

test('alerts of a pod or container are one trace, of a host each its own, and each span is the same when sent again', () => {
  const make = contentMaker({ custom_fields: {} });
  const ids = (id: string, fields: Readonly<Record<string, string>>): string[] => {
    const alert = { ...PLAIN_ALERT.alert, fields: Object.entries(fields) };
    const options = { trace_fields: ['k8s.pod.name', 'container.id'], duration: 1000, resource: {} };
    const text = JSON.stringify(otlpTracesBody([make(delivered(alert, id))], options));
    return [/"traceId":"(\w+)"/.exec(text)?.[1] ?? '', /"spanId":"(\w+)"/.exec(text)?.[1] ?? ''];
  };
  const one = ids('1', { 'k8s.pod.name': 'web-0', 'container.id': 'abc' });
  const other = ids('2', { 'k8s.pod.name': 'web-0', 'container.id': 'abc' });
  assert.equal(one[0], other[0]);
  assert.notEqual(one[1], other[1]);
  assert.deepEqual(ids('1', { 'k8s.pod.name': 'web-0', 'container.id': 'abc' }), one);
  assert.notEqual(ids('3', { 'k8s.pod.name': 'web-1', 'container.id': 'abc' })[0], one[0]);
  assert.notEqual(ids('4', { 'container.id': 'host' })[0], ids('5', { 'container.id': 'host' })[0]);
  assert.notEqual(ids('6', {})[0], ids('7', {})[0]);
});
