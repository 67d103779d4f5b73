/** How firm the ground is on which checks stand. */
import type { CheckNode, Operand } from '@lanner/language';
import type { Goal } from './logic/goal.ts';

/**
 * - `none`: says where or how an event happens, not what it is about: its type and outcome, the container, the user
 * - `free`: what the one who acts chooses at will: names, arguments, the spelling of paths
 * - `firm`: what the kernel knows
 */
export type Evidence = 'none' | 'free' | 'firm';

/**
 * Fields that are chosen freely, with what holds in their place. The environment is not among them: what rules look for
 * in it does its work by being there.
 */
const FREE: readonly (readonly [pattern: RegExp, instead: string | undefined])[] = [
  [/^proc\.(name|exe|exeline)$/, 'proc.exepath'],
  [/^proc\.(pname|pexe)$/, 'proc.pexepath'],
  [/^proc\.(aname|aexe)$/, 'proc.aexepath'],
  [/^proc\.(sname|sid\.exe)$/, 'proc.sid.exepath'],
  [/^proc\.(vpgid|pgid)\.(name|exe)$/, 'proc.pgid.exepath'],
  [/^proc\.(args|cmdline|cmdnargs|cmdlenargs)$/, 'proc.exepath'],
  [/^proc\.pcmdline$/, 'proc.pexepath'],
  [/^proc\.(aargs|acmdline)$/, 'proc.aexepath'],
  [/^fd\.nameraw$/, 'fd.name'],
  [/^fs\.path\.nameraw$/, 'fs.path.name'],
  [/^fs\.path\.sourceraw$/, 'fs.path.source'],
  [/^fs\.path\.targetraw$/, 'fs.path.target'],
  [/^evt\.(args|info)$/, undefined],
];

/** Arguments of events that are texts as the process gave them, with what holds in their place. */
const FREE_ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['exe', 'proc.exepath'],
  ['args', 'proc.exepath'],
  ['comm', 'proc.exepath'],
  ['filename', 'proc.exepath'],
  ['name', 'fd.name or fs.path.name'],
  ['path', 'fs.path.name'],
  ['pathname', 'fs.path.name'],
  ['oldpath', 'fs.path.source'],
  ['target', 'fs.path.source'],
  ['newpath', 'fs.path.target'],
  ['linkpath', 'fs.path.target'],
]);

const NONE =
  /^(evt\.(num|type|type\.is|dir|category|res|rawres|failed|count.*|is_(?!open_(exec|create)$).*|io_dir|cpu|time.*|datetime.*|rawtime.*|reltime.*|deltatime.*|source|hostname)|syscall\.type|fd\.(num|type|typechar)|(container|k8s|k8smeta|lanner\.k8s|user|group)\..*|proc\.(tty|p?pid|vpid|pvpid|apid|sid|vpgid|pgid|loginshellid|duration|ppid\.duration|is_(sid|vpgid|pgid)_leader|is_container_.*)|thread\.(tid|vtid|ismain|cap_.*))$/;

interface Judgement {
  readonly evidence: Evidence;
  readonly instead?: string;
}

function judgeField(operand: Operand): Judgement {
  switch (operand.kind) {
    case 'constant':
      return { evidence: 'none' };
    case 'list':
    case 'call':
      return operand.operands.map(judgeField).reduce(firmer, { evidence: 'none' });
    case 'field': {
      const { name } = operand.field;
      if (name === 'evt.arg' || name === 'evt.rawarg') {
        if (operand.argument === 'res') return { evidence: 'none' };
        const instead = FREE_ARGUMENTS.get(operand.argument ?? '');
        return instead === undefined ? { evidence: 'firm' } : { evidence: 'free', instead };
      }
      const free = FREE.find(([pattern]) => pattern.test(name));
      if (free !== undefined) return { evidence: 'free', ...(free[1] === undefined ? {} : { instead: free[1] }) };
      return { evidence: NONE.test(name) ? 'none' : 'firm' };
    }
  }
}

const RANK: Readonly<Record<Evidence, number>> = { none: 0, free: 1, firm: 2 };

function firmer<T extends Judgement>(a: T, b: T): T {
  return RANK[b.evidence] > RANK[a.evidence] ? b : a;
}

export function judgeCheck({ left }: CheckNode): Judgement {
  return judgeField(left);
}

/**
 * What all that satisfies the goal has against it, at least: of things that must all hold the firmest, of alternatives
 * the weakest. What must not be says nothing.
 */
export function weakestEvidence(goal: Goal): Evidence {
  if (goal.kind === 'literal')
    return goal.positive && tellsSomething(goal.atom.check) ? judgeCheck(goal.atom.check).evidence : 'none';
  const all = goal.goals.map((one) => ({ evidence: weakestEvidence(one) }));
  if (goal.kind === 'all') return all.reduce(firmer, { evidence: 'none' }).evidence;
  return all.reduce((a, b) => (RANK[b.evidence] < RANK[a.evidence] ? b : a), { evidence: 'firm' }).evidence;
}

/**
 * Whether something firm gives away what satisfies the goal, by one alternative at least: who changes a name gets around
 * the alternatives that go by names, not around the others.
 */
export function strongestEvidence(goal: Goal): Evidence {
  if (goal.kind === 'literal') return weakestEvidence(goal);
  const all = goal.goals.map((one) => ({ evidence: strongestEvidence(one) }));
  if (goal.kind === 'any' && all.some(({ evidence }) => evidence === 'none')) return 'none';
  return all.reduce(firmer, { evidence: 'none' }).evidence;
}

/** The free fields on which goals stand, with what holds in their place. */
export function freeFields(...goals: readonly Goal[]): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  const queue = [...goals];
  for (let goal = queue.pop(); goal !== undefined; goal = queue.pop()) {
    if (goal.kind !== 'literal') queue.push(...goal.goals);
    else if (goal.positive) {
      const { evidence, instead } = judgeCheck(goal.atom.check);
      if (evidence === 'free') found.set(goal.atom.subject, instead);
    }
  }
  return found;
}

/** Texts that stand for a value which is not known. */
const UNKNOWN: ReadonlySet<unknown> = new Set(['<NA>', 'N/A', '']);

/** More than that there is a value, or none. */
function tellsSomething({ operator, right }: CheckNode): boolean {
  if (operator === 'exists') return false;
  return right.kind !== 'literals' || !right.values.every((value) => UNKNOWN.has(value));
}
