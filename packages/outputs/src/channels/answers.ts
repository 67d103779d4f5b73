/** Answers that say more than their status. */
import { retry, type Outcome } from '../contract/index.ts';
import { answerOf, type HttpResponse } from '../http/index.ts';

/** The body of an answer that was not what the service documents: whether the alerts are there is not known. */
export function notUnderstood(response: HttpResponse): Outcome {
  return retry(`the answer is not what the service documents: ${answerOf(response)}`);
}

/** JSON as an object; `undefined` if it is none. */
export function objectOf({ body }: HttpResponse): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
