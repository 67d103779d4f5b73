/** The options and parts of messages that people read: in rooms, mails, on phones. */
import {
  checkContent,
  contentMaker,
  CONTENT_OPTIONS,
  templateOf,
  type Content,
  type ContentOptions,
} from './content.ts';
import { cut } from './cut.ts';
import type { Escape } from './template.ts';
import type { DeliveredAlert } from '../contract/channel.ts';

const OWN_OPTIONS = {
  title: {
    type: 'template',
    default: '{priority}: {rule}',
    description: 'The first line of the message.',
  },
  message: {
    type: 'template',
    default: '{message}',
    description: 'The message. What comes of the alert is shown as it is: no markup in it has an effect.',
  },
  fields: {
    type: 'choice',
    values: ['all', 'none'],
    default: 'all',
    description: 'Whether the output fields stand below the message.',
  },
} as const;

export const MESSAGE_OPTIONS: typeof OWN_OPTIONS & typeof CONTENT_OPTIONS = { ...OWN_OPTIONS, ...CONTENT_OPTIONS };

export interface MessageOptions extends ContentOptions {
  readonly title: string;
  readonly message: string;
  readonly fields: 'all' | 'none';
}

export const checkMessage: typeof checkContent = checkContent;

/** A name and a value, each at most so long as the service takes it. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface Message {
  readonly content: Content;
  readonly title: string;
  readonly body: string;
  readonly facts: readonly Fact[];
}

/** What the service takes, in UTF-16 code units. */
export interface MessageLimits {
  readonly title: number;
  readonly body: number;
  readonly facts: number;
  readonly name: number;
  readonly value: number;
}

export type MakeMessage = (delivered: DeliveredAlert) => Message;

/**
 * The message of an alert within the limits. Values are escaped by `escape`; they are cut before, and again after, so
 * that a limit holds whatever the escapes need: `tidy` mends what the second cut may break.
 */
export function messageMaker(options: MessageOptions, limits: MessageLimits, escape?: Escape): MakeMessage {
  const content = contentMaker(options);
  const title = templateOf(options.title);
  const fits = (text: string, max: number): string => fitEscaped(text, max, escape ?? ((value) => value));
  return (delivered) => {
    const made = content(delivered);
    const shown = options.fields === 'all' ? made.fields : [];
    const facts = shown
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({ name: fits(name, limits.name), value: fits(value, limits.value) }));
    return {
      content: made,
      title: fits(title(made), limits.title),
      body: bodyOf(options.message, made, limits.body, escape),
      facts: fewer(facts, limits.facts),
    };
  };
}

/** The template rendered with values cut ever shorter, until the whole fits. */
function bodyOf(template: string, content: Content, max: number, escape: Escape = (value) => value): string {
  for (let room = max; room >= 16; room = Math.floor(room / 2)) {
    const text = templateOf(template, (value) => escape(cut(value, room)))(content);
    if (text.length <= max) return text;
  }
  return cut(templateOf(template, () => '')(content), max);
}

/** Escaped text of at most `max` code units: it is cut before it is escaped, so no escape is cut in two. */
export function fitEscaped(text: string, max: number, escape: Escape): string {
  for (let room = max; room > 0; room = room > 16 ? Math.floor(room * 0.8) : room - 1) {
    const escaped = escape(cut(text, room));
    if (escaped.length <= max) return escaped;
  }
  return '';
}

/** The last one says how many more there are. */
function fewer(facts: readonly Fact[], max: number): readonly Fact[] {
  if (facts.length <= max) return facts;
  if (max === 0) return [];
  return [...facts.slice(0, max - 1), { name: '…', value: `${facts.length - max + 1} more` }];
}
