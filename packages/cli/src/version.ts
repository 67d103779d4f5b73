import { readFileSync } from 'node:fs';
import { ENGINE_VERSION } from '@lanner/language';

/** The version of Lanner, as package.json has it. */
export function lannerVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const manifest: unknown = JSON.parse(text);
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error('package.json has no version');
}

/** What `lanner --version` prints: Lanner, the version of the rule language, and Node.js. */
export function versionText(): string {
  return `lanner ${lannerVersion()}\nrule engine ${ENGINE_VERSION}\nnode ${process.versions.node}`;
}
