/** Options of every channel to Azure. */
import type { OptionValues } from '../../contract/options.ts';

export const AZURE_IDENTITY_OPTIONS = {
  tenant_id: { type: 'text', default: '', description: 'The tenant of Entra ID in which the application is.' },
  client_id: {
    type: 'text',
    default: '',
    description:
      'The application, or without `client_secret` the managed identity, if it is not the only one. Without any of the three what Azure gives a process: a workload identity in AKS, `AZURE_CLIENT_ID` and the like in the environment, the managed identity of the machine.',
  },
  client_secret: { type: 'secret', description: 'The secret of the application.' },
  authority: {
    type: 'url',
    description:
      'The address of Entra ID, if not that of the public cloud, or the one that `AZURE_AUTHORITY_HOST` says.',
  },
} as const;

export type AzureIdentityOptions = OptionValues<typeof AZURE_IDENTITY_OPTIONS>;

/** What is wrong with the options together. */
export function checkAzureIdentity({
  tenant_id: tenant,
  client_id: client,
  client_secret: secret,
}: AzureIdentityOptions): string | undefined {
  if (secret !== undefined && (tenant === '' || client === '')) return 'client_secret needs tenant_id and client_id';
  return secret === undefined && tenant !== '' ? 'tenant_id needs client_id and client_secret' : undefined;
}
