/** `lanner fmt`: rule files as they should look. */
import { readFileSync } from 'node:fs';
import { formatRules, listNames, renderDiagnostic, type SourceFile } from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { readRuleFiles } from '../rule-files.ts';
import { isText, replaceFile } from './replace.ts';

const STDIN = '-';
const STDIN_NAME = '<stdin>';

interface FmtOptions {
  readonly check?: boolean;
  readonly stdout?: boolean;
}

export function registerFmt(command: Command): void {
  command
    .description(
      'Lays out rule files in the one way of Lanner. What rules mean stays, and so does every comment; formatting a file\n' +
        'again changes nothing. Keys come in one order, conditions that do not fit the line have one operand of and/or a\n' +
        'line, lists that do not fit one item a line. A directory stands for the *.yaml and *.yml files right in it.\n' +
        'Files are replaced as a whole, with their mode and owner; the names of those that changed are printed. A file\n' +
        'that does not parse stays as it is.\n' +
        'Exit status: 0 if all files are formatted now, 1 if one does not parse or (--check) is not formatted.',
    )
    .argument('<path...>', `rule files or directories; ${STDIN} reads standard input and writes to standard output`)
    .option('--check', 'change nothing; print the names of files that are not formatted')
    .option('--stdout', 'change nothing; write one formatted file to standard output')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner fmt rules.yaml                one file, in its place\n' +
        '  lanner fmt --check /etc/lanner/rules.d\n' +
        '  lanner fmt --stdout rules.yaml | diff rules.yaml -\n' +
        '  lanner fmt - < rules.yaml            from an editor',
    )
    .action(fmt);
}

function fmt(paths: readonly string[], options: FmtOptions): void {
  const files = filesOf(paths);
  const toStdout = options.stdout === true || paths.includes(STDIN);
  if (toStdout && options.check !== true && files.length > 1) {
    throw new UserError(`--stdout is for one file; ${files.length} are given`, 'Name one file, or leave --stdout out.');
  }
  // A file knows its own lists.
  const lists = files.length > 1 ? listNames(files) : new Set<string>();
  for (const file of files) formatFile(file, lists, { ...options, stdout: toStdout });
}

function filesOf(paths: readonly string[]): SourceFile[] {
  if (paths.includes(STDIN)) {
    if (paths.length > 1) throw new UserError(`${STDIN} cannot stand beside other paths`, `Give ${STDIN} alone.`);
    return [{ name: STDIN_NAME, text: readFileSync(0, 'utf8') }];
  }
  const files = readRuleFiles(paths);
  if (files.length > 0) return files;
  throw new UserError(`no rule files in ${paths.join(', ')}`, 'Rule files end in .yaml or .yml.');
}

function formatFile(file: SourceFile, lists: ReadonlySet<string>, { check, stdout }: FmtOptions): void {
  const { text, changed, diagnostics } = formatRules(file, { lists });
  if (diagnostics !== undefined) {
    const colour = wantsColour(process.stderr);
    for (const found of diagnostics) process.stderr.write(`${renderDiagnostic(found, { colour })}\n\n`);
    process.exitCode = 1;
    return;
  }
  if (check === true) {
    if (!changed) return;
    process.stdout.write(`${file.name}\n`);
    process.exitCode = 1;
  } else if (stdout === true) {
    process.stdout.write(text);
  } else if (changed) {
    if (!isText(file.name)) {
      throw new UserError(`${file.name} is not UTF-8`, 'Rule files are text in UTF-8; convert it, such as with iconv.');
    }
    replaceFile(file.name, text);
    process.stdout.write(`${file.name}\n`);
  }
}
