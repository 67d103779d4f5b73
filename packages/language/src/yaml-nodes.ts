/** What a YAML file consists of, whoever has read it. Offsets are in UTF-16 units; every scalar is text. */

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'folded' | 'literal';

interface Placed {
  readonly start: number;
  readonly end: number;
  /** Where the node begins, its anchor and tag included. */
  readonly mark: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  readonly value: string;
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly (TreeNode | null)[];
}

export interface MappingNode extends Placed {
  readonly kind: 'mapping';
  readonly pairs: readonly Pair[];
}

export interface Pair {
  readonly key: TreeNode | null;
  readonly value: TreeNode | null;
}

export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly name: string;
  /** What it stands for, which is no alias and does not contain this one. */
  readonly target: ContentNode | null;
}

export type ContentNode = ScalarNode | SequenceNode | MappingNode;
export type TreeNode = ContentNode | AliasNode;
