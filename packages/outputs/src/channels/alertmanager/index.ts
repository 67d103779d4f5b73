/** Alerts in Prometheus Alertmanager. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, basicAuth, below, httpChannel, jsonRequest } from '../over-http.ts';
import { alertmanagerBody } from './body.ts';

export const alertmanager: ChannelType = httpChannel({
  name: 'alertmanager',
  title: 'Alertmanager',
  summary: 'Alerts in Prometheus Alertmanager, through its API v2.',
  options: {
    url: { type: 'url', required: true, description: 'The address of Alertmanager.' },
    labels: { type: 'map', description: 'More labels for each alert.' },
    label_fields: {
      type: 'list',
      default: ['k8s.ns.name', 'k8s.pod.name', 'container.id', 'proc.name'],
      description: 'The output fields that become labels: two alerts that differ in one of them are two alerts.',
    },
    annotations: { type: 'map', description: 'More annotations for each alert.' },
    expires_after: {
      type: 'duration',
      default: 0,
      description:
        'How long an alert is active if it does not come again; 0 for the `resolve_timeout` of Alertmanager.',
    },
    user: { type: 'text', default: '', description: 'The name for basic authentication.' },
    password: { type: 'secret', description: 'The password for basic authentication.' },
    token: { type: 'secret', description: 'A bearer token, instead of name and password.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://alertmanager.example.org:9093' },
  batch: 100,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const auth =
      options.user === ''
        ? authorization('Bearer', options.token)
        : basicAuth(options.user, options.password?.reveal() ?? '');
    return (batch) =>
      jsonRequest(below(options.url, '/api/v2/alerts'), alertmanagerBody(batch.map(make), options), auth);
  },
});
