import { COLOUR, type Message, type MessageLimits } from '../../messages/index.ts';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits: 6000 in all, so fewer than each allows. */
export const DISCORD_LIMITS: MessageLimits = { title: 256, body: 1500, facts: 15, name: 60, value: 200 };

export interface DiscordSender {
  readonly username: string;
  readonly avatar_url: string;
}

/** The body of "Execute Webhook": one embed, and nobody is mentioned whatever the text says. */
export function discordBody({ content, title, body, facts }: Message, sender: DiscordSender): object {
  const { username, avatar_url: avatar } = sender;
  return {
    ...(username === '' ? {} : { username }),
    ...(avatar === '' ? {} : { avatar_url: avatar }),
    embeds: [
      {
        title,
        description: body,
        color: COLOUR[content.alert.priority],
        fields: facts.map(({ name, value }) => ({ name, value, inline: value.length <= 40 })),
        timestamp: new Date(content.timeMs).toISOString(),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}
