import { checkHttpChannel } from '../testing/check-http.test.ts';
import { googleChat } from './index.ts';

const string = { type: 'string', minLength: 1 };
const exactly = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

checkHttpChannel(googleChat, {
  options: (url) => ({ url: `${url}/v1/spaces/A/messages?key=key-secret&token=token-secret` }),
  path: '/v1/spaces/A/messages?key=key-secret&token=token-secret',
  headers: { 'content-type': 'application/json' },
  secrets: ['key-secret&token=token-secret'],
  maxBytes: 32_000,
  schema: exactly({
    cardsV2: {
      type: 'array',
      minItems: 1,
      maxItems: 1,
      items: exactly({
        cardId: string,
        card: exactly({
          header: exactly({ title: string, subtitle: string }),
          sections: {
            type: 'array',
            items: exactly({
              widgets: {
                type: 'array',
                maxItems: 100,
                items: {
                  anyOf: [
                    exactly({ textParagraph: exactly({ text: string }) }),
                    exactly({
                      decoratedText: exactly({ topLabel: string, text: string, wrapText: { type: 'boolean' } }),
                    }),
                  ],
                },
              },
            }),
          },
        }),
      }),
    },
  }),
});
