/** A file of falcosidekick as text for Lanner's own configuration. */
import { readFileSync } from 'node:fs';
import { UserError, systemReason } from '../../errors.ts';
import { plainOf } from '../option-setting.ts';
import { readValue } from '../value.ts';
import { importSidekick } from './import.ts';

export interface SidekickText {
  /** YAML with the key `channels`. */
  readonly text: string;
  /** What could not be taken over. */
  readonly notes: readonly string[];
}

/** Throws a UserError if the file cannot be read or is not a configuration. */
export function readSidekick(path: string): SidekickText {
  const value = readValue({ name: path, text: textOf(path) }, ({ severity, message }) => {
    if (severity === 'error') throw new UserError(`${path}: ${message}`);
  });
  if (value?.kind !== 'map') throw new UserError(`${path}: a mapping of outputs is expected`);
  const { channels, notes } = importSidekick(plainOf(value) as Readonly<Record<string, unknown>>);
  // JSON is YAML: no text in it can be taken for anything else
  const lines = channels.map((channel) => {
    const options = Object.entries(channel).map(([key, one]) => `${key}: ${JSON.stringify(one)}`);
    return `  - ${options.join('\n    ')}\n`;
  });
  return { text: lines.length === 0 ? 'channels: []\n' : `channels:\n${lines.join('')}`, notes };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${systemReason(error)}`, undefined, { cause: error });
  }
}
