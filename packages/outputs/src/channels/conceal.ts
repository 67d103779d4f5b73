/** Takes secrets out of what receivers and errors say: they repeat what they were given. */
import { unescape } from 'node:querystring';
import { Secret, type OptionTable, type OptionValues } from '../contract/options.ts';
import type { Outcome, Result } from '../contract/channel.ts';
import { reasonOf } from '../contract/reason.ts';

export type Conceal = (text: string) => string;

/** Takes the secrets among the options out of texts. */
export function concealerOf(options: OptionValues<OptionTable>): Conceal {
  return concealerFor(secretsOf(options));
}

/** Takes these texts, and what of them is secret by itself, out of others. */
export function concealerFor(secrets: readonly string[]): Conceal {
  const forms = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed()), ...partsOf(secret)])
    .filter((form) => form.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length);
  return (text) => forms.reduce((left, form) => left.replaceAll(form, '***'), text);
}

function secretsOf(options: OptionValues<OptionTable>): string[] {
  return Object.values(options)
    .flatMap((value): unknown[] =>
      typeof value === 'object' && !(value instanceof Secret) ? Object.values(value) : [value],
    )
    .flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
}

/** Texts so short stand in words that are no secret. */
const SHORTEST_SECRET = 4;

/** Shorter parts of paths are `hooks`, `v1` and the like. */
const SHORTEST_TOKEN = 10;

/** The token of a header; of a secret URL its password, its path, and whatever in it is long enough to be a token. */
function partsOf(secret: string): string[] {
  // `Bearer TOKEN`
  const [, token] = /^\w+ (\S+)$/.exec(secret) ?? [];
  if (token !== undefined) return [token];
  const url = URL.parse(secret);
  if (url === null || url.host === '') return [];
  const { pathname, search, searchParams, password } = url;
  const tokens = [...pathname.split('/'), ...searchParams.values()];
  const parts = [`${pathname}${search}`, search.slice(1), ...tokens].filter((part) => part.length >= SHORTEST_TOKEN);
  return [...parts, password, unescape(password)];
}

/** Without its cause and its stack, which repeat what it says. */
export function concealedError(error: unknown, conceal: Conceal): Error {
  return new Error(conceal(reasonOf(error)));
}

export function concealed({ result, answer }: Outcome, conceal: Conceal): Outcome {
  const one = (each: Result): Result => (each.kind === 'delivered' ? each : { ...each, reason: conceal(each.reason) });
  return {
    result: 'kind' in result ? one(result) : result.map(one),
    answer: conceal(answer),
  };
}
