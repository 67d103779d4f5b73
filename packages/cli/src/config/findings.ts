/** Findings about the configuration, on standard error. */
import { renderFinding, type Finding } from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import { UserError } from '../errors.ts';
import { isOption } from './option.ts';

/** Shows them; ends with a UserError if there is an error among them. `notes`: whether to show notes and warnings. */
export function tellFindings(findings: readonly Finding[], notes: (severity: 'warning' | 'note') => boolean): void {
  const colour = wantsColour(process.stderr);
  for (const found of findings) {
    const { severity, span } = found;
    if (severity !== 'error' && !notes(severity)) continue;
    // In an argument the caret says enough; line and column would be noise.
    const place = isOption(span.file) ? { place: span.file.name } : {};
    process.stderr.write(`${renderFinding(found, { colour, ...place })}\n\n`);
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    throw new UserError(`the configuration cannot be used: ${errors} ${errors === 1 ? 'error' : 'errors'}`);
  }
}
