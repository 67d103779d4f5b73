import { cut, escapeHtml, fitEscaped, type Content } from '../../messages/index.ts';

/** Grafana keeps annotations in a column of text; tags in one of 100 characters each. */
const MAX_TEXT = 8192;
const MAX_TAG = 100;

export interface GrafanaPlace {
  readonly dashboard_uid: string;
  readonly panel_id: number;
}

/** The body of "Create annotation"; Grafana shows its text as HTML. */
export function grafanaBody(
  content: Content,
  text: string,
  { dashboard_uid: dashboard, panel_id: panel }: GrafanaPlace,
): object {
  const { alert, tags, rule, timeMs } = content;
  return {
    ...(dashboard === '' ? {} : { dashboardUID: dashboard }),
    ...(panel === 0 ? {} : { panelId: panel }),
    time: timeMs,
    tags: ['lanner', alert.priority, alert.source, rule, ...tags].map((tag) => cut(tag, MAX_TAG)),
    text: fitEscaped(text, MAX_TEXT, escapeHtml),
  };
}
