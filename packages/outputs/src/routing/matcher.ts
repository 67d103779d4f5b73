/** Conditions of routes on one name each. All run in time linear in the texts, which are hostile. */
import { compileGlob, compileRegex, type Alert } from '@lanner/engine/runtime';
import { isAtLeast, requirePriority, type Priority } from '@lanner/language';
import { valuesOf } from './fields.ts';

export interface Matcher {
  readonly name: string;
  /** As people write it: `priority >= critical`. */
  readonly text: string;
  test(alert: Alert): boolean;
}

/** Why something is no matcher, for people. */
export class MatcherError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

const SYNTAX = /^\s*([\w.[\]/-]+)\s*(=~|!~|!=|>=|<=|=|>|<)\s*(.*?)\s*$/s;

/** Reads `NAME OPERATOR VALUE`, the value with or without double quotes. Throws a MatcherError. */
export function parseMatcher(text: string): Matcher {
  const [, name, operator, written] = SYNTAX.exec(text) ?? [];
  if (name === undefined || operator === undefined || written === undefined) {
    throw new MatcherError(`'${text}' is no matcher`, 'write NAME OPERATOR VALUE, such as rule =~ "Terminal.*"');
  }
  const value = unquoted(written);
  const shown = `${name} ${operator} ${written}`;
  if (name === 'priority') return priorityMatcher(shown, operator, priorityOf(value));
  const test = testOf(operator, value);
  return { name, text: shown, test: (alert) => test(valuesOf(alert, name)) };
}

/**
 * What stands below `match`: a priority means at least this one, any other value is a glob, and one of several must fit.
 * Throws a MatcherError.
 */
export function matchEntry(name: string, values: readonly string[]): Matcher {
  const [only = ''] = values;
  if (name === 'priority') {
    if (values.length !== 1) throw new MatcherError('one priority is expected: it means this one and more severe ones');
    return priorityMatcher(`priority >= ${only}`, '>=', priorityOf(only));
  }
  const globs = values.map((value) => compileGlob(value, false));
  return {
    name,
    text: `${name}: ${values.join(' or ')}`,
    test: (alert) => valuesOf(alert, name).some((one) => globs.some((fits) => fits(one))),
  };
}

function unquoted(written: string): string {
  if (!written.startsWith('"')) return written;
  try {
    return String(JSON.parse(written));
  } catch {
    throw new MatcherError(`${written} is no text in double quotes`, 'a backslash in it is written twice');
  }
}

function priorityOf(text: string): Priority {
  return requirePriority(text, (message, hint) => new MatcherError(message, hint));
}

function priorityMatcher(text: string, operator: string, wanted: Priority): Matcher {
  const tests: Readonly<Record<string, (priority: Priority) => boolean>> = {
    '=': (priority) => priority === wanted,
    '!=': (priority) => priority !== wanted,
    '>=': (priority) => isAtLeast(priority, wanted),
    '>': (priority) => priority !== wanted && isAtLeast(priority, wanted),
    '<=': (priority) => isAtLeast(wanted, priority),
    '<': (priority) => priority !== wanted && isAtLeast(wanted, priority),
  };
  const test = tests[operator];
  if (test === undefined) throw new MatcherError(`'${operator}' is not for priorities`, 'use = != >= > <= <');
  return { name: 'priority', text, test: ({ priority }) => test(priority) };
}

function testOf(operator: string, value: string): (values: readonly string[]) => boolean {
  switch (operator) {
    case '=':
      return (values) => values.includes(value);
    case '!=':
      return (values) => !values.includes(value);
    case '=~': {
      const fits = regex(value);
      return (values) => values.some(fits);
    }
    case '!~': {
      const fits = regex(value);
      return (values) => !values.some(fits);
    }
    default:
      return numeric(operator, value);
  }
}

function regex(pattern: string): (text: string) => boolean {
  try {
    return compileRegex(pattern);
  } catch (error) {
    throw new MatcherError(
      `'${pattern}' is no regular expression: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function numeric(operator: string, value: string): (values: readonly string[]) => boolean {
  const wanted = Number(value);
  if (value.trim() === '' || Number.isNaN(wanted)) {
    throw new MatcherError(`a number is expected behind ${operator}, not '${value}'`);
  }
  const compare: Readonly<Record<string, (one: number) => boolean>> = {
    '>=': (one) => one >= wanted,
    '>': (one) => one > wanted,
    '<=': (one) => one <= wanted,
    '<': (one) => one < wanted,
  };
  const test = compare[operator] ?? (() => false);
  return (values) => values.some((one) => one !== '' && test(Number(one)));
}
