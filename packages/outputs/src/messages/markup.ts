/** Values made plain text for the markup of each service: nothing in them is a link, a mention or formatting. */

/** After `@` it keeps the name behind it from being a mention, and nobody sees it. */
const ZERO_WIDTH = '\u200b';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack's three: no `<!channel>`, no `<https://…|link>`. */
export function escapeSlack(value: string): string {
  return value.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

/** For the HTML of Telegram, cards and mails. */
export function escapeHtml(value: string): string {
  return escapeSlack(value).replaceAll('"', '&quot;');
}

/** Markdown with a backslash before whatever has a meaning, and no mention. */
export function escapeMarkdown(value: string): string {
  return value.replace(/[\\`*_{}[\]()#+!|~<>-]/g, '\\$&').replaceAll('@', `@${ZERO_WIDTH}`);
}
