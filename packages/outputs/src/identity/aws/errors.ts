/** What AWS calls an error, in any of its protocols. */
import type { HttpResponse } from '../../http/index.ts';

/** `ThrottlingException`; `undefined` if the answer names none. */
export function awsErrorCode({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): string | undefined {
  const header = headers['x-amzn-errortype'];
  const named =
    (typeof header === 'string' ? header : undefined) ??
    /"(?:__type|code)"\s*:\s*"([^"]{1,200})"/i.exec(body)?.[1] ??
    /<Code>([\w.]{1,200})<\/Code>/.exec(body)?.[1];
  // `com.amazonaws.sqs#QueueDoesNotExist`, `ThrottlingException:http://…`
  return named?.replace(/^.*#/, '').replace(/:.*$/, '');
}

/** The keys that were used have run out or are not known: others may be. */
export const KEYS_NOT_TAKEN: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'UnrecognizedClientException',
]);
