/** docs/metrics.md, made from the table of metrics. */
import { FALCO_ROWS } from './falco-rows.ts';
import { LANNER_ROWS } from './lanner-rows.ts';
import type { MetricRow } from './row.ts';

const INTRODUCTION = `# Metrics and health

<!-- Made by \`npm run generate\` from packages/cli/src/metrics; do not edit. -->

While \`lanner run\` watches, it answers over HTTP, as Falco does: at port 8765, unless \`webserver.*\` in the
[configuration](configuration.md) says otherwise. With a command behind \`--\` it does so only with \`-o webserver.enabled=true\`,
so that a trial is in nobody's way. A port that is taken holds nothing up: Lanner watches, says so, and tries again every five
seconds.

| path        | what                                                                          | status                    |
| ----------- | ----------------------------------------------------------------------------- | ------------------------- |
| \`/healthz\`  | whether Lanner is alive; the path is \`webserver.k8s_healthz_endpoint\`          | 200; 503 with \`problems\`  |
| \`/readyz\`   | whether it watches and keeps its alerts                                       | 200; 503 with \`problems\`  |
| \`/versions\` | versions of Lanner, of the rule language and of Node.js, as JSON              | 200                       |
| \`/metrics\`  | what this page lists; needs the two keys below                                | 200                       |

**Alive**: the engine thread has given a sign within the last minute, or has not begun yet. If not, only a new start helps.

**Ready**: the rules are loaded, the probe is attached, Lanner is not stopping, it is alive, and alerts can be written where they
wait for their channels. A receiver that is down makes nothing unready: its alerts wait on disk, which the metrics of its channel show.

## Prometheus

\`\`\`yaml
metrics:
  enabled: true
webserver:
  prometheus_metrics_enabled: true
\`\`\`

The page comes as OpenMetrics 1.0 or as text (0.0.4), whichever the scraper prefers. It is made from counts that the engine thread
hands over once a second: a scrape never waits for that thread, nor that thread for a scrape. \`deploy/prometheus\` has alerting
rules, \`deploy/grafana\` a dashboard; both use the names below.

With \`webserver.ssl_enabled\` the server speaks HTTPS only, with \`webserver.ssl_certificate\`; new certificates are taken up while it
runs. With \`webserver.ssl_client_ca\` too, \`/metrics\` and \`/versions\` are answered only to clients with a certificate of that
authority. The probes of Kubernetes cannot have one, so \`/healthz\` and \`/readyz\` are answered without.

## As alerts and in a file

With \`metrics.output_rule\` (on, once \`metrics.enabled\` is) an alert of the name \`Falco internal: metrics snapshot\`, of source
\`internal\`, is raised every \`metrics.interval\`; with \`metrics.output_file\` a line of JSON is written each time. The fields are those of
Falco: \`falco.rules.*\`, \`falco.memory_rss_mb\`, \`scap.n_evts\`, \`scap.n_drops\` and so on, without those that Lanner has nothing for.

## What there is

A metric with a key behind it is left out if that key is false. Counters begin at 0 when Lanner starts, unless it says
otherwise.
`;

/** The text of docs/metrics.md. */
export function metricsDocument(): string {
  return [
    INTRODUCTION,
    section("Lanner's own names", LANNER_ROWS),
    section(
      "Falco's names",
      FALCO_ROWS,
      'With the labels and units that Falco gives them, so that what was made for Falco works. Falco counts threads and descriptors of files in ways that Lanner has no use for; those metrics are not there.',
    ),
  ].join('\n');
}

function section(title: string, rows: readonly MetricRow[], text?: string): string {
  const about = text === undefined ? '' : `${text}\n\n`;
  return `### ${title}\n\n${about}${rows.map(entry).join('\n')}\n`;
}

function entry({ name, type, help, labels = {}, group }: MetricRow): string {
  const switched = group === undefined ? '' : ` Key: \`metrics.${group}\`.`;
  const lines = Object.entries(labels).map(([label, meaning]) => `  - \`${label}\`: ${meaning}`);
  return [`- **\`${name}\`** (${type}): ${help}.${switched}`, ...lines].join('\n');
}
