/** Options of every channel to Google Cloud. */
import type { OptionValues } from '../../contract/options.ts';
import { readCredentials } from './credentials-file.ts';

export const GOOGLE_IDENTITY_OPTIONS: {
  readonly credentials: {
    readonly type: 'secret';
    readonly check: (text: string) => string | undefined;
    readonly description: string;
  };
  readonly endpoint: { readonly type: 'url'; readonly description: string };
} = {
  credentials: {
    type: 'secret',
    check: credentialsProblem,
    description:
      'The key of a service account, or a configuration of workload identity federation, as the JSON that Google gives out. Without it the file that `GOOGLE_APPLICATION_CREDENTIALS` of the environment names, or else the service account that the machine, or the workload in GKE, has.',
  },
  endpoint: {
    type: 'url',
    description:
      'The address of the service, if not the public one: a regional one, or one of Private Service Connect.',
  },
};

export type GoogleIdentityOptions = Pick<OptionValues<typeof GOOGLE_IDENTITY_OPTIONS>, 'credentials'>;

function credentialsProblem(text: string): string | undefined {
  try {
    readCredentials(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
