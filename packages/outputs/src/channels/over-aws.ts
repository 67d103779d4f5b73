/** What channels to AWS share: how the service is found, how requests are signed, what errors mean. */
import type { ChannelType, DeliveredAlert, OptionTable, OptionValues, Outcome, Result } from '../contract/index.ts';
import { DELIVERED, refused, retry } from '../contract/index.ts';
import { answerOf, outcomeOf, retryAfter, type HttpRequest, type HttpResponse } from '../http/index.ts';
import { AWS_IDENTITY_OPTIONS, awsDomain, awsErrorCode, awsSigner, checkAwsIdentity } from '../identity/index.ts';
import type { AwsIdentityOptions } from '../identity/index.ts';
import { httpChannel, type HttpKind, type MakeRequest, type Surroundings } from './over-http.ts';

/** Where the service is. */
export interface AwsPlace {
  readonly region: string;
  /** Its address, without a path. */
  readonly endpoint: string;
  /** Whether that is the public one of the region. */
  readonly isPublic: boolean;
}

type NamedPlace = Partial<Pick<AwsPlace, 'region' | 'endpoint'>>;

export interface AwsKind<Table extends OptionTable> extends Omit<
  HttpKind<Table>,
  'check' | 'judge' | 'prepare' | 'remedy' | 'signer'
> {
  /** Its name in addresses and in signatures. */
  readonly service: string;
  /** The region that the name of a resource says, and the address that it says, if it is one. */
  place?(options: OptionValues<Table>): NamedPlace;
  check?(options: OptionValues<Table>): string | undefined;
  prepare(options: OptionValues<Table>, place: AwsPlace, surroundings: Surroundings): MakeRequest;
  /** What a good answer means for each alert. Default: all have arrived. */
  judge?(response: HttpResponse, alerts: readonly DeliveredAlert[]): Outcome;
  remedy?(
    response: HttpResponse,
    options: OptionValues<Table>,
    place: AwsPlace,
    surroundings: Surroundings,
  ): HttpRequest | undefined;
}

type CommonOptions = AwsIdentityOptions & { readonly endpoint: string | undefined };

/** A kind of channel to a service of AWS. */
export function awsChannel<const Table extends OptionTable>(kind: AwsKind<Table>): ChannelType {
  const own = (options: unknown): OptionValues<Table> => options as OptionValues<Table>;
  const common = (options: unknown): CommonOptions => options as CommonOptions;
  const placeOf = (options: unknown): AwsPlace => awsPlace(kind.service, common(options), kind.place?.(own(options)));
  const { remedy } = kind;
  const options: OptionTable = { ...kind.options, ...AWS_IDENTITY_OPTIONS };
  return httpChannel<OptionTable>({
    ...kind,
    options,
    check: (given) => checkAwsIdentity(common(given)) ?? kind.check?.(own(given)),
    prepare: (given, surroundings) => kind.prepare(own(given), placeOf(given), surroundings),
    signer: (given, services) =>
      awsSigner(common(given), { service: kind.service, region: placeOf(given).region }, services),
    judge(response, alerts, now) {
      const isGood = response.status >= 200 && response.status < 300;
      return isGood && kind.judge !== undefined ? kind.judge(response, alerts) : awsOutcome(response, now);
    },
    remedy: (response, given, surroundings) => remedy?.(response, own(given), placeOf(given), surroundings),
  });
}

function awsPlace(service: string, options: CommonOptions, named: NamedPlace = {}): AwsPlace {
  const { AWS_REGION: region = '', AWS_DEFAULT_REGION: other = '' } = process.env;
  const found = [options.region, named.region ?? '', region, other].find((one) => one !== '');
  if (found === undefined) throw new Error('the region is not known: set region, or AWS_REGION in the environment');
  const given = options.endpoint ?? named.endpoint;
  const endpoint = given ?? `https://${service}.${found}.${awsDomain(found)}`;
  return { region: found, endpoint: endpoint.replace(/\/+$/, ''), isPublic: given === undefined };
}

/** A call of a service that speaks AWS's JSON protocol. */
export function awsJsonRequest(
  { endpoint }: AwsPlace,
  version: '1.0' | '1.1',
  target: string,
  body: unknown,
): HttpRequest {
  return {
    url: `${endpoint}/`,
    headers: { 'Content-Type': `application/x-amz-json-${version}`, 'X-Amz-Target': target },
    body: JSON.stringify(body),
  };
}

/** The errors that are about what was sent: it will never be taken. All others may pass, or be put right. */
const ABOUT_THE_ALERT: ReadonlySet<string> = new Set([
  'BatchRequestTooLong',
  'EntityTooLarge',
  'InvalidArgumentException',
  'InvalidInput',
  'InvalidInputException',
  'InvalidMessageContents',
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValue',
  'InvalidRequestContentException',
  'ParameterValueInvalid',
  'RequestEntityTooLarge',
  'RequestEntityTooLargeException',
  'RequestTooLargeException',
  'SerializationException',
  'ValidationError',
  'ValidationException',
]);

/** What an error, or its absence, means for the whole request. */
function awsOutcome(response: HttpResponse, now: number): Outcome {
  const code = response.status >= 400 && response.status < 500 ? awsErrorCode(response) : undefined;
  if (code === undefined) return outcomeOf(response, now);
  const answer = answerOf(response);
  if (ABOUT_THE_ALERT.has(code)) return refused(answer);
  return retry(answer, answer, retryAfter(response.headers['retry-after'], now));
}

/** The result of one entry of a batch; `code` is empty if nothing is wrong with it. */
export function awsResult(code: string, message = ''): Result {
  if (code === '') return DELIVERED;
  const reason = message === '' ? code : `${code}: ${message.slice(0, 200)}`;
  return { kind: ABOUT_THE_ALERT.has(code) ? 'refused' : 'retry', reason };
}

/** `aws`, `sns`, `eu-west-1`, `123456789012` and `alerts` of `arn:aws:sns:eu-west-1:123456789012:alerts`. */
export function arnParts(arn: string): { readonly service: string; readonly region: string; readonly account: string } {
  const [, , service = '', region = '', account = ''] = arn.split(':');
  return { service, region, account };
}
