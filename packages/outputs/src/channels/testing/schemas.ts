/** Parts of the schemas of services. */

/** Schema of an object with these members and no others. */
export function exactly(
  properties: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
): object {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  };
}

/** A text in UTF-8 with base64 around it, as a member of JSON has it. Throws if it is not that. */
export function fromBase64(text: unknown): string {
  const bytes = Buffer.from(String(text), 'base64');
  if (bytes.toString('base64') !== text) throw new Error('not base64');
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
