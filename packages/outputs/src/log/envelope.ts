/** An alert in the log, with the forms in which it leaves, each made once for all channels. */
import { alertToJson, alertToText, type Alert, type JsonFormat } from '@lanner/engine/runtime';
import type { DeliveredAlert } from '../contract/channel.ts';

export interface LineFormat extends JsonFormat {
  /** Whether `line` is JSON. */
  readonly asJson: boolean;
}

export class Envelope implements DeliveredAlert {
  readonly id: string;
  readonly sequence: number;
  readonly alert: Alert;
  /** About as many bytes as it is in memory, without its forms. */
  readonly size: number;
  readonly #format: LineFormat;
  #text: string | undefined;
  #json: string | undefined;

  constructor(id: string, sequence: number, alert: Alert, size: number, format: LineFormat) {
    this.id = id;
    this.sequence = sequence;
    this.alert = alert;
    this.size = size;
    this.#format = format;
  }

  get text(): string {
    return (this.#text ??= alertToText(this.alert, this.#format));
  }

  get json(): string {
    return (this.#json ??= alertToJson(this.alert, this.#format));
  }

  get line(): string {
    return this.#format.asJson ? this.json : this.text;
  }
}
