/** Options of every channel to AWS. */
import type { OptionValues } from '../../contract/options.ts';

export const AWS_IDENTITY_OPTIONS = {
  region: {
    type: 'text',
    default: '',
    description:
      'The region, such as `eu-central-1`. Without it the one in the name of what is sent to, or `AWS_REGION` of the environment.',
  },
  access_key_id: {
    type: 'secret',
    description:
      'An access key. Without it what AWS gives a process: `AWS_ACCESS_KEY_ID` and the like in the environment, a role of a service account in EKS (IRSA, Pod Identity), a role of an ECS task, the role of the instance. They are renewed before they run out.',
  },
  secret_access_key: { type: 'secret', description: 'The secret of `access_key_id`.' },
  session_token: { type: 'secret', description: 'The session token of a temporary access key.' },
  role_arn: {
    type: 'text',
    default: '',
    description: 'A role that is assumed for this channel, such as `arn:aws:iam::123456789012:role/lanner`.',
  },
  external_id: {
    type: 'text',
    default: '',
    description: 'The external id that the trust policy of `role_arn` asks for.',
  },
  endpoint: {
    type: 'url',
    description:
      'The address of the service, if not the public one of the region: a VPC endpoint, or a service that speaks the same protocol.',
  },
  sts_endpoint: {
    type: 'url',
    description: 'The address of STS, which gives out temporary keys, if not the public one of the region.',
  },
} as const;

export type AwsIdentityOptions = Omit<OptionValues<typeof AWS_IDENTITY_OPTIONS>, 'endpoint'>;

/** What is wrong with the options together. */
export function checkAwsIdentity(options: AwsIdentityOptions): string | undefined {
  if ((options.access_key_id === undefined) !== (options.secret_access_key === undefined)) {
    return 'access_key_id and secret_access_key are given together or not at all';
  }
  if (options.session_token !== undefined && options.access_key_id === undefined) {
    return 'session_token needs access_key_id and secret_access_key';
  }
  if (options.external_id !== '' && options.role_arn === '') return 'external_id needs role_arn';
  if (options.role_arn !== '' && !/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(options.role_arn)) {
    return `role_arn: '${options.role_arn}' is no ARN of a role`;
  }
  return undefined;
}

/** The domain below which the services of a region are. */
export function awsDomain(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
