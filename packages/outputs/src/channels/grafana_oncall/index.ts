/** Alerts in Grafana OnCall. */
import { checkContent, contentMaker, CONTENT_OPTIONS, escapeMarkdown, templateOf } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, jsonRequest, only } from '../over-http.ts';
import { grafanaOncallBody } from './body.ts';

export const grafanaOncall: ChannelType = httpChannel({
  name: 'grafana_oncall',
  title: 'Grafana OnCall',
  summary: 'Alerts in Grafana OnCall or IRM, through an integration of the kind "formatted webhook".',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the integration.' },
    title: { type: 'template', default: '{priority}: {rule}', description: 'The title of the alert.' },
    message: { type: 'template', default: '{message}', description: 'The message, in Markdown.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://oncall.example.org/integrations/v1/formatted_webhook/XXXX/' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const title = templateOf(options.title);
    const message = templateOf(options.message, escapeMarkdown);
    return (batch) => {
      const content = make(only(batch));
      return jsonRequest(options.url.reveal(), grafanaOncallBody(content, title(content), message(content)));
    };
  },
});
