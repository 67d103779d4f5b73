import { PROXY_OPTIONS, TLS_OPTIONS } from '../../http/options.ts';

const OWN = {
  url: { type: 'url', required: true, description: 'Where alerts are posted to.' },
  user_agent: {
    type: 'text',
    default: '',
    description: 'What is sent as `User-Agent`, if not Lanner and its version.',
  },
  headers: { type: 'secrets', description: 'Further headers of each request, such as `Authorization`.' },
  echo: { type: 'boolean', default: false, description: 'Tells what the receiver answers, as messages of Lanner.' },
  compress_uploads: {
    type: 'boolean',
    default: false,
    description:
      'Sends bodies with `Content-Encoding: gzip`. A receiver that does not understand it is sent plain bodies from then on.',
  },
  keep_alive: { type: 'boolean', default: false, description: 'Keeps the connection open between requests.' },
} as const;

export const HTTP_OPTIONS: typeof OWN & typeof TLS_OPTIONS & typeof PROXY_OPTIONS = {
  ...OWN,
  ...TLS_OPTIONS,
  ...PROXY_OPTIONS,
};
