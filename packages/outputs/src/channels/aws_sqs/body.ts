/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
import type { Outcome } from '../../contract/index.ts';
import { answerOf, type HttpResponse } from '../../http/index.ts';
import { attributesOf, type Ordered } from '../aws-messages.ts';
import { notUnderstood, objectOf } from '../answers.ts';
import { awsResult } from '../over-aws.ts';
import type { Message } from '../queue-messages.ts';

export interface SqsEntry {
  readonly message: Message;
  readonly ordered: Ordered | undefined;
}

export function sqsBody(queueUrl: string, entries: readonly SqsEntry[]): object {
  return {
    QueueUrl: queueUrl,
    Entries: entries.map(({ message: { json, content }, ordered }, index) => ({
      Id: String(index),
      MessageBody: json,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributesOf(content)).map(([name, value]) => [
          name,
          { DataType: 'String', StringValue: value },
        ]),
      ),
      ...ordered,
    })),
  };
}

interface Failed {
  readonly Id?: string;
  readonly Code?: string;
  readonly Message?: string;
}

/** The answer lists what was taken and what was not: the others may be there while some are not. */
export function sqsOutcome(response: HttpResponse, size: number): Outcome {
  const answer = objectOf(response) as
    { readonly Successful?: readonly { readonly Id?: string }[]; readonly Failed?: readonly Failed[] } | undefined;
  if (answer === undefined) return notUnderstood(response);
  const taken = new Set((answer.Successful ?? []).map(({ Id }) => Id));
  const failed = new Map((answer.Failed ?? []).map((one) => [one.Id, one]));
  return {
    result: Array.from({ length: size }, (_, index) => {
      const id = String(index);
      const { Code = 'NoResult', Message } = failed.get(id) ?? {};
      return taken.has(id) ? awsResult('') : awsResult(Code, Message);
    }),
    answer: failed.size === 0 ? `${response.status} ${response.statusText}` : answerOf(response),
  };
}
