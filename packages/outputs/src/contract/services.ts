/** What a channel is given by the program. */

export interface Services {
  /** Tells people, on standard error or wherever the program says. Nothing secret. */
  log(level: 'error' | 'warning' | 'notice' | 'info' | 'debug', message: string): void;
  /** The name of this machine, as alerts have it. */
  readonly hostname: string;
  /** `Lanner/0.1.0`, for receivers that ask who calls. */
  readonly userAgent: string;
  /** How the configuration wants alerts to look. */
  readonly format: {
    /** `json_output`. */
    readonly json: boolean;
    /** `time_format_iso_8601`. */
    readonly iso8601: boolean;
  };
  /** Milliseconds since the epoch. */
  now(): number;
}
