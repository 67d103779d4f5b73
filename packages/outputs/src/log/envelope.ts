/** An alert in the log, with the forms in which it leaves, each made once for all channels. */
import { alertToJson, alertToText, type Alert, type JsonFormat } from '@lanner/engine/runtime';
import type { DeliveredAlert } from '../contract/channel.ts';
import { decodeAlert } from './codec.ts';

export interface LineFormat extends JsonFormat {
  /** Whether `line` is JSON. */
  readonly asJson: boolean;
}

export class Envelope implements DeliveredAlert {
  readonly id: string;
  readonly sequence: number;
  /** About as many bytes as it is in memory, without its forms. */
  readonly size: number;
  readonly #format: LineFormat;
  #alert: Alert | string;
  #text: string | undefined;
  #json: string | undefined;

  /** @param alert itself, or as it stands in the log */
  constructor(id: string, sequence: number, alert: Alert | string, size: number, format: LineFormat) {
    this.id = id;
    this.sequence = sequence;
    this.#alert = alert;
    this.size = size;
    this.#format = format;
  }

  get alert(): Alert {
    if (typeof this.#alert === 'string') this.#alert = decodeAlert(this.#alert);
    return this.#alert;
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
