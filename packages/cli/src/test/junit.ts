/** The outcome of rule tests in the XML that continuous integration reads: a suite a file, a case an event. */
import type { CaseResult } from '@lanner/engine';
import { formatPlace, positionOf, renderDiagnostic } from '@lanner/language';
import type { Outcome } from './load.ts';
import { painter } from './paint.ts';
import { failureLines, titleOf } from './report.ts';

export function junitXml({ files, diagnostics, results }: Outcome): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const named = new Set(files);
  const suites = files.map((file) => {
    const wrong = errors.filter(({ span }) => span.file.name === file);
    return suite(
      file,
      results.filter((result) => result.file === file),
      wrong.map((found) => renderDiagnostic(found)),
    );
  });
  const elsewhere = errors.filter(({ span }) => !named.has(span.file.name)).map((found) => renderDiagnostic(found));
  if (elsewhere.length > 0) suites.push(suite('rules', [], elsewhere));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

function suite(name: string, results: readonly CaseResult[], errors: readonly string[]): string {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const figures = `tests="${results.length + errors.length}" failures="${failed}" errors="${errors.length}"`;
  const cases = results.map((result) => {
    const { line } = positionOf(result.test.event.span.file, result.test.event.span.start);
    const attributes = `classname="${escape(name)}" name="${escape(`${titleOf(result.test)} (line ${line})`)}"`;
    if (result.failures.length === 0) return `    <testcase ${attributes}/>\n`;
    const text = failureLines(result, false, painter(false)).join('\n');
    const message = escape(`${formatPlace(result.test.event.span)}: ${titleOf(result.test)}`);
    return `    <testcase ${attributes}>\n      <failure message="${message}">${escape(text)}</failure>\n    </testcase>\n`;
  });
  const broken = errors.map(
    (text) =>
      `    <testcase classname="${escape(name)}" name="the file is in order">\n      <error>${escape(text)}</error>\n    </testcase>\n`,
  );
  return `  <testsuite name="${escape(name)}" ${figures}>\n${[...cases, ...broken].join('')}  </testsuite>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** What XML cannot hold at all becomes U+FFFD. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\n]/g, (character) => ENTITIES[character] ?? character);
}
