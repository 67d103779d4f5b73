import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command } from 'commander';
import { sourcesOf, withRules, type RuleSwitches } from './command-line.ts';
import type { ConfigurationSources } from './load.ts';

function parse(...args: readonly string[]): ConfigurationSources {
  const command = withRules(new Command()).exitOverride();
  return sourcesOf(command.parse(args, { from: 'user' }).opts<RuleSwitches>());
}

test('switches become options, in the order of precedence', () => {
  const args = [
    '-D',
    'shell',
    '-T',
    'x',
    '-t',
    'y',
    '-r',
    'a b',
    '-r',
    'c',
    '-o',
    'a=1',
    '--option',
    'b=[2]',
    '-c',
    'f',
  ];
  assert.deepEqual(parse(...args), {
    file: 'f',
    options: [
      { name: '-o', text: 'a=1' },
      { name: '-o', text: 'b=[2]' },
      { name: '-r', text: 'rules_files=["a b","c"]' },
      { name: '-t', text: 'rules[]={"disable":{"rule":"*"}}' },
      { name: '-t', text: 'rules[]={"enable":{"tag":"y"}}' },
      { name: '-T', text: 'rules[]={"disable":{"tag":"x"}}' },
      { name: '-D', text: 'rules[]={"disable":{"rule":"*shell*"}}' },
    ],
  });
  assert.deepEqual(parse(), { options: [] });
});

test('what a command adds comes last', () => {
  const further = [{ name: '--json', text: 'json_output=true' }];
  assert.deepEqual(sourcesOf({ option: ['json_output=false'] }, further).options?.at(-1), further[0]);
});
