/** A rules file for the formatter: what YAML says, and where its comments stand; not how it is laid out. */

/** A comment on a line of its own. */
export interface OwnLineComment {
  /** With its `#`, without blanks at its end. */
  readonly text: string;
  readonly blankBefore: boolean;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

interface NodeBase {
  /** Anchor and tag as written, such as `&name !!str`. */
  readonly properties: readonly string[];
  /** Comments that follow on the line where the node ends. */
  comments: string[];
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  readonly value: string;
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly source: string;
}

/** Nothing, where a value could be. */
export interface EmptyNode extends NodeBase {
  readonly kind: 'empty';
}

export interface CollectionNode extends NodeBase {
  readonly kind: 'map' | 'seq';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
  /** Comments behind the last entry. */
  readonly trailing: readonly OwnLineComment[];
}

/** An item that is kept as it is, because it uses what the formatter does not know. */
export interface VerbatimNode extends NodeBase {
  readonly kind: 'verbatim';
  readonly text: string;
}

export type YamlNode = ScalarNode | AliasNode | EmptyNode | CollectionNode | VerbatimNode;

export interface Entry {
  readonly leading: readonly OwnLineComment[];
  /** Between the entry, or the last of its comments, and what stands before it. */
  readonly blankBefore: boolean;
  /** Of a mapping only. */
  readonly key?: ScalarNode;
  /** Comments on the line of the key, or of the dash, with the value on a later line. */
  readonly comments: readonly string[];
  readonly value: YamlNode;
}

export interface DocumentModel {
  /** `---` is written. */
  readonly started: boolean;
  /** An empty line stands before `---`. */
  readonly blankBefore: boolean;
  /** Comments on the line of `---`. */
  readonly startComments: readonly string[];
  readonly root: YamlNode;
  readonly trailing: readonly OwnLineComment[];
  /** `...` is written. */
  readonly ended: boolean;
}

/** Directives, and comments between documents. */
export interface LooseLine {
  readonly text: string;
  readonly blankBefore: boolean;
}

export interface FileModel {
  readonly parts: readonly (
    | { readonly kind: 'line'; readonly line: LooseLine }
    | { readonly kind: 'document'; readonly document: DocumentModel }
  )[];
}
