import { addressProblem } from './address.ts';

const CHECK: { readonly check: (value: string) => string | undefined } = { check: addressProblem };

const ADDRESS = {
  bind_address: {
    type: 'text',
    default: 'unix:///run/falco/falco.sock',
    description:
      'Where clients connect: `unix://` with the path of a socket, for root and its group; or host and port, for clients that show a certificate of `root_certs`.',
  },
} as const;

const FILES = {
  private_key: {
    type: 'path',
    description: 'A PEM file with the key of `cert_chain`; with host and port it must be given.',
  },
  cert_chain: {
    type: 'path',
    description:
      'A PEM file with the certificate that clients are shown, and those between it and its authority; with host and port it must be given.',
  },
  root_certs: {
    type: 'path',
    description:
      'A PEM file with the authorities by which certificates of clients are accepted; with host and port it must be given.',
  },
} as const;

export const GRPC_OPTIONS: {
  readonly bind_address: (typeof ADDRESS)['bind_address'] & typeof CHECK;
} & typeof FILES = { bind_address: { ...ADDRESS.bind_address, ...CHECK }, ...FILES };
