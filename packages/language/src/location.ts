/**
 * Where something is in rule files, as the chain of items around it: file, rule, condition, place in the condition.
 * Diagnostics carry such chains beside their exact places, for programs that read validation results.
 */
import type { Diagnostic, Report } from './diagnostics.ts';
import type { MappedText } from './mapped-text.ts';
import type { SourceFile } from './source.ts';
import { indexOf } from './text-index.ts';

export type ItemType =
  | 'rules content'
  | 'rules content item'
  | 'value for'
  | 'list item'
  | 'overrides'
  | 'list'
  | 'macro'
  | 'macro condition'
  | 'rule'
  | 'rule condition'
  | 'rule output'
  | 'rule priority'
  | 'exceptions'
  | 'exception'
  | 'exception values'
  | 'exception value'
  | 'required_engine_version'
  | 'required plugin versions'
  | 'required plugin versions entry'
  | 'required plugin versions alternative';

/** An item of a file, and where it begins (in UTF-16 units). `name` may be empty. */
export interface ItemLocation {
  readonly type: ItemType;
  readonly name: string;
  readonly file: SourceFile;
  readonly offset: number;
}

/** A place within a condition, lists substituted, exceptions added. No offset: the condition as a whole is meant. */
export interface ExpressionLocation {
  readonly type: 'condition expression';
  readonly condition: { readonly text: string };
  readonly offset?: number;
}

/** From the outermost item, which is the whole file, inwards. */
export type Trail = readonly (ItemLocation | ExpressionLocation)[];

/** Gives diagnostics their chain of items, unless they have one from further within. */
export function inTrail(report: Report, trail: Trail): Report {
  return (found) => report(found.trail === undefined ? { ...found, trail } : found);
}

/** Places diagnostics of a condition by their offset in it; those without one concern the items of `trail`. */
export function inCondition(report: Report, trail: Trail, condition: MappedText): Report {
  return (found) => {
    if (found.trail !== undefined) return report(found);
    const expression: ExpressionLocation = { type: 'condition expression', condition };
    const { offset, deprecatedField } = found;
    const whole = offset === undefined || deprecatedField !== undefined;
    report({ ...found, trail: [...trail, whole ? expression : { ...expression, offset }] });
  };
}

/** One step of a chain as validation results tell it. `line`, `column` and `offset` count from 0, in bytes of UTF-8. */
export interface Location {
  readonly item_type: ItemType | 'condition expression';
  readonly item_name: string;
  readonly position: Position0;
}

interface Position0 {
  /** The name of the file; for a place in a condition, the beginning of the condition. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** The chain of a diagnostic, from the file inwards. */
export function locationsOf({ trail, span }: Pick<Diagnostic, 'trail' | 'span'>): Location[] {
  const steps: Trail = trail ?? [{ type: 'rules content', name: '', file: span.file, offset: 0 }];
  const locations: Location[] = [];
  for (const step of steps) {
    const above = locations.at(-1)?.position ?? { name: span.file.name, line: 0, column: 0, offset: 0 };
    if (step.type === 'condition expression') {
      locations.push({ item_type: step.type, item_name: '', position: expressionPosition(step, above) });
    } else {
      const { type, name, file, offset } = step;
      locations.push({ item_type: type, item_name: name, position: { name: file.name, ...place(file, offset) } });
    }
  }
  return locations;
}

function place(owner: { readonly text: string }, offset: number): Omit<Position0, 'name'> {
  const index = indexOf(owner);
  const line = index.lineAt(offset);
  const bytes = index.bytesBefore(offset);
  return { line, column: bytes - index.bytesBefore(index.startOf(line)), offset: bytes };
}

/** Names of conditions are cut to this many characters. */
const NAME_LENGTH = 20;

/**
 * A condition need not stand in the file as it is compiled (lists, appended parts), so that its places are counted on
 * from where the item around it begins; its lines and columns count from 1.
 */
function expressionPosition({ condition, offset }: ExpressionLocation, above: Position0): Position0 {
  const { text } = condition;
  const beginning = text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH - 3)}...` : text;
  const name = `"${beginning.replace(/[\n\r]/g, ' ')}"`;
  if (offset === undefined) return { ...above, name };
  const inner = place(condition, offset);
  return {
    name,
    line: above.line + inner.line + 1,
    column: above.column + inner.column + 1,
    offset: above.offset + inner.offset,
  };
}
