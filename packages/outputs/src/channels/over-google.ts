/** What channels to Google Cloud share: tokens, and what errors mean. */
import { retry, type ChannelType, type DeliveredAlert, type Outcome } from '../contract/index.ts';
import type { OptionTable, OptionValues } from '../contract/index.ts';
import { answerOf, outcomeOf, retryAfter, type HttpResponse } from '../http/index.ts';
import { GOOGLE_IDENTITY_OPTIONS, googleSigner, type GoogleIdentityOptions } from '../identity/index.ts';
import { httpChannel, type HttpKind, type MakeRequest, type Surroundings } from './over-http.ts';

export interface GoogleKind<Table extends OptionTable> extends Omit<
  HttpKind<Table>,
  'check' | 'judge' | 'prepare' | 'remedy' | 'signer'
> {
  /** What the token is for: the last part of a scope of OAuth. */
  readonly scope: string;
  check?(options: OptionValues<Table>): string | undefined;
  /** The public address of the service. */
  endpoint(options: OptionValues<Table>): string;
  /** @param endpoint the address of the service, without a path */
  prepare(options: OptionValues<Table>, endpoint: string, surroundings: Surroundings): MakeRequest;
  /** What a good answer means for each alert. Default: all have arrived. */
  judge?(response: HttpResponse, alerts: readonly DeliveredAlert[]): Outcome;
}

type CommonOptions = GoogleIdentityOptions & { readonly endpoint: string | undefined };

/** A kind of channel to a service of Google Cloud. */
export function googleChannel<const Table extends OptionTable>(kind: GoogleKind<Table>): ChannelType {
  const own = (options: unknown): OptionValues<Table> => options as OptionValues<Table>;
  const common = (options: unknown): CommonOptions => options as CommonOptions;
  const options: OptionTable = { ...kind.options, ...GOOGLE_IDENTITY_OPTIONS };
  return httpChannel<OptionTable>({
    ...kind,
    options,
    check: (given) => kind.check?.(own(given)),
    prepare(given, surroundings) {
      const endpoint = (common(given).endpoint ?? kind.endpoint(own(given))).replace(/\/+$/, '');
      return kind.prepare(own(given), endpoint, surroundings);
    },
    signer: (given, services) => googleSigner(common(given), `https://www.googleapis.com/auth/${kind.scope}`, services),
    judge(response, alerts, now) {
      const isGood = response.status >= 200 && response.status < 300;
      return isGood && kind.judge !== undefined ? kind.judge(response, alerts) : googleOutcome(response, now);
    },
  });
}

/** https://cloud.google.com/apis/design/errors: 400 has reasons that have nothing to do with what was sent. */
function googleOutcome(response: HttpResponse, now: number): Outcome {
  const isAboutOthers = response.status === 400 && /"status"\s*:\s*"FAILED_PRECONDITION"/.test(response.body);
  if (!isAboutOthers) return outcomeOf(response, now);
  const answer = answerOf(response);
  return retry(answer, answer, retryAfter(response.headers['retry-after'], now));
}
