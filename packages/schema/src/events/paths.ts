/** Which parameters of an event are paths, and which part each plays in `fs.path.*`. */
import type { EventDef, ParamDef } from './types.ts';

/** Whether the parameter is a path that was resolved, and so has a lexical and a real view. */
export function isPathParam(param: ParamDef): boolean {
  return param.source.from === 'path' || (param.source.from === 'slot' && param.source.as === 'path');
}

/** `name`: the one path of a call; `source` and `target`: the two of a rename or link, in this order. */
export type PathRole = 'name' | 'source' | 'target';

/** The parameter behind `fs.path.ROLE`; `undefined` if such events have none. What a symlink holds is text, not a path. */
export function pathParam(event: EventDef, role: PathRole): ParamDef | undefined {
  const paths = event.params.filter(isPathParam);
  const target = event.params.find((param) => param.name === 'target');
  if (target !== undefined) return role === 'source' ? target : role === 'target' ? paths[0] : undefined;
  if (paths.length === 2) return role === 'source' ? paths[0] : role === 'target' ? paths[1] : undefined;
  return role === 'name' ? paths[0] : undefined;
}
