import type { ByPriority, Message, MessageLimits } from '../../messages/index.ts';

/** A webhook takes 28 KB. A character can need six bytes in JSON and an escape more. */
export const TEAMS_LIMITS: MessageLimits = { title: 200, body: 1500, facts: 20, name: 60, value: 200 };

const COLOURS: ByPriority<string> = {
  Emergency: 'attention',
  Alert: 'attention',
  Critical: 'attention',
  Error: 'attention',
  Warning: 'warning',
  Notice: 'accent',
  Informational: 'good',
  Debug: 'default',
};

/** A message with one adaptive card (https://adaptivecards.io/explorer, version 1.4). */
export function teamsBody({ content, title, body, facts }: Message): object {
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      {
        type: 'TextBlock',
        text: title,
        weight: 'bolder',
        size: 'medium',
        color: COLOURS[content.alert.priority],
        wrap: true,
      },
      ...(body === '' ? [] : [{ type: 'TextBlock', text: body, wrap: true }]),
      ...(facts.length === 0
        ? []
        : [{ type: 'FactSet', facts: facts.map(({ name, value }) => ({ title: name, value })) }]),
      { type: 'TextBlock', text: content.time, isSubtle: true, size: 'small' },
    ],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }],
  };
}
