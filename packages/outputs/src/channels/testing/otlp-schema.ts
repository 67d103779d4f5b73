/** What the messages of opentelemetry-proto have in common, in their mapping to JSON, as a JSON schema that is strict. */

export function exactly(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

export function list(items: object): object {
  return { type: 'array', items };
}

const text = exactly({ stringValue: { type: 'string' } });

export const TEXT_VALUE: object = text;

export const ATTRIBUTE: object = exactly({
  key: { type: 'string', minLength: 1 },
  value: { anyOf: [text, exactly({ arrayValue: exactly({ values: list(text) }) })] },
});

export const RESOURCE: object = exactly({ attributes: list(ATTRIBUTE) });

export const SCOPE: object = exactly({ name: { const: 'lanner' } });

export const NANOSECONDS: object = { type: 'string', pattern: '^\\d{19}$' };
