/**
 * What `lanner run` does with rules up to the first event, and that event; `load.ts` bundles it with a cache of compiled
 * code, as the command is. Arguments: a rule file or a directory of them, and a file that holds the record of an open.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { RecordView, recordBuffer } from '@lanner/capture';
import { loadRules } from '@lanner/language';
import { pipeline } from './pipeline.ts';

/** What it tells on standard output; times in milliseconds. */
export interface Ready {
  readonly rules: number;
  readonly errors: number;
  readonly loading: number;
  readonly compiling: number;
  readonly judging: number;
  /** Processor time of the whole process in user space. */
  readonly user: number;
  readonly rss: number;
}

const [path = '', record = ''] = process.argv.slice(2);
const names = statSync(path).isDirectory()
  ? readdirSync(path)
      .filter((name) => /[.]ya?ml$/.test(name) && !/[.]test[.]/.test(name))
      .toSorted()
      .map((name) => `${path}/${name}`)
  : [path];
const files = names.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
const bytes = readFileSync(record);
const start = performance.now();
const { rules, diagnostics } = loadRules(files);
const loaded = performance.now();
const line = pipeline(rules);
const compiled = performance.now();
line.onRecord(new RecordView(recordBuffer(new Uint8Array(bytes).buffer)));
const judged = performance.now();
const ready: Ready = {
  rules: rules.length,
  errors: diagnostics.filter(({ severity }) => severity === 'error').length,
  loading: loaded - start,
  compiling: compiled - loaded,
  judging: judged - compiled,
  user: process.cpuUsage().user / 1000,
  rss: process.memoryUsage().rss,
};
process.stdout.write(`${JSON.stringify(ready)}\n`);
