/** ArcSight's Common Event Format, version 0 (rev. 26): a header of seven parts, then `key=value` pairs. */
import { cut, type ByPriority, type Content } from '../../messages/index.ts';

/** 0 to 3 low, 4 to 6 medium, 7 and 8 high, 9 and 10 very high. */
const SEVERITY: ByPriority<number> = {
  Emergency: 10,
  Alert: 9,
  Critical: 8,
  Error: 7,
  Warning: 6,
  Notice: 4,
  Informational: 2,
  Debug: 0,
};

/** Fields that the dictionary of the format has a key for; others get a key of their own: `proc.cmdline` is `procCmdline`. */
const KEYS: Readonly<Record<string, string>> = {
  'proc.name': 'sproc',
  'proc.pid': 'spid',
  'user.name': 'suser',
  'user.uid': 'suid',
  'fd.cip': 'src',
  'fd.cport': 'spt',
  'fd.sip': 'dst',
  'fd.sport': 'dpt',
  'fd.name': 'filePath',
  'fd.filename': 'fname',
};

const MAX_HEADER = 512;
const MAX_VALUE = 1023;
const MAX_PAIRS = 100;

export interface Product {
  readonly name: string;
  readonly version: string;
}

/** One line, which may be longer than a receiver takes. */
export function cefMessage(content: Content, { name, version }: Product): string {
  const { alert, rule } = content;
  const header = ['CEF:0', name, name, version, rule, rule, String(SEVERITY[alert.priority])];
  const pairs = new Map([
    ['rt', String(content.timeMs)],
    ['externalId', content.id],
    ['dvchost', content.lookup('hostname') ?? ''],
    ['cat', alert.source],
    ['priority', alert.priority],
    ['tags', content.tags.join(',')],
    ['msg', content.message],
  ]);
  for (const [field, value] of content.fields.slice(0, MAX_PAIRS)) {
    const key = KEYS[field] ?? keyOf(field);
    if (!pairs.has(key)) pairs.set(key, value);
  }
  const extension = Array.from(pairs)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${escapeValue(cut(value, MAX_VALUE))}`);
  return `${header.map((part) => escapeHeader(cut(part, MAX_HEADER))).join('|')}|${extension.join(' ')}`;
}

/** Letters and digits only. */
function keyOf(field: string): string {
  const key = cut(field, MAX_KEY).replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase());
  return key === '' ? 'field' : key;
}

const MAX_KEY = 64;

function escapeHeader(text: string): string {
  return text.replace(/[\\|]/g, '\\$&');
}

function escapeValue(text: string): string {
  return text.replace(/[\\=]/g, '\\$&');
}
