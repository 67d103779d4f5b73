/** An alert in the log, with the forms in which it leaves, each made once for all channels. */
import { alertToJson, alertToText, type Alert, type JsonFormat } from '@lanner/engine/runtime';
import type { DeliveredAlert } from '../contract/channel.ts';
import { alertAt, bytesAt, lengthAt, type Block } from './block.ts';

export interface LineFormat extends JsonFormat {
  /** Whether `line` is JSON. */
  readonly asJson: boolean;
}

/** What there is of an alert: itself, or its place in a block. */
export type Source =
  { readonly alert: Alert; readonly size: number } | { readonly block: Block; readonly index: number };

export class Envelope implements DeliveredAlert {
  readonly id: string;
  readonly sequence: number;
  /** About as many bytes as it is in memory, without its forms. */
  readonly size: number;
  /** About as many bytes as are sent of it. */
  readonly length: number;
  readonly #format: LineFormat;
  readonly #source: Source;
  #alert: Alert | undefined;
  #text: string | undefined;
  #json: string | undefined;

  constructor(id: string, sequence: number, source: Source, format: LineFormat) {
    this.id = id;
    this.sequence = sequence;
    this.#source = source;
    this.#format = format;
    this.size = 'block' in source ? sizeAt(source) : source.size;
    this.length = 'block' in source ? lengthAt(source.block.lines ?? source.block.stored, source.index) : source.size;
  }

  get alert(): Alert {
    const source = this.#source;
    return (this.#alert ??= 'block' in source ? alertAt(source.block, source.index) : source.alert);
  }

  /** Whether `line` is there already. Only alerts that are for all channels have it. */
  get hasLine(): boolean {
    return 'block' in this.#source && this.#source.block.lines !== undefined;
  }

  get text(): string {
    return (this.#text ??= alertToText(this.alert, this.#format));
  }

  get json(): string {
    return (this.#json ??= alertToJson(this.alert, this.#format));
  }

  get line(): string {
    const stored = this.#storedLine;
    if (stored !== undefined) return stored.toString('utf8', 0, stored.length - 1);
    return this.#format.asJson ? this.json : this.text;
  }

  get lineBytes(): Buffer {
    return this.#storedLine ?? Buffer.from(`${this.line}\n`);
  }

  /** With its line feed. It is not kept as text, which would outlive its use in the memory. */
  get #storedLine(): Buffer | undefined {
    const source = this.#source;
    if (!('block' in source) || source.block.lines === undefined) return undefined;
    return bytesAt(source.block.lines, source.index);
  }
}

/** Of objects for an alert, and of an envelope alone. */
const OBJECTS = 500;
const ENVELOPE = 200;

function sizeAt({ block: { stored, lines, alerts }, index }: Extract<Source, { block: Block }>): number {
  const length = lengthAt(stored, index);
  const line = lines === undefined ? 0 : lengthAt(lines, index);
  return ENVELOPE + line + (alerts === undefined ? length : OBJECTS + 3 * length);
}
