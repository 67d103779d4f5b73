/** Findings about the configuration, on standard error. */
import { renderFinding, type Finding } from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import { UserError } from '../errors.ts';
import type { Settings } from './keys.ts';
import { isTold } from './log.ts';
import { isOption } from './option.ts';

/** Messages that are as severe as a finding. */
const LEVELS = { error: 'error', warning: 'warning', note: 'info' } as const;

/** Shows them, as far as the settings want; errors always. Throws a UserError if there is an error among them. */
export function tellFindings(findings: readonly Finding[], settings: Pick<Settings, 'log_level' | 'log_stderr'>): void {
  const colour = wantsColour(process.stderr);
  for (const found of findings) {
    const { severity, span } = found;
    if (severity !== 'error' && !isTold(LEVELS[severity], settings)) continue;
    // In an argument the caret says enough; line and column would be noise.
    const place = isOption(span.file) ? { place: span.file.name } : {};
    process.stderr.write(`${renderFinding(found, { colour, ...place })}\n\n`);
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    throw new UserError(`the configuration cannot be used: ${errors} ${errors === 1 ? 'error' : 'errors'}`);
  }
}
