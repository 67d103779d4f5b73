/** Values that a field never has, and values that stand in a list twice. */
import type { CheckSyntax, Operand } from '@lanner/language';
import type { Found, Lint } from '../lint.ts';
import { problemOf, type Place } from '../logic/domain.ts';
import { bodiesOf, checksOf } from '../walk.ts';

export const impossibleValue: Lint = {
  code: 'LINT_IMPOSSIBLE_VALUE',
  title: 'Value that the field never has',
  why: 'The comparison is always false: names of processes end after 15 bytes, file names have no slash.',
  advice: 'write the value as the field has it; cut a name to 15 bytes, or compare proc.exepath',
  *find(context) {
    const seen = new Set<string>();
    for (const body of bodiesOf(context)) {
      for (const { syntax, check } of checksOf(body)) {
        for (const found of problems(syntax, check.left)) {
          const key = `${found.span.file.name} ${found.span.start} ${found.message}`;
          if (seen.has(key)) continue;
          seen.add(key);
          yield { ...found, item: body.nameSpan };
        }
      }
    }
  },
};

const PLACES: Partial<Readonly<Record<CheckSyntax['operator'], Place>>> = {
  '=': 'whole',
  '!=': 'whole',
  in: 'whole',
  intersects: 'whole',
  startswith: 'start',
  contains: 'inside',
  endswith: 'inside',
};

function problems({ operator, right }: CheckSyntax, left: Operand): Omit<Found, 'item'>[] {
  const place = PLACES[operator];
  if (place === undefined || right === undefined || right.kind === 'transformer') return [];
  return (right.kind === 'list' ? right.values : [right]).flatMap(({ text, span }) => {
    const problem = problemOf(left, text, place);
    return problem === undefined ? [] : [{ message: `'${left.text}' ${SAYS[place]} '${text}': ${problem}`, span }];
  });
}

const SAYS: Readonly<Record<Place, string>> = {
  whole: 'is never',
  start: 'never begins with',
  inside: 'never contains',
};

export const duplicateItem: Lint = {
  code: 'LINT_DUPLICATE_ITEM',
  title: 'Item stands twice in a list',
  why: 'The second one says nothing; often another value was meant.',
  advice: 'remove it, or write what was meant',
  *find(context) {
    for (const { name, nameSpan, written } of context.lists) {
      yield* doubles(written).map(({ text, span, first }) => ({
        message: `'${text}' stands twice in list '${name}'`,
        span,
        related: [{ message: 'it stands here already', span: first.span }],
        item: nameSpan,
      }));
    }
    for (const body of bodiesOf(context)) {
      for (const { syntax } of checksOf(body)) {
        if (syntax.right?.kind !== 'list') continue;
        // Items of named lists lie elsewhere, and lists may overlap.
        const { span } = syntax;
        const own = syntax.right.values.filter(
          (value) => value.span.file === span.file && value.span.start >= span.start && value.span.end <= span.end,
        );
        yield* doubles(own).map((double) => ({
          message: `'${double.text}' stands twice`,
          span: double.span,
          related: [{ message: 'it stands here already', span: double.first.span }],
          item: body.nameSpan,
        }));
      }
    }
  },
};

type Item = Pick<Found, 'span'> & { readonly text: string };

function doubles(items: readonly Item[]): (Item & { readonly first: Item })[] {
  const seen = new Map<string, Item>();
  return items.flatMap((item) => {
    const first = seen.get(item.text);
    if (first !== undefined) return [{ ...item, first }];
    seen.set(item.text, item);
    return [];
  });
}
