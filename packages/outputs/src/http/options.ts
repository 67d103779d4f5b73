/** Options that every channel over the network has: certificates, proxy. Spread them into the table of the channel. */
import type { OptionValues } from '../contract/options.ts';

export const TLS_OPTIONS = {
  insecure: {
    type: 'boolean',
    default: false,
    description:
      'Does not check the certificate of the receiver. Whoever is in between can read and change everything.',
  },
  ca_cert: {
    type: 'path',
    description: 'A PEM file with the certificate of the authority that the receiver is trusted by.',
  },
  ca_bundle: {
    type: 'path',
    description: 'A PEM file with the certificates of several authorities. `ca_cert` goes before it.',
  },
  ca_path: {
    type: 'path',
    description: 'A directory with PEM files of authorities. `ca_cert` and `ca_bundle` go before it.',
  },
  mtls: {
    type: 'boolean',
    default: false,
    description: 'Shows the receiver a certificate: that of `client_cert`.',
  },
  client_cert: { type: 'path', description: 'A PEM file with the certificate that is shown if `mtls` is on.' },
  client_key: { type: 'path', description: 'A PEM file with the key of `client_cert`.' },
} as const;

export const PROXY_OPTIONS = {
  proxy: {
    type: 'url',
    protocols: ['http:'],
    description:
      'The proxy through which the receiver is reached. Without it `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment hold.',
  },
} as const;

export const HTTP_CLIENT_OPTIONS: typeof TLS_OPTIONS & typeof PROXY_OPTIONS = { ...TLS_OPTIONS, ...PROXY_OPTIONS };

export type TlsOptions = OptionValues<typeof TLS_OPTIONS>;
export type HttpClientOptions = OptionValues<typeof HTTP_CLIENT_OPTIONS>;
