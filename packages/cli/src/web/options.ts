/** The options of the web server: keys below `webserver`. */
import { isIP } from 'node:net';
import type { OptionValues } from '@lanner/outputs';

export const WEBSERVER_OPTIONS = {
  enabled: {
    type: 'boolean',
    default: true,
    description:
      'Whether `lanner run` answers over HTTP: `/healthz`, `/readyz`, `/versions` and, if `webserver.prometheus_metrics_enabled` says so, `/metrics`; see [metrics](metrics.md). With a command behind `--` it does so only if `-o webserver.enabled=true` is given.',
  },
  listen_address: {
    type: 'text',
    default: '0.0.0.0',
    check: (value: string): string | undefined =>
      isIP(value) === 0 ? `an IPv4 or IPv6 address is expected, not '${value}'` : undefined,
    description: 'The address to listen at.',
  },
  listen_port: {
    type: 'number',
    integer: true,
    min: 0,
    max: 65_535,
    default: 8765,
    description:
      'The port to listen at; 0: any that is free, which is told at the start. While another program has the port, Lanner watches all the same, says so, and tries again.',
  },
  k8s_healthz_endpoint: {
    type: 'text',
    default: '/healthz',
    check: (value: string): string | undefined =>
      /^\/[\w./-]*$/.test(value) ? undefined : 'a path such as /healthz is expected',
    description: 'The path at which Lanner says whether it is alive.',
  },
  prometheus_metrics_enabled: {
    type: 'boolean',
    default: false,
    description: 'Whether there is `/metrics`, if `metrics.enabled` is true.',
  },
  ssl_enabled: { type: 'boolean', default: false, description: 'HTTPS rather than HTTP.' },
  ssl_certificate: {
    type: 'path',
    default: '/etc/lanner/lanner.pem',
    description:
      'One PEM file with the certificate, those between it and the authority, and the key. A file that has changed is read again within a minute.',
  },
  ssl_client_ca: {
    type: 'path',
    default: '',
    description:
      'The authority, PEM, whose certificate a client must have to be given anything. The probes of Kubernetes have no certificate: the two paths of health are answered without, and tell nothing but that.',
  },
} as const;

export type WebserverOptions = OptionValues<typeof WEBSERVER_OPTIONS>;
