/** Findings in AWS Security Hub. */
import { shapeCheck, type ChannelType, type DeliveredAlert, type Outcome } from '../../contract/index.ts';
import { answerOf, type HttpResponse } from '../../http/index.ts';
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import { notUnderstood, objectOf } from '../answers.ts';
import { awsChannel, awsResult } from '../over-aws.ts';
import { rawJsonRequest } from '../over-http.ts';
import { partsOf } from '../parts.ts';
import { finding, findingPlace } from './finding.ts';

/** https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html */
const MAX_FINDINGS = 100;
const MAX_REQUEST = 6_000_000;

export const awsSecurityHub: ChannelType = awsChannel({
  name: 'aws_security_hub',
  title: 'AWS Security Hub',
  summary:
    'Findings in AWS Security Hub, in the AWS Security Finding Format (ASFF), through `BatchImportFindings`: the alert with its severity, its tactics, its process, and the container or host as the resource.',
  service: 'securityhub',
  options: {
    account_id: {
      type: 'text',
      required: true,
      check: shapeCheck(/^\d{12}$/, 'an account of twelve digits'),
      description: 'The account whose keys are used, and in which the findings are.',
    },
    product_arn: {
      type: 'text',
      default: '',
      description: 'The ARN of the product that the findings are from, if not the default one of the account.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { account_id: '123456789012', region: 'eu-central-1' },
  batch: MAX_FINDINGS,
  check: checkContent,
  prepare(options, { endpoint, region }) {
    const make = contentMaker(options);
    const place = findingPlace(options.account_id, region, options.product_arn);
    return (batch) =>
      partsOf(
        batch.map((alert) => JSON.stringify(finding(make(alert), place))),
        { entries: MAX_FINDINGS, bytes: MAX_REQUEST, bytesOf: (text) => Buffer.byteLength(text) + 1 },
        (findings) => rawJsonRequest(`${endpoint}/findings/import`, `{"Findings":[${findings.join(',')}]}`),
      );
  },
  judge: findingsOutcome,
});

interface FailedFinding {
  readonly Id?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

/** The answer names the findings that were not taken. */
function findingsOutcome(response: HttpResponse, alerts: readonly DeliveredAlert[]): Outcome {
  const answer = objectOf(response) as
    { readonly FailedCount?: number; readonly FailedFindings?: readonly FailedFinding[] } | undefined;
  if (typeof answer?.FailedCount !== 'number') return notUnderstood(response);
  const failed = new Map((answer.FailedFindings ?? []).map((one) => [one.Id, one]));
  if (failed.size < answer.FailedCount) return notUnderstood(response);
  return {
    result: alerts.map(({ id }) => {
      const one = failed.get(`lanner/${id}`);
      return one === undefined ? awsResult('') : awsResult(one.ErrorCode ?? 'NoResult', one.ErrorMessage);
    }),
    answer: answerOf(response),
  };
}
