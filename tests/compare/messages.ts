/** What an engine has said of its filter and of its losses. */

export interface Said {
  /** Event types that are filtered in the kernel. */
  readonly filtered: number;
  /** Records that stayed in the kernel. */
  readonly stayed: number;
  /** Events that are missing. */
  readonly lost: number;
}

export function saidIn(messages: string): Said {
  return {
    filtered: number(/^ {2}filter {2}(\d+) event types are filtered in the kernel/m.exec(messages)),
    stayed: number(/ (\d+) of them matched no rule and stayed in the kernel/.exec(messages)),
    lost: [...messages.matchAll(/(?:ring full|too large|table full|no handler): (\d+)/g)].reduce(
      (sum, found) => sum + number(found),
      0,
    ),
  };
}

function number(found: RegExpExecArray | null): number {
  return Number(found?.[1] ?? 0);
}
