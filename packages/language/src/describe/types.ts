/** The description of rules, macros and lists; keys and shape are those of `falco -L -o json_output=true`. */

export interface Described {
  readonly required_engine_version: string;
  readonly required_plugin_versions: readonly DescribedPlugin[];
  readonly rules: readonly DescribedRule[];
  readonly macros: readonly DescribedMacro[];
  readonly lists: readonly DescribedList[];
}

export interface DescribedPlugin {
  readonly name: string;
  readonly version: string;
  readonly alternatives: readonly { readonly name: string; readonly version: string }[];
}

/** What rules and macros have in common. */
interface ConditionDetails {
  /** Macros and lists that the condition itself names. */
  readonly macros: readonly string[];
  readonly lists: readonly string[];
  /** Of the compiled condition: macros, lists and exceptions resolved. */
  readonly condition_compiled: string;
  readonly condition_fields: readonly string[];
  readonly condition_operators: readonly string[];
  /** Names of all events for which it can hold. */
  readonly events: readonly string[];
  /** Plugins that it needs. */
  readonly plugins: readonly string[];
}

export interface DescribedRule {
  readonly info: {
    readonly name: string;
    readonly condition: string;
    readonly priority: string;
    readonly output: string;
    readonly description: string;
    readonly enabled: boolean;
    readonly source: string;
    readonly capture: boolean;
    /** Milliseconds. */
    readonly capture_duration: number;
    readonly tags: readonly string[];
  };
  readonly details: ConditionDetails & {
    readonly output_compiled: string;
    /** In order of the output, as often as they stand there. */
    readonly output_fields: readonly string[];
    readonly exception_names: readonly string[];
    readonly exception_fields: readonly string[];
    readonly exception_operators: readonly string[];
  };
}

export interface DescribedMacro {
  readonly info: { readonly name: string; readonly condition: string };
  readonly details: ConditionDetails & { readonly used: boolean };
}

export interface DescribedList {
  /** `items` without the names of lists whose items stand in their place. */
  readonly info: { readonly name: string; readonly items: readonly string[] };
  readonly details: {
    readonly used: boolean;
    readonly lists: readonly string[];
    readonly items_compiled: readonly string[];
    readonly plugins: readonly string[];
  };
}
