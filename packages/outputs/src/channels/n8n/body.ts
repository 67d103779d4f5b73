import type { Content } from '../../messages/index.ts';

/** Within what n8n takes if it is not told otherwise. */
const MAX_BODY = 1_000_000;

/** The alert in JSON, with its identifier: the same when it is sent again. */
export function n8nBody(content: Content): string {
  return `{"uuid":${JSON.stringify(content.id)},${content.json(MAX_BODY).slice(1)}`;
}
