import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from './diagnostics.ts';
import { parseOutput } from './output.ts';
import { DEFAULT_VOCABULARY } from './vocabulary.ts';

function parse(template: string): { pieces: string[] | undefined; found: Diagnostic[] } {
  const found: Diagnostic[] = [];
  const report = (one: Diagnostic): void => void found.push(one);
  const segments = parseOutput(template, { vocabulary: DEFAULT_VOCABULARY, report });
  const pieces = segments?.map((segment) => {
    return segment.kind === 'text' ? segment.text : `{${segment.key}${segment.width ? `:${segment.width}` : ''}}`;
  });
  return { pieces, found };
}

test('tokens are the longest fields that stand there', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['nothing but words', ['nothing but words']],
    ['%proc.name %fd.name', ['{proc.name}', ' ', '{fd.name}']],
    ['*%proc.name', ['*', '{proc.name}']],
    ['[%proc.name]', ['[', '{proc.name}', ']']],
    ['%proc.name.', ['{proc.name}', '.']],
    ['%proc.names', ['{proc.name}', 's']],
    ['%proc.name:%proc.pid', ['{proc.name}', ':', '{proc.pid}']],
    ['%20proc.name|', ['{proc.name:20}', '|']],
    ['%0proc.name', ['{proc.name}']],
    ['%proc.aname[2] %evt.arg[0] %evt.arg.flags', ['{proc.aname[2]}', ' ', '{evt.arg[0]}', ' ', '{evt.arg.flags}']],
    ['%proc.aname[]', ['{proc.aname}', '[]']],
    ['%toupper(basename(fd.name))!', ['{toupper(basename(fd.name))}', '!']],
  ];
  for (const [template, pieces] of cases) assert.deepEqual(parse(template), { pieces, found: [] }, template);
});

test('all that is wrong is reported, with its place', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['100% sure', ['%']],
    ['sure 100%', ['%']],
    ['100%% sure', ['%', '%']],
    ['%proc.nmae and %fd.nmae', ['%proc.nmae', '%fd.nmae']],
    ['%evt.arg', ['%evt.arg']],
    ['%evt.arg.colour', ['%evt.arg.colour']],
    ['%reverse(proc.name)', ['%reverse']],
    ['%val(proc.name)', ['%val']],
    ['%tolower(fd.num)', ['tolower(fd.num)']],
    ['%(proc.name:toupper)', ['%']],
  ];
  for (const [template, places] of cases) {
    const { pieces, found } = parse(template);
    assert.equal(pieces, undefined, template);
    assert.deepEqual(
      found.map(({ span }) => template.slice(span.start, span.end)),
      places,
    );
    assert.ok(found.every(({ code }) => code === 'LOAD_ERR_COMPILE_OUTPUT'));
  }
});

test('deprecated tokens load with a warning', () => {
  assert.deepEqual(parse('%container.info and').pieces, [' and']);
  assert.equal(parse('%container.info').found[0]?.code, 'LOAD_DEPRECATED_ITEM');
  assert.equal(parse('%evt.latency').found[0]?.code, 'LOAD_DEPRECATED_ITEM');
});
