import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentMaker, type Content } from '../../messages/index.ts';
import { delivered, PLAIN_ALERT } from '../testing/alerts.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { checkOtlpAnswers } from '../testing/otlp-answers.test.ts';
import { ATTRIBUTE, exactly, list, NANOSECONDS, RESOURCE, SCOPE } from '../testing/otlp-schema.ts';
import { metricsMaker } from './body.ts';
import { otlpMetrics } from './index.ts';

// After opentelemetry/proto/metrics/v1/metrics.proto and its mapping to JSON
checkHttpChannel(otlpMetrics, {
  options: (url) => ({
    url,
    headers: { 'x-api-key': 'otlp-secret' },
    attribute_fields: ['k8s.ns.name', 'proc.name'],
  }),
  path: '/v1/metrics',
  headers: { 'content-type': 'application/json', 'x-api-key': 'otlp-secret' },
  secrets: ['otlp-secret'],
  accepts: { status: 200, body: '{"partialSuccess":{}}' },
  plain(body) {
    const text = JSON.stringify(body);
    assert.match(text, /"name":"falcosecurity_falco_rules_matches_total"/);
    assert.match(text, /\{"key":"k8s.ns.name","value":\{"stringValue":"web"\}\}/);
    assert.match(text, /\{"key":"rule","value":\{"stringValue":"Shadow file read"\}\}/);
  },
  schema: exactly({
    resourceMetrics: list(
      exactly({
        resource: RESOURCE,
        scopeMetrics: list(
          exactly({
            scope: SCOPE,
            metrics: list(
              exactly({
                name: { type: 'string', minLength: 1 },
                description: { type: 'string' },
                unit: { const: '1' },
                sum: exactly({
                  aggregationTemporality: { const: 2 },
                  isMonotonic: { const: true },
                  dataPoints: list(
                    exactly({
                      attributes: list(ATTRIBUTE),
                      startTimeUnixNano: NANOSECONDS,
                      timeUnixNano: NANOSECONDS,
                      asInt: { type: 'string', pattern: '^\\d+$' },
                    }),
                  ),
                }),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
});

checkOtlpAnswers(otlpMetrics, 'rejectedDataPoints');

const OPTIONS = { metric_name: 'alerts', attribute_fields: ['n'], resource: {} };
const START_MS = 1_764_000_000_000;
const make = contentMaker({ custom_fields: {} });

function content(sequence: number, n: string): Content {
  return make(delivered({ ...PLAIN_ALERT.alert, fields: [['n', n]] }, `id-${sequence}`, sequence));
}

/** `n`, milliseconds since the start, and the total of each point. */
function pointsOf(body: object): string[] {
  interface Body {
    readonly resourceMetrics: readonly {
      readonly scopeMetrics: readonly {
        readonly metrics: readonly {
          readonly sum: {
            readonly dataPoints: readonly {
              readonly attributes: readonly {
                readonly key: string;
                readonly value: { readonly stringValue?: string };
              }[];
              readonly timeUnixNano: string;
              readonly asInt: string;
            }[];
          };
        }[];
      }[];
    }[];
  }
  const points = (body as Body).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.sum.dataPoints ?? [];
  return points.map(({ attributes, timeUnixNano, asInt }) => {
    const n = attributes.find(({ key }) => key === 'n')?.value.stringValue ?? '-';
    return `${n} ${Number(BigInt(timeUnixNano) / 1_000_000n) - START_MS} ${asInt}`;
  });
}

test('totals grow from zero, and a batch that is sent again counts once, also with more behind it', () => {
  const body = metricsMaker(OPTIONS, START_MS);
  const at = (ms: number, ...contents: Content[]): string[] => pointsOf(body(contents, START_MS + ms));
  assert.deepEqual(at(10, content(1, 'a'), content(2, 'b'), content(3, 'a')), ['a 9 0', 'a 10 2', 'b 9 0', 'b 10 1']);
  const again = at(20, content(1, 'a'), content(2, 'b'), content(3, 'a'), content(4, 'a'));
  assert.deepEqual(again, ['a 9 0', 'a 20 3', 'b 9 0', 'b 20 1']);
  assert.deepEqual(at(30, content(5, 'b')), ['b 30 2']);
  // only a part of the batch had been taken
  assert.deepEqual(at(40, content(6, 'a'), content(7, 'a')), ['a 40 5']);
  assert.deepEqual(at(50, content(7, 'a')), ['a 50 5']);
  assert.deepEqual(at(60, content(8, 'b')), ['b 60 3']);
});

test('a process that makes up values does not make series without end', () => {
  const body = metricsMaker(OPTIONS, START_MS);
  const seen = new Set<string>();
  for (let sequence = 1; sequence <= 10_100; sequence++) {
    for (const point of pointsOf(body([content(sequence, `value ${sequence}`)], START_MS + 5))) {
      seen.add(point.replace(/ \d+ \d+$/, ''));
    }
  }
  assert.equal(seen.size, 10_001);
  assert.ok(seen.has('-'));
});
