import { cut, type ByPriority, type Content } from '../../messages/index.ts';

const MAX_VALUE = 1024;
const MAX_ANNOTATION = 8192;

const SEVERITY: ByPriority<'critical' | 'warning' | 'info'> = {
  Emergency: 'critical',
  Alert: 'critical',
  Critical: 'critical',
  Error: 'warning',
  Warning: 'warning',
  Notice: 'info',
  Informational: 'info',
  Debug: 'info',
};

export interface AlertmanagerOptions {
  readonly labels: Readonly<Record<string, string>>;
  /** The output fields that become labels: alerts that differ in one are different alerts. */
  readonly label_fields: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds after which the alert is over if it does not come again; 0: as Alertmanager has it. */
  readonly expires_after: number;
}

/** The alerts that `POST /api/v2/alerts` takes. */
export function alertmanagerBody(contents: readonly Content[], options: AlertmanagerOptions): object[] {
  return contents.map((content) => {
    const { alert, timeMs } = content;
    const fields = options.label_fields.flatMap((name) => {
      const value = content.lookup(`fields.${name}`);
      return value === undefined ? [] : [[labelName(name), value] as const];
    });
    const labels = {
      ...Object.fromEntries(fields),
      ...options.labels,
      alertname: content.rule,
      severity: SEVERITY[alert.priority],
      priority: alert.priority.toLowerCase(),
      source: alert.source,
      hostname: content.lookup('hostname') ?? '',
      tags: content.tags.join(','),
    };
    return {
      labels: shortened(labels, MAX_VALUE),
      annotations: shortened(
        { ...options.annotations, summary: content.rule, description: content.message },
        MAX_ANNOTATION,
      ),
      startsAt: new Date(timeMs).toISOString(),
      ...(options.expires_after === 0 ? {} : { endsAt: new Date(timeMs + options.expires_after).toISOString() }),
    };
  });
}

/** Prometheus allows letters, digits and `_`: `proc.aname[2]` becomes `proc_aname_2`. */
export function labelName(name: string): string {
  const safe = name.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[a-zA-Z]/.test(safe) ? safe : `_${safe}`;
}

/** A label without value is none. */
function shortened(texts: Readonly<Record<string, string>>, max: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === '' ? [] : [[name, cut(text, max)]])),
  );
}
