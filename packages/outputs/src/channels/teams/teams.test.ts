import { checkHttpChannel } from '../testing/check-http.test.ts';
import { teams } from './index.ts';

const string = { type: 'string', minLength: 1 };

checkHttpChannel(teams, {
  options: (url) => ({ url: `${url}/workflows/w/invoke?sig=hook-secret` }),
  path: '/workflows/w/invoke?sig=hook-secret',
  headers: { 'content-type': 'application/json' },
  secrets: ['hook-secret'],
  accepts: { status: 202 },
  maxBytes: 28 * 1024,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['type', 'attachments'],
    properties: {
      type: { const: 'message' },
      attachments: {
        type: 'array',
        minItems: 1,
        maxItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['contentType', 'content'],
          properties: {
            contentType: { const: 'application/vnd.microsoft.card.adaptive' },
            contentUrl: { type: 'null' },
            content: {
              type: 'object',
              additionalProperties: false,
              required: ['type', 'version', 'body'],
              properties: {
                $schema: { const: 'http://adaptivecards.io/schemas/adaptive-card.json' },
                type: { const: 'AdaptiveCard' },
                version: { enum: ['1.2', '1.3', '1.4', '1.5'] },
                msteams: { const: { width: 'Full' } },
                body: {
                  type: 'array',
                  items: {
                    anyOf: [
                      {
                        type: 'object',
                        additionalProperties: false,
                        required: ['type', 'text'],
                        properties: {
                          type: { const: 'TextBlock' },
                          text: string,
                          weight: { enum: ['default', 'lighter', 'bolder'] },
                          size: { enum: ['default', 'small', 'medium', 'large', 'extraLarge'] },
                          color: { enum: ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'] },
                          wrap: { type: 'boolean' },
                          isSubtle: { type: 'boolean' },
                        },
                      },
                      {
                        type: 'object',
                        additionalProperties: false,
                        required: ['type', 'facts'],
                        properties: {
                          type: { const: 'FactSet' },
                          facts: {
                            type: 'array',
                            minItems: 1,
                            items: {
                              type: 'object',
                              additionalProperties: false,
                              required: ['title', 'value'],
                              properties: { title: string, value: string },
                            },
                          },
                        },
                      },
                    ],
                  },
                },
              },
            },
          },
        },
      },
    },
  },
});
