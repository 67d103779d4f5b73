/** What the probe does with a finished record, with the compiled programs run by the interpreter of their code. */
import { pathSlots } from '@lanner/context';
import { lexicalPath } from '@lanner/context';
import { Executable, newMemory } from '@lanner/engine';
import type { ProcessBits } from '@lanner/engine';
import { SCRATCH, STAGE_SEND, STAGE_VIEWS, VIEWS_DIFFER, VIEWS_UNKNOWN, VIEW_MAX, isPathParam } from '@lanner/schema';
import type { EventDef, RecordFilter } from '@lanner/schema';

/** Where the probe folds lexical views: the last part of its working space. */
const FOLDED = SCRATCH.data - 4096;

/** As probe/views.h. */
function findViews(event: EventDef, scratch: DataView, record: DataView): void {
  const textAt = (slot: number) => {
    const at = record.getUint16(slot, true);
    return at === 0 ? undefined : Buffer.from(record.buffer, at, record.getUint16(slot + 2, true)).toString('latin1');
  };
  let bits = 0;
  for (const [index, param] of event.params.filter(isPathParam).entries()) {
    const slots = pathSlots(event, param);
    const [raw, base, real, late] = [slots.raw, slots.base, slots.real, slots.late].map(textAt);
    const raced = late !== undefined && late !== raw;
    if (raw === undefined || raw === '' || raced || (!raw.startsWith('/') && base === undefined)) {
      bits |= VIEWS_UNKNOWN;
      continue;
    }
    const lexical = lexicalPath(base, raw);
    const view = SCRATCH.view + index * SCRATCH.viewSize;
    const place = FOLDED + index * VIEW_MAX;
    for (let at = 0; at < lexical.length; at++) scratch.setUint8(place + at, lexical.charCodeAt(at));
    scratch.setUint32(view, place, true);
    scratch.setUint32(view + 4, lexical.length, true);
    scratch.setUint32(view + 8, real === undefined ? 0 : SCRATCH.data + record.getUint16(slots.real, true), true);
    scratch.setUint32(view + 12, real?.length ?? 0, true);
    if (real !== undefined && real !== lexical) bits |= VIEWS_DIFFER;
  }
  scratch.setUint32(SCRATCH.views, bits, true);
}

function wordsOf({ may, mayNot }: ProcessBits): DataView {
  return new DataView(BigUint64Array.of(may, mayNot).buffer);
}

export class Filter {
  readonly #stages: ReadonlyMap<number, Executable>;
  readonly #memory = newMemory(new ArrayBuffer(SCRATCH.size));
  readonly #event: EventDef;

  constructor(event: EventDef, filter: RecordFilter) {
    this.#event = event;
    this.#stages = new Map(filter.programs.map((program) => [program.stage, new Executable(program)]));
  }

  /** Whether the record is sent. @throws Error for what the kernel's verifier would have refused */
  passes(record: ArrayBuffer, process?: ProcessBits): boolean {
    const { scratch } = this.#memory;
    this.#memory.processes = process === undefined ? undefined : wordsOf(process);
    new Uint8Array(scratch.buffer).set(new Uint8Array(record), SCRATCH.data);
    for (let stage = new DataView(record).getUint16(0, true); ; stage += STAGE_VIEWS) {
      const outcome = this.#stages.get(stage)?.run(this.#memory);
      if (outcome === undefined) throw new Error(`there is no stage ${stage}`);
      if (outcome.kind === 'end') return false;
      if (outcome.stage === STAGE_SEND) return true;
      if (outcome.stage === STAGE_VIEWS) findViews(this.#event, scratch, new DataView(record));
      else if (outcome.stage !== stage + STAGE_VIEWS) throw new Error(`stage ${stage} goes on to ${outcome.stage}`);
    }
  }
}
