/** Alerts as CloudEvents. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, only } from '../over-http.ts';
import { cloudEvent } from './body.ts';

export const cloudevents: ChannelType = httpChannel({
  name: 'cloudevents',
  title: 'CloudEvents',
  summary: 'Events after CloudEvents 1.0 over HTTP, in the structured mode: for Knative, event meshes and the like.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the sink.' },
    source: { type: 'text', default: 'urn:lanner', description: 'The `source` of events: a URI reference.' },
    event_type: { type: 'text', default: 'lanner.alert.v1', description: 'The `type` of events.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://broker-ingress.knative-eventing.svc/default/default' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const { source, event_type: type } = options;
    return (batch) => ({
      url: options.url.reveal(),
      headers: { 'Content-Type': 'application/cloudevents+json; charset=UTF-8' },
      body: cloudEvent(make(only(batch)), { source, type }),
    });
  },
});
