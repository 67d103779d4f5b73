/** What is deployed with Lanner speaks of metrics that there are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { METRIC_ROWS } from '../../packages/cli/src/metrics/table.ts';
import { ALERTING_RULES, dashboard, queriesOf } from './dashboard.ts';

const NAMES: ReadonlySet<string> = new Set(['up', ...METRIC_ROWS.map(({ name }) => name)]);
const LABELS = new Map(METRIC_ROWS.map(({ name, labels = {} }) => [name, Object.keys(labels)]));
const GIVEN_BY_PROMETHEUS = ['job', 'instance'];

/** Names of metrics in a query, each with the labels that it is selected by. */
function selectorsIn(query: string): (readonly [name: string, labels: readonly string[]])[] {
  const bare = query.replaceAll(/"[^"]*"/g, '""').replaceAll(/\b(?:by|on|without|ignoring)\s*\([^)]*\)/g, '');
  return Array.from(bare.matchAll(/\b((?:lanner|falcosecurity|process)_\w+|up)\b(?:\{([^}]*)\})?/g), (match) => [
    match[1] ?? '',
    Array.from((match[2] ?? '').matchAll(/(\w+)\s*[=!]/g), ([, label = '']) => label),
  ]);
}

function check(query: string, where: string): void {
  const selectors = selectorsIn(query);
  assert.ok(selectors.length > 0, `${where}: ${query}`);
  for (const [name, labels] of selectors) {
    assert.ok(NAMES.has(name), `${where}: there is no ${name}`);
    for (const label of labels) {
      const known = [...GIVEN_BY_PROMETHEUS, ...(LABELS.get(name) ?? [])];
      assert.ok(known.includes(label), `${where}: ${name} has no label ${label}`);
    }
  }
}

test('the panels of the dashboard ask for metrics that there are', () => {
  const queries = queriesOf(dashboard());
  assert.ok(queries.length > 20);
  for (const { panel, query } of queries) check(query, panel);
  for (const { query } of dashboard().templating.list) {
    if (typeof query === 'object') check(query.query, 'variables');
  }
});

test('the labels that panels group by and show are those of their metrics', () => {
  for (const { panel, query, legend } of queriesOf(dashboard())) {
    const grouped = Array.from(query.matchAll(/by \(([^)]*)\)/g), ([, list = '']) => list.split(/,\s*/)).flat();
    const shown = Array.from(legend.matchAll(/\{\{(\w+)\}\}/g), ([, label = '']) => label);
    const known = new Set([...GIVEN_BY_PROMETHEUS, ...selectorsIn(query).flatMap(([name]) => LABELS.get(name) ?? [])]);
    for (const label of [...grouped, ...shown]) assert.ok(known.has(label), `${panel}: ${label}`);
    if (query.includes(' by (')) for (const label of shown) assert.ok(grouped.includes(label), `${panel}: ${label}`);
  }
});

test('panels have ids of their own, lie beside each other, and name the data source of the variable', () => {
  const { panels } = dashboard();
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const taken = new Map<string, string>();
  for (const { title, type, gridPos, datasource } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.equal(taken.get(`${x} ${y}`), undefined, `${title} lies on ${taken.get(`${x} ${y}`)}`);
        taken.set(`${x} ${y}`, title);
      }
    }
    if (type !== 'row') assert.deepEqual(datasource, { type: 'prometheus', uid: '${datasource}' }, title);
  }
});

test('alerting rules ask for metrics that there are', () => {
  const text = readFileSync(ALERTING_RULES, 'utf8');
  const expressions = Array.from(text.matchAll(/expr: (>-\n(?: {10}.*\n)+|.*)/g), ([, expression = '']) => expression);
  assert.equal(expressions.length, text.match(/- alert:/g)?.length);
  for (const expression of expressions) check(expression, 'rules');
  for (const [name] of text.matchAll(/lanner_\w+/g)) assert.ok(NAMES.has(name), name);
});
