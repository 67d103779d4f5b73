import { hexColour, type Message, type MessageLimits } from '../../messages/index.ts';

/** A message has at most 32,000 bytes, and a card at most 100 widgets. */
export const GOOGLE_CHAT_LIMITS: MessageLimits = { title: 200, body: 2500, facts: 30, name: 60, value: 200 };

/** https://developers.google.com/workspace/chat/api/reference/rest/v1/cards: a message with one card. */
export function googleChatBody({ content, title, body, facts }: Message): object {
  const heading = `<font color="${hexColour(content.alert.priority)}"><b>${title}</b></font>`;
  const widgets = [
    { textParagraph: { text: body === '' ? heading : `${heading}<br>${body}` } },
    ...facts.map(({ name, value }) => ({ decoratedText: { topLabel: name, text: value, wrapText: true } })),
  ];
  return {
    cardsV2: [
      { cardId: content.id, card: { header: { title: 'Lanner', subtitle: content.time }, sections: [{ widgets }] } },
    ],
  };
}
