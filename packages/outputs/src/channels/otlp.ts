/** What the channels over OTLP/HTTP in JSON have in common. */
import { refused, type DeliveredAlert, type Outcome } from '../contract/index.ts';
import { answerOf, outcomeOf, type HttpResponse } from '../http/index.ts';
import { cutBytes } from '../messages/index.ts';
import { objectOf } from './answers.ts';

export function otlpUrlOption(path: string): { type: 'url'; required: true; description: string } {
  return { type: 'url', required: true, description: `The address of the collector, to which \`${path}\` is added.` };
}

export const RESOURCE_OPTION = {
  resource: { type: 'map', description: 'More attributes of the resource, such as `deployment.environment.name`.' },
} as const;

/** Of all that is sent. */
export const SCOPE = { name: 'lanner' } as const;

const MAX_VALUE = 16_384;

export function textValue(text: string): { readonly stringValue: string } {
  return { stringValue: cutBytes(text, MAX_VALUE) };
}

export function attributes(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: textValue(value) }));
}

export function listAttribute(key: string, values: readonly string[]): object {
  return { key, value: { arrayValue: { values: values.map(textValue) } } };
}

/**
 * Reads an answer: a collector says 200 also if it took only a part, and then not which. It must not be asked again; the
 * whole batch goes to the dead letters, so that nothing is lost that it did not take.
 */
export function otlpOutcome(
  rejectedKey: 'rejectedLogRecords' | 'rejectedDataPoints' | 'rejectedSpans',
): (response: HttpResponse, batch: readonly DeliveredAlert[], now: number) => Outcome {
  return (response, batch, now) => {
    const outcome = outcomeOf(response, now);
    const rejected = response.status === 200 ? rejectedOf(response, rejectedKey) : 0;
    if (rejected === 0) return outcome;
    return refused(
      `${rejected} of ${batch.length} were rejected, and not which: ${answerOf(response)}`,
      outcome.answer,
    );
  };
}

/** Some say yes in a form of their own. */
function rejectedOf(response: HttpResponse, key: string): number {
  const partial = objectOf(response)?.['partialSuccess'] as Readonly<Record<string, unknown>> | null | undefined;
  const count = Number(partial?.[key] ?? 0);
  return Number.isFinite(count) ? count : 0;
}
