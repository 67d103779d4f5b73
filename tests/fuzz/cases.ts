/** Case number n of a seed: the text of a rule file, or of two. */
import { generateFile, mutateStructure } from './mutate-structure.ts';
import { mutateBytes, mutateTokens } from './mutate-text.ts';
import { Random } from './random.ts';

export interface FuzzCase {
  readonly files: readonly string[];
  /** Which mutator made it. */
  readonly by: 'bytes' | 'tokens' | 'structure' | 'grammar';
}

/** Files of the grammar are large and cost three times as much: they are the fewest. */
const MUTATORS = ['bytes', 'bytes', 'tokens', 'tokens', 'structure', 'structure', 'grammar'] as const;

/** The same for the same corpus, seed and number, whatever was made before. */
export function makeCase(corpus: readonly string[], seed: number, number: number): FuzzCase {
  const random = new Random(seed, number);
  const by = random.pick(MUTATORS);
  const text = seedOf(corpus, random);
  const other = seedOf(corpus, random);
  const mutated = mutate(by, text, other, random);
  if (!random.chance(0.05)) return { files: [mutated], by };
  return { files: random.chance(0.5) ? [mutated, other] : [other, mutated], by };
}

/** Small ones more often: a case costs by its length, and a defect rarely needs much. */
function seedOf(corpus: readonly string[], random: Random): string {
  const one = random.pick(corpus);
  const two = random.pick(corpus);
  return random.chance(0.7) && two.length < one.length ? two : one;
}

function mutate(by: FuzzCase['by'], text: string, other: string, random: Random): string {
  switch (by) {
    case 'bytes':
      return mutateBytes(text, random, other);
    case 'tokens':
      return mutateTokens(text, random, other);
    case 'structure':
      return mutateStructure(text, random);
    case 'grammar': {
      const file = generateFile(random);
      return random.chance(0.15) ? mutateTokens(file, random, other) : file;
    }
  }
}
