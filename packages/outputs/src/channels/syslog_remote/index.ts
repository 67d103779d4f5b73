/** Alerts to a syslog server on the network, after RFC 5424. */
import type { ChannelType, DeliveredAlert } from '../../contract/index.ts';
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { SYSLOG_OPTIONS } from '../syslog/options.ts';
import { framed, syslogMessage } from './message.ts';
import { connectionOver, openConfirmed, openDatagrams, openKept } from '../transport.ts';

const PORTS = { udp: 514, tcp: 514, tls: 6514 } as const;

export const syslogRemote: ChannelType = connectedChannel({
  name: 'syslog_remote',
  title: 'Syslog over the network',
  summary:
    'Alerts to a syslog server (RFC 5424) over UDP, TCP or TLS: rsyslog, syslog-ng, and what else collects logs; also in the Common Event Format for a SIEM.',
  options: {
    host: { type: 'text', required: true, description: 'The name or address of the server.' },
    port: {
      type: 'number',
      integer: true,
      min: 0,
      max: 65_535,
      default: 0,
      description: 'The port; 0 for 514, or 6514 with TLS.',
    },
    protocol: {
      type: 'choice',
      values: ['udp', 'tcp', 'tls'],
      default: 'tcp',
      description: 'The way to the server. Nobody says whether what is sent over UDP has arrived.',
    },
    format: {
      type: 'choice',
      values: ['json', 'text', 'cef'],
      default: 'json',
      description: 'What the message is: the alert as JSON, as text, or in the Common Event Format.',
    },
    confirm: {
      type: 'boolean',
      default: true,
      description:
        'Over TCP and TLS: ends the connection after each batch and waits until the server has ended it, too, which it does when it has read everything. There is no other way to know. Without it one connection is kept, and what was on its way when the server dies is lost.',
    },
    framing: {
      type: 'choice',
      values: ['octet_counting', 'line_feed'],
      default: 'octet_counting',
      description: 'How the server tells messages apart over TCP and TLS (RFC 6587).',
    },
    facility: SYSLOG_OPTIONS.facility,
    ident: SYSLOG_OPTIONS.ident,
    max_size: {
      type: 'size',
      default: 8192,
      description: 'The most bytes of a message. A longer one is cut. Many servers take no more than 8KiB.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { host: 'logs.example.org', protocol: 'tls', ca_cert: '/etc/lanner/ca.pem' },
  batch: 200,
  noProxy: {
    why: 'over UDP, nor with `confirm`: how a connection ends says what the proxy has read, not the server',
    when: ({ protocol, confirm }) => protocol === 'udp' || confirm,
  },
  check: checkContent,
  prepare(options, { userAgent }) {
    const make = contentMaker(options);
    const { host, protocol, framing, confirm } = options;
    const target = { host, protocol, port: options.port === 0 ? PORTS[protocol] : options.port };
    const [name = '', version = ''] = userAgent.split('/');
    const settings = { ...options, pid: process.pid, product: { name, version } };
    return async (tls, way) => {
      const isStream = protocol !== 'udp';
      const transport = !isStream
        ? await openDatagrams(target)
        : confirm
          ? openConfirmed(target, tls)
          : await openKept(target, tls, way);
      const parts = (batch: readonly DeliveredAlert[]): readonly string[] => {
        const messages = batch.map((alert) => syslogMessage(make(alert), settings));
        return isStream ? messages.map((one) => framed(one, framing)) : messages;
      };
      return connectionOver(transport, parts, isStream && confirm ? 'read' : 'sent; syslog has no answers');
    };
  },
});
