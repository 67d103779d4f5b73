/** What Kinesis and Firehose have in common: records, each with its own result. */
import type { Outcome } from '../contract/index.ts';
import { answerOf, type HttpResponse } from '../http/index.ts';
import { notUnderstood, objectOf } from './answers.ts';
import { awsResult } from './over-aws.ts';

interface RecordResult {
  readonly ErrorCode?: string | null;
  readonly ErrorMessage?: string | null;
}

/** No request has more records. */
export const AWS_RECORDS = 500;

/** @param list the key of the list of results, one for each record in its order */
export function recordsOutcome(response: HttpResponse, list: string, size: number): Outcome {
  const results = objectOf(response)?.[list] as readonly RecordResult[] | undefined;
  if (!Array.isArray(results) || results.length !== size) return notUnderstood(response);
  const each = (results as readonly RecordResult[]).map(({ ErrorCode: code, ErrorMessage: message }) =>
    awsResult(code ?? '', message ?? ''),
  );
  const isWhole = each.every(({ kind }) => kind === 'delivered');
  return { result: each, answer: isWhole ? `${response.status} ${response.statusText}` : answerOf(response) };
}
