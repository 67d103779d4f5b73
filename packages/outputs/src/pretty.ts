/**
 * Alerts for the eyes: what happened, how bad it is, and who is behind it.
 *
 *     10:42:07.123456789  WARNING  Shadow file read
 *       cat opened /etc/shadow (user root)
 *       sshd[812]  sshd: anna@pts/0
 *       └ bash[9121]  -bash
 *         └ cat[9144]  cat /etc/shadow
 */
import { styleText } from 'node:util';
import { isoTime, localTime, type Alert, type AlertContext, type Ancestor } from '@lanner/engine/runtime';
import type { Priority } from '@lanner/language';
import { escapeControls } from './terminal.ts';

export interface PrettyOptions {
  readonly colour?: boolean;
  /** Width of the terminal in characters: command lines are cut to it. Default, or 0 (a terminal that does not say): not cut. */
  readonly width?: number;
  /** ISO 8601 in UTC instead of the local time of day. */
  readonly iso8601?: boolean;
}

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Priority, Style>> = {
  Emergency: ['bold', 'white', 'bgRed'],
  Alert: ['bold', 'white', 'bgRed'],
  Critical: ['bold', 'white', 'bgRed'],
  Error: ['bold', 'red'],
  Warning: ['bold', 'yellow'],
  Notice: ['bold', 'cyan'],
  Informational: ['bold', 'green'],
  Debug: 'dim',
};

/** Deeper trees show their ends: the eldest, how many are left out, and those nearest to the event. */
const MAX_GENERATIONS = 8;

/** An alert as lines for a terminal, each with its line feed. Nothing in it can steer the terminal. */
export function formatPretty(alert: Alert, options: PrettyOptions = {}): string {
  const paint = (style: Style, text: string): string =>
    options.colour === true && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  const priority = paint(STYLES[alert.priority], alert.priority.toUpperCase());
  const time = options.iso8601 === true ? isoTime(alert.time, 'Z') : localTime(alert.time);
  const head = `${paint('dim', time)}  ${priority}  ${paint('bold', escapeControls(alert.rule))}`;
  const lines = [
    head,
    `  ${escapeControls(alert.message)}`,
    ...doubts(alert.context),
    ...tree(alert.context?.ancestry ?? [], options.width, paint),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Where the kernel went, if elsewhere than was asked for; what is cut or in doubt. */
function doubts(context: AlertContext | undefined): string[] {
  const { path, notes = [] } = context ?? {};
  return [
    ...(path === undefined ? [] : [`  asked for ${escapeControls(path.lexical)}, really ${escapeControls(path.real)}`]),
    ...(notes.length === 0 ? [] : [`  note: ${notes.map(escapeControls).join(', ')}`]),
  ];
}

function tree(
  ancestry: readonly Ancestor[],
  width: number | undefined,
  paint: (style: Style, text: string) => string,
): string[] {
  const eldestFirst = ancestry.toReversed();
  const leftOut = Math.max(0, eldestFirst.length - MAX_GENERATIONS);
  const shown: (Ancestor | undefined)[] =
    leftOut === 0 ? eldestFirst : [eldestFirst[0], undefined, ...eldestFirst.slice(leftOut + 1)];
  return shown.map((process, depth) => {
    const branch = depth === 0 ? '  ' : `${'  '.repeat(depth)}└ `;
    if (process === undefined) return `${branch}${paint('dim', `… ${leftOut} more`)}`;
    const who = `${escapeControls(process.name)}[${process.pid}]`;
    const command = process.cmdline === process.name ? '' : escapeControls(process.cmdline);
    const room = width === undefined || width === 0 ? Infinity : Math.max(0, width - branch.length - who.length - 2);
    const what = cut(command, room);
    const isLast = depth === shown.length - 1;
    return `${branch}${isLast ? paint('bold', who) : who}${what === '' ? '' : `  ${isLast ? what : paint('dim', what)}`}`;
  });
}

function cut(text: string, room: number): string {
  const characters = Array.from(text);
  if (characters.length <= room) return text;
  return room < 1 ? '' : `${characters.slice(0, room - 1).join('')}…`;
}
