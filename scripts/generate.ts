/** Writes the generated files: C headers of the probe, pages of docs/. `--check` compares instead and fails on drift. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateHandlers, generateHeader } from '@lanner/schema';
import { channelsDocument } from '../packages/cli/src/config/channels-document.ts';
import { configurationDocument } from '../packages/cli/src/config/document.ts';
import { metricsDocument } from '../packages/cli/src/metrics/document.ts';
import { kernelsPage, readResults } from '../tests/kernels/results.ts';

const probe = fileURLToPath(new URL('../probe/', import.meta.url));
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const outputs = [
  { file: `${probe}schema.generated.h`, text: generateHeader() },
  { file: `${probe}handlers.generated.h`, text: generateHandlers() },
  { file: `${docs}configuration.md`, text: configurationDocument() },
  { file: `${docs}kernels.md`, text: kernelsPage(readResults()) },
  { file: `${docs}metrics.md`, text: metricsDocument() },
  { file: `${docs}channels.md`, text: await channelsDocument() },
];

let drift = false;
for (const { file, text } of outputs) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is not what it is made from: run \`npm run generate\``);
    drift = true;
  }
}
process.exitCode = drift ? 1 : 0;
