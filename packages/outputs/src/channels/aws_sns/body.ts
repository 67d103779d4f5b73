/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
import type { Outcome } from '../../contract/index.ts';
import { answerOf, type HttpResponse } from '../../http/index.ts';
import { attributesOf, type Ordered } from '../aws-messages.ts';
import { notUnderstood } from '../answers.ts';
import { awsResult } from '../over-aws.ts';
import type { Message } from '../queue-messages.ts';

export interface SnsEntry {
  readonly message: Message;
  readonly subject: string;
  readonly ordered: Ordered | undefined;
}

/** A form: members of lists are numbered from 1. */
export function snsBody(topicArn: string, entries: readonly SnsEntry[]): string {
  const form = new URLSearchParams({ Action: 'PublishBatch', Version: '2010-03-31', TopicArn: topicArn });
  for (const [index, { message, subject, ordered }] of entries.entries()) {
    const entry = `PublishBatchRequestEntries.member.${index + 1}`;
    form.append(`${entry}.Id`, String(index));
    form.append(`${entry}.Message`, message.json);
    if (subject !== '') form.append(`${entry}.Subject`, subject);
    for (const [name, value] of Object.entries(ordered ?? {})) form.append(`${entry}.${name}`, String(value));
    for (const [number, [name, value]] of Object.entries(attributesOf(message.content)).entries()) {
      const attribute = `${entry}.MessageAttributes.entry.${number + 1}`;
      form.append(`${attribute}.Name`, name);
      form.append(`${attribute}.Value.DataType`, 'String');
      form.append(`${attribute}.Value.StringValue`, value);
    }
  }
  return form.toString();
}

/** A subject is a line of less than 100 printable characters of ASCII that does not begin with a space. */
export function snsSubject(text: string): string {
  return text
    .replace(/[^ -~]/g, '?')
    .trimStart()
    .slice(0, 99);
}

/** The answer lists what was taken and what was not: the others may be there while some are not. */
export function snsOutcome(response: HttpResponse, size: number): Outcome {
  const { body } = response;
  if (!body.includes('<PublishBatchResult>')) return notUnderstood(response);
  const [, failedPart = ''] = /<Failed>([\s\S]*)<\/Failed>/.exec(body) ?? [];
  const [, takenPart = ''] = /<Successful>([\s\S]*)<\/Successful>/.exec(body) ?? [];
  const taken = new Set(membersOf(takenPart).map((member) => textOf(member, 'Id')));
  const failed = new Map(membersOf(failedPart).map((member) => [textOf(member, 'Id'), member]));
  return {
    result: Array.from({ length: size }, (_, index) => {
      const id = String(index);
      const member = failed.get(id) ?? '';
      return taken.has(id)
        ? awsResult('')
        : awsResult(textOf(member, 'Code') ?? 'NoResult', textOf(member, 'Message') ?? '');
    }),
    answer: failed.size === 0 ? `${response.status} ${response.statusText}` : answerOf(response),
  };
}

function membersOf(xml: string): string[] {
  return Array.from(xml.matchAll(/<member>([\s\S]*?)<\/member>/g), ([, member = '']) => member);
}

function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
