/** Alerts in Opsgenie. */
import { checkContent, contentMaker, CONTENT_OPTIONS, templateOf } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, below, httpChannel, jsonRequest, only } from '../over-http.ts';
import { opsgenieBody } from './body.ts';

export const opsgenie: ChannelType = httpChannel({
  name: 'opsgenie',
  title: 'Opsgenie',
  summary: 'Alerts in Opsgenie or in Jira Service Management.',
  options: {
    api_key: { type: 'secret', required: true, description: 'The key of an API integration.' },
    url: {
      type: 'url',
      default: 'https://api.opsgenie.com',
      description: 'The address of the API; `https://api.eu.opsgenie.com` in Europe.',
    },
    message: { type: 'template', default: '{priority}: {rule}', description: 'The title of the alert.' },
    description: { type: 'template', default: '{output}', description: 'The description.' },
    alias: {
      type: 'template',
      default: '{rule}/{hostname}/{container.id?host}',
      description: 'Alerts with the same alias are counted as one while it is open.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { api_key: 'XXXX' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const parts = {
      message: templateOf(options.message),
      alias: templateOf(options.alias),
      description: templateOf(options.description),
    };
    return (batch) => {
      const content = make(only(batch));
      const texts = {
        message: parts.message(content),
        alias: parts.alias(content),
        description: parts.description(content),
      };
      const body = opsgenieBody(content, texts);
      return jsonRequest(below(options.url, '/v2/alerts'), body, authorization('GenieKey', options.api_key));
    };
  },
});
