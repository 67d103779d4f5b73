/** Alerts as the Open Cybersecurity Schema Framework has them: https://schema.ocsf.io/1.3.0/classes/detection_finding. */
import { cut } from './cut.ts';
import type { Content } from './content.ts';
import { given } from './given.ts';
import { NO_CONTAINER } from './no-container.ts';
import type { ByPriority } from './severity.ts';

const VERSION = '1.3.0';

/** `severity_id` with its caption. */
const SEVERITY: ByPriority<readonly [id: number, caption: string]> = {
  Emergency: [6, 'Fatal'],
  Alert: [5, 'Critical'],
  Critical: [5, 'Critical'],
  Error: [4, 'High'],
  Warning: [3, 'Medium'],
  Notice: [2, 'Low'],
  Informational: [1, 'Informational'],
  Debug: [1, 'Informational'],
};

const FINDINGS = 2;
const DETECTION_FINDING = 2004;
const CREATE = 1;
const NEW = 1;
const RULE = 1;
const REGULAR_FILE = 1;
const UNKNOWN = 0;

const MAX_TEXT = 8192;
const MAX_FIELDS = 200;
const TECHNIQUE = /^T\d{4}(\.\d{3})?$/;
const TACTIC = 'mitre_';

/** A Detection Finding, class 2004. */
export function ocsfFinding(content: Content): object {
  const { alert, id, rule, message, timeMs, tags, fields } = content;
  const [severityId, severity] = SEVERITY[alert.priority];
  const hostname = content.lookup('hostname') ?? '';
  return {
    activity_id: CREATE,
    activity_name: 'Create',
    category_uid: FINDINGS,
    category_name: 'Findings',
    class_uid: DETECTION_FINDING,
    class_name: 'Detection Finding',
    type_uid: DETECTION_FINDING * 100 + CREATE,
    type_name: 'Detection Finding: Create',
    severity_id: severityId,
    severity,
    status_id: NEW,
    status: 'New',
    time: timeMs,
    message: cut(message, MAX_TEXT),
    metadata: {
      version: VERSION,
      uid: id,
      product: { name: 'Lanner', vendor_name: 'Lanner' },
      profiles: ['host'],
      log_name: alert.source,
      labels: tags,
    },
    finding_info: {
      uid: id,
      title: cut(rule, MAX_TEXT),
      desc: cut(message, MAX_TEXT),
      created_time: timeMs,
      analytic: { type_id: RULE, type: 'Rule', name: cut(rule, MAX_TEXT) },
      ...list('attacks', attacksOf(tags)),
    },
    device: { hostname, type_id: UNKNOWN, type: 'Unknown' },
    resources: resourcesOf(content, hostname),
    ...list('evidences', evidencesOf(content)),
    unmapped: Object.fromEntries(fields.slice(0, MAX_FIELDS).map(([name, value]) => [name, cut(value, MAX_TEXT)])),
  };
}

/** Techniques and tactics of ATT&CK among the tags. */
function attacksOf(tags: readonly string[]): readonly object[] {
  return tags.flatMap((tag): object[] => {
    const [isTechnique, sub] = TECHNIQUE.exec(tag) ?? [];
    if (isTechnique !== undefined)
      return [sub === undefined ? { technique: { uid: tag } } : { sub_technique: { uid: tag } }];
    return tag.startsWith(TACTIC) ? [{ tactic: { name: tag.slice(TACTIC.length).replaceAll('_', ' ') } }] : [];
  });
}

function resourcesOf(content: Content, hostname: string): readonly object[] {
  const text = textsOf(content);
  const container = text('container.id');
  const pod = text('k8s.pod.name');
  const found = [
    { type: 'host', name: hostname },
    container !== NO_CONTAINER && given({ type: 'container', uid: container, name: text('container.name') }, 'uid'),
    given({ type: 'pod', uid: text('k8s.pod.uid'), name: pod, namespace: text('k8s.ns.name') }, 'name'),
  ];
  return found.filter((one) => typeof one === 'object');
}

function evidencesOf(content: Content): readonly object[] {
  const text = textsOf(content);
  const number = (name: string): number | undefined => {
    const value = Number(text(name) ?? Number.NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  const name = text('fd.name');
  const evidence = given({
    process: given({
      pid: number('proc.pid'),
      name: text('proc.name'),
      cmd_line: text('proc.cmdline'),
      file: fileOf(text('proc.exepath')),
      user: given({ name: text('user.name'), uid: text('user.uid') }),
      parent_process: given({ pid: number('proc.ppid'), name: text('proc.pname'), cmd_line: text('proc.pcmdline') }),
    }),
    file: fileOf(name),
    src_endpoint: given({ ip: text('fd.cip'), port: number('fd.cport') }),
    dst_endpoint: given({ ip: text('fd.sip'), port: number('fd.sport') }),
  });
  return evidence === undefined ? [] : [evidence];
}

/** Of a path that is one; sockets and pipes have names of another form. */
function fileOf(path: string | undefined): object | undefined {
  if (path?.startsWith('/') !== true) return undefined;
  return { path, name: path.slice(path.lastIndexOf('/') + 1) || '/', type_id: REGULAR_FILE };
}

function textsOf(content: Content): (name: string) => string | undefined {
  return (name) => {
    const value = content.lookup(`fields.${name}`);
    return value === undefined || value === '' || value === '<NA>' ? undefined : cut(value, MAX_TEXT);
  };
}

function list(name: string, values: readonly object[]): object {
  return values.length === 0 ? {} : { [name]: values };
}
