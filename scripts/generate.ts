/** Writes the generated C headers of the probe. `--check` compares instead and fails on drift. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateHandlers, generateHeader } from '@lanner/schema';

const probe = fileURLToPath(new URL('../probe/', import.meta.url));
const outputs = [
  { file: `${probe}schema.generated.h`, text: generateHeader() },
  { file: `${probe}handlers.generated.h`, text: generateHandlers() },
];

let drift = false;
for (const { file, text } of outputs) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} does not follow from packages/schema: run \`npm run generate\``);
    drift = true;
  }
}
process.exitCode = drift ? 1 : 0;
