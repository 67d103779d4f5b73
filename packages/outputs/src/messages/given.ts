/** Without what is not there; `undefined` if nothing is, or not what must be. */
export function given(members: Readonly<Record<string, unknown>>, needed?: string): object | undefined {
  const there = Object.entries(members).filter(([, value]) => value !== undefined);
  const isThere = needed === undefined ? there.length > 0 : members[needed] !== undefined;
  return isThere ? Object.fromEntries(there) : undefined;
}
