/** Which messages are told. */
import { KEYS, type Settings } from './keys.ts';

export type LogLevel = Settings['log_level'];

/** Whether messages of this level go to standard error. */
export function isTold(level: LogLevel, settings: Pick<Settings, 'log_level' | 'log_stderr'>): boolean {
  const { values } = KEYS.log_level;
  return settings.log_stderr && values.indexOf(level) <= values.indexOf(settings.log_level);
}
