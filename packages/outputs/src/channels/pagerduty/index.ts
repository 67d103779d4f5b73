/** Incidents in PagerDuty. */
import { checkContent, contentMaker, CONTENT_OPTIONS, templateOf } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { below, httpChannel, only, rawJsonRequest } from '../over-http.ts';
import { pagerdutyBody } from './body.ts';

export const pagerduty: ChannelType = httpChannel({
  name: 'pagerduty',
  title: 'PagerDuty',
  summary: 'Events for a service of PagerDuty, through the Events API v2.',
  options: {
    routing_key: { type: 'secret', required: true, description: 'The integration key of the service.' },
    summary: { type: 'template', default: '{priority}: {rule}: {message}', description: 'The summary of the event.' },
    dedup_key: {
      type: 'template',
      default: '{rule}/{hostname}/{container.id?host}',
      description: 'Alerts with the same key are one incident.',
    },
    component: { type: 'template', default: '{k8s.pod.name}', description: 'The component that the event is about.' },
    url: {
      type: 'url',
      default: 'https://events.pagerduty.com',
      description: 'The address of the API; `https://events.eu.pagerduty.com` in Europe.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { routing_key: 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const [summary, dedupKey, component] = [options.summary, options.dedup_key, options.component].map((text) =>
      templateOf(text),
    );
    return (batch) => {
      const content = make(only(batch));
      const event = {
        routingKey: options.routing_key.reveal(),
        summary: summary?.(content) ?? '',
        dedupKey: dedupKey?.(content) ?? '',
        component: component?.(content) ?? '',
      };
      return rawJsonRequest(below(options.url, '/v2/enqueue'), pagerdutyBody(content, event));
    };
  },
});
