/**
 * The two stable rules that need what a bare machine has not (metadata of a container runtime, names of addresses), on
 * events built by hand.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { RuleEngine } from '@lanner/engine';
import type { JudgedEvent } from '@lanner/engine';
import { loadRules } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import { FALCO_RULES } from './lanner.ts';

interface Built extends JudgedEvent {
  readonly fields: Readonly<Record<string, FieldValue>>;
}

const CASES: readonly (readonly [
  rule: string,
  eventType: string,
  fields: Record<string, FieldValue>,
  without: string,
])[] = [
  [
    'Contact K8S API Server From Container',
    'connect',
    {
      'fd.typechar': '4',
      'container.id': '0123456789ab',
      'container.image.repository': 'example',
      'fd.sip.name': 'kubernetes.default.svc.cluster.local',
    },
    'fd.sip.name',
  ],
  [
    'Debugfs Launched in Privileged Container',
    'execve',
    { 'container.id': '0123456789ab', 'container.privileged': true, 'proc.name': 'debugfs' },
    'container.privileged',
  ],
];

const skip = !existsSync(FALCO_RULES) && 'the rules of Falco are not beside the checkout';

describe('stable rules that need metadata, on events built by hand', { skip }, () => {
  for (const [rule, eventType, fields, without] of CASES) {
    it(rule, () => {
      const name = 'falco_rules.yaml';
      const { rules } = loadRules([{ name, text: readFileSync(`${FALCO_RULES}${name}`, 'utf8') }]);
      const engine = new RuleEngine<Built>(rules, { bind: (ref) => (event) => event.fields[ref.text] }, [eventType], {
        matching: 'all',
      });
      const judge = (given: Record<string, FieldValue>) =>
        engine.judge({ hasRealView: false, realView: false, fields: { ...given, 'evt.num': 1 } }, eventType);
      assert.ok(judge(fields).some((match) => match.rule.name === rule));
      assert.ok(!judge({ ...fields, [without]: undefined }).some((match) => match.rule.name === rule));
    });
  }
});
