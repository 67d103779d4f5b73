/**
 * The page that Prometheus reads, in either of its forms.
 * Sources: https://prometheus.io/docs/instrumenting/exposition_formats/ and the specification of OpenMetrics 1.0.
 */
import { escapeControls } from '@lanner/outputs';
import type { Family, Labels, Sample } from './family.ts';

export type ExpositionForm = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<ExpositionForm, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The form that a scraper prefers; text, which all of them read, if it does not say. */
export function preferredForm(accept: string | undefined): ExpositionForm {
  let best: { readonly form: ExpositionForm; readonly weight: number } = { form: 'text', weight: 0 };
  for (const range of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const form = type === 'application/openmetrics-text' ? 'openmetrics' : 'text';
    if (form === 'text' && !['text/plain', 'text/*', '*/*'].includes(type)) continue;
    const given = parameters.find((part) => part.startsWith('q='));
    const weight = given === undefined ? 1 : Number(given.slice(2));
    if (weight > best.weight) best = { form, weight };
  }
  return best.form;
}

/** The page. Families without samples are left out. */
export function exposition(families: readonly Family[], form: ExpositionForm): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    if (samples.length === 0) continue;
    // In OpenMetrics the name of a counter is that of its samples without the ending
    const family = form === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
    lines.push(
      `# HELP ${family} ${form === 'openmetrics' ? quoted(help) : unbroken(help)}`,
      `# TYPE ${family} ${type}`,
    );
    for (const sample of samples) lines.push(line(name, sample));
  }
  if (form === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

function line(name: string, { labels, value }: Sample): string {
  const written = labelsText(labels);
  return `${name}${written === '' ? '' : `{${written}}`} ${numberText(value)}`;
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${quoted(escapeControls(value.toWellFormed()))}"`)
    .join(',');
}

function unbroken(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function quoted(text: string): string {
  return unbroken(text).replaceAll('"', '\\"');
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
