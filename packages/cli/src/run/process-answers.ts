/** What filters ask of processes is answered once for each image that makes an event, and then kept in the kernel. */
import type { LiveSource, RecordView } from '@lanner/capture';
import { LIVE_BINDING, LiveEvent } from '@lanner/context';
import type { Host, Process } from '@lanner/context';
import { compileProcessBits } from '@lanner/engine/runtime';
import type { ProcessBitsOf } from '@lanner/engine/runtime';
import type { Condition } from '@lanner/language';
import type { JudgedShape } from './judgement.ts';

/** The kernel keeps twice as many, and forgets those that it has not needed for longest: they are told anew. */
const KEPT_FOR_SURE = 8192;
/** In looks: processes that inherited their answers are not counted, and can push others out. */
const KEPT_FOR = 60;

export class ProcessAnswers {
  readonly #live: LiveSource;
  readonly #asked: LiveEvent;
  #conditions: readonly Condition[] = [];
  /** Compiled for the first event: the fields of a process are read alike from every event. */
  #bitsOf: ProcessBitsOf<LiveEvent> | undefined;
  /** Of these images the kernel knows what filters ask. */
  #told = new WeakSet<Process>();
  #answered = 0;
  #looks = 0;

  constructor(live: LiveSource, host: Host) {
    this.#live = live;
    this.#asked = new LiveEvent(host);
  }

  /** Other filters ask for other things. */
  ask(conditions: readonly Condition[]): void {
    this.#conditions = conditions;
    this.#bitsOf = undefined;
    this.#forget();
  }

  /** @param process that which has made the record, as far as it is known */
  tell(record: RecordView, process: Process, shape: JudgedShape): void {
    if (this.#conditions.length === 0 || this.#told.has(process)) return;
    this.#told.add(process);
    const { execId, startTime, pid, comm, exepath, exeFlags } = process.facts;
    const isIt = execId === record.execId && startTime === record.startTime && pid === record.pid;
    if (process.incomplete || !isIt) return;
    this.#asked.point(record, process, shape);
    this.#bitsOf ??= compileProcessBits(this.#conditions, (ref) => LIVE_BINDING.bind(ref, shape.event.name));
    this.#live.setProcessBits(record, { ...this.#bitsOf(this.#asked), comm, exepath, exeFlags });
    this.#answered++;
  }

  /** To be called every now and then: what the kernel may have forgotten is told again. */
  look(): void {
    if (this.#answered >= KEPT_FOR_SURE || ++this.#looks >= KEPT_FOR) this.#forget();
  }

  #forget(): void {
    this.#told = new WeakSet();
    this.#answered = 0;
    this.#looks = 0;
  }
}
