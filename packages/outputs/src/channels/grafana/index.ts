/** Annotations in Grafana. */
import { checkContent, contentMaker, CONTENT_OPTIONS, templateOf } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, below, httpChannel, jsonRequest, only } from '../over-http.ts';
import { grafanaBody } from './body.ts';

export const grafana: ChannelType = httpChannel({
  name: 'grafana',
  title: 'Grafana',
  summary: 'Annotations in Grafana: of a panel, of a dashboard, or of the organisation.',
  options: {
    url: { type: 'url', required: true, description: 'The address of Grafana.' },
    token: { type: 'secret', required: true, description: 'The token of a service account.' },
    dashboard_uid: {
      type: 'text',
      default: '',
      description: 'The dashboard; none for an annotation of the organisation.',
    },
    panel_id: {
      type: 'number',
      integer: true,
      min: 0,
      default: 0,
      description: 'The panel; 0 for the whole dashboard.',
    },
    text: { type: 'template', default: '{message}', description: 'The text of the annotation.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://grafana.example.org', token: 'glsa_XXXX' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const text = templateOf(options.text);
    return (batch) => {
      const content = make(only(batch));
      const body = grafanaBody(content, text(content), options);
      return jsonRequest(below(options.url, '/api/annotations'), body, authorization('Bearer', options.token));
    };
  },
});
