/** Questions to services that give out tokens and keys. */
import { answerOf, type HttpRequest, type HttpResponse } from '../http/index.ts';
import type { SignerServices } from './signer.ts';

/** The answer, if it is a good one; otherwise an error that says who gave which. */
export async function ask(
  { http }: Pick<SignerServices, 'http'>,
  who: string,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const response = await http.send(request, signal).catch((error: unknown) => {
    throw new Error(`${who} cannot be asked: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
  if (response.status !== 200) throw new Error(`${who} says ${answerOf(response)}`);
  return response;
}

/** A form as token services take them. */
export function formRequest(
  url: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest {
  return {
    url,
    body: new URLSearchParams(fields).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  };
}

/** The members of a JSON object that are texts or numbers. Throws, without showing the answer, if it is none. */
export function membersOf(who: string, { body }: Pick<HttpResponse, 'body'>): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // The answer holds secrets
  }
  if (typeof value !== 'object' || value === null) throw new Error(`${who} answered something that is not JSON`);
  const members = Object.entries(value).flatMap(([key, member]): [string, string][] =>
    typeof member === 'string' || typeof member === 'number' ? [[key, String(member)]] : [],
  );
  return Object.fromEntries(members);
}

/** One of the members. Throws if the answer does not have it. */
export function memberOf(who: string, members: Readonly<Record<string, string>>, name: string): string {
  const member = members[name];
  if (member === undefined || member === '') throw new Error(`${who} answered without ${name}`);
  return member;
}
