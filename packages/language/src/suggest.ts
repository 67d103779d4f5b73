/** "Did you mean": the known name nearest to a misspelt one. */

/** Edit distance with transpositions of neighbours; gives up above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      }
      current.push(best);
      if (best < least) least = best;
    }
    // A transposition goes on from the row before, at a cost of one.
    if (least > limit + 1) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}

/** Longer names are no slips of the pen, and of more names the first are looked at only: the work must stay bounded. */
const LONGEST = 64;
const MOST = 5000;
/** Nor is what differs in more places. */
const MOST_EDITS = 6;

/** One bit for each letter, digit or other character that occurs. Names one edit apart differ in two bits at most. */
function letters(name: string): number {
  let bits = 0;
  for (let at = 0; at < name.length; at++) bits |= 1 << (name.charCodeAt(at) & 31);
  return bits;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/** The nearest of `known` to `name`, or `undefined` when none is near enough to be what was meant. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  const wantedLetters = letters(wanted);
  let left = MOST;
  let best: string | undefined;
  let bestDistance = (name.length < 4 ? 1 : Math.min(MOST_EDITS, Math.max(2, Math.floor(name.length / 3)))) + 1;
  for (const candidate of known) {
    if (left-- === 0) break;
    if (Math.abs(candidate.length - wanted.length) > bestDistance) continue;
    const lower = candidate.toLowerCase();
    if (bitCount(wantedLetters ^ letters(lower)) > 2 * bestDistance) continue;
    const found = distance(wanted, lower, bestDistance);
    const continues = lower.startsWith(wanted) && best?.toLowerCase().startsWith(wanted) === false;
    if (found < bestDistance || (found === bestDistance && continues)) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** `did you mean 'x'?`, or nothing. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const found = nearest(name, known);
  return found === undefined ? undefined : `did you mean '${found}'?`;
}
