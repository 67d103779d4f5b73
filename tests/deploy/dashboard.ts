/** The dashboard that comes with Lanner, as far as tests look at it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ALERTING_RULES: string = deployed('prometheus/lanner.rules.yaml');
export const ALERTING_TESTS: string = deployed('prometheus/lanner.rules.test.yaml');

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: unknown;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

export interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string | { readonly query: string } }[] };
}

export interface PanelQuery {
  readonly panel: string;
  readonly query: string;
  readonly legend: string;
}

function deployed(path: string): string {
  return fileURLToPath(new URL(`../../deploy/${path}`, import.meta.url));
}

export function dashboard(): Dashboard {
  return JSON.parse(readFileSync(deployed('grafana/lanner.json'), 'utf8')) as Dashboard;
}

export function queriesOf({ panels }: Dashboard): readonly PanelQuery[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ panel: title, query: expr, legend: legendFormat })),
  );
}
