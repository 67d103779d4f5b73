/** Plans as programs for the kernel. */
import {
  SCRATCH,
  STAGE_VIEWS,
  VIEWS_DIFFER,
  VIEWS_KNOWN,
  VIEWS_UNKNOWN,
  firstStage,
  recordLayout,
  secondStage,
} from '@lanner/schema';
import type { BpfProgram, EventDef } from '@lanner/schema';
import { Emitter } from './emitter.ts';
import { usualOf } from './fields/descriptor.ts';
import { RECORD } from './frame.ts';
import { asksProcess, byRecordAlone, textsIn } from './plan.ts';
import type { Plan } from './plan.ts';
import type { Texts } from './text-walks.ts';

/** Decides by what the record says itself, and goes on to the views of its paths where that is not enough. */
export function emitFirstStage(event: EventDef, plan: Plan): BpfProgram {
  const emitter = new Emitter(event, plan, undefined);
  const { asm } = emitter;
  emitter.begin();
  emitter.sendFlagged();
  const texts = textsIn(plan);
  const hasViews = texts.some(({ source }) => source.kind !== 'string');
  const hasMore = texts.length > 0 || asksProcess(plan);
  const usual = asm.label();
  emitter.decide(usualOf(event), usual, emitter.send);
  asm.place(usual);
  const more = asm.label();
  emitter.decide(byRecordAlone(plan), hasMore ? more : emitter.send, emitter.drop);
  asm.place(more);
  const { number } = recordLayout(event.name);
  const known = asm.label();
  if (hasMore && hasViews) {
    asm.load(4, 1, RECORD, SCRATCH.views);
    asm.jump('set', 1, VIEWS_KNOWN, known);
    emitter.tailCall(STAGE_VIEWS);
    asm.go(emitter.send);
  }
  asm.place(known);
  if (hasMore) emitter.tailCall(secondStage(number));
  return emitter.finish(firstStage(number));
}

/** Decides by its texts, of paths in both views, and by what is known of the process. */
export function emitSecondStage(event: EventDef, plan: Plan, texts: Texts | undefined): BpfProgram {
  const emitter = new Emitter(event, plan, texts);
  const { asm } = emitter;
  const stage = secondStage(recordLayout(event.name).number);
  const sources = textsIn(plan).map(({ source }) => source);
  emitter.begin();
  if (sources.some(({ kind }) => kind !== 'string')) {
    asm.load(4, 1, RECORD, SCRATCH.views);
    asm.jump('set', 1, VIEWS_UNKNOWN, emitter.send);
  }
  emitter.walks?.lexical();
  if (emitter.walks === undefined || !sources.some(({ kind }) => kind === 'view')) {
    emitter.decideAll(plan, emitter.send, emitter.drop);
    return emitter.finish(stage);
  }
  const notLexically = asm.label();
  emitter.decideAll(plan, emitter.send, notLexically);
  asm.place(notLexically);
  asm.load(4, 1, RECORD, SCRATCH.views);
  const differ = asm.label();
  asm.jump('set', 1, VIEWS_DIFFER, differ);
  asm.go(emitter.drop);
  asm.place(differ);
  emitter.walks.real();
  emitter.decideAll(plan, emitter.send, emitter.drop);
  return emitter.finish(stage);
}
