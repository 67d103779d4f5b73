/** The JSON of an alert as falcosidekick and other receivers of Falco's alerts take it. */
export const ALERT_SCHEMA: object = {
  type: 'object',
  required: ['rule', 'priority', 'time', 'source', 'hostname', 'output', 'output_fields', 'tags'],
  properties: {
    rule: { type: 'string', minLength: 1 },
    priority: {
      enum: ['Emergency', 'Alert', 'Critical', 'Error', 'Warning', 'Notice', 'Informational', 'Debug'],
    },
    time: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z$' },
    source: { type: 'string', minLength: 1 },
    hostname: { type: 'string', minLength: 1 },
    output: { type: 'string', minLength: 1 },
    output_fields: { type: 'object' },
    tags: { type: 'array', items: { type: 'string' } },
  },
};
