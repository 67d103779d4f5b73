/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html (ASFF) */
import { cut, SEVERITY_WORD, type Content } from '../../messages/index.ts';

export interface FindingPlace {
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly productArn: string;
}

/** Tags of rules, with the categories of the namespace `TTPs`. */
const TACTICS: Readonly<Record<string, string>> = {
  mitre_initial_access: 'Initial Access',
  mitre_execution: 'Execution',
  mitre_persistence: 'Persistence',
  mitre_privilege_escalation: 'Privilege Escalation',
  mitre_defense_evasion: 'Defense Evasion',
  mitre_credential_access: 'Credential Access',
  mitre_discovery: 'Discovery',
  mitre_lateral_movement: 'Lateral Movement',
  mitre_collection: 'Collection',
  mitre_command_and_control: 'Command and Control',
};

const MAX_ENTRIES = 50;

export function finding(content: Content, place: FindingPlace): object {
  const { alert, id, rule, tags, timeMs } = content;
  const time = new Date(timeMs).toISOString();
  const types = tags.flatMap((tag) => (TACTICS[tag] === undefined ? [] : [`TTPs/${TACTICS[tag]}`]));
  const severity = { Label: SEVERITY_WORD[alert.priority], Original: alert.priority };
  const found = types.length === 0 ? ['Unusual Behaviors/Process'] : types.slice(0, MAX_ENTRIES);
  return {
    SchemaVersion: '2018-10-08',
    Id: `lanner/${id}`,
    ProductArn: place.productArn,
    ProductName: 'Lanner',
    GeneratorId: cut(`lanner/${rule}`, 512),
    AwsAccountId: place.account,
    Types: found,
    CreatedAt: time,
    UpdatedAt: time,
    Severity: severity,
    Title: cut(rule, 256) || 'Lanner',
    Description: cut(content.message, 1024) || rule.slice(0, 256) || 'Lanner',
    Resources: [resource(content, place)],
    ...process(content),
    ProductFields: entries(
      [
        ['lanner/source', alert.source],
        ['lanner/tags', tags.join(',')],
      ],
      2048,
    ),
    FindingProviderFields: { Severity: severity, Types: found },
    RecordState: 'ACTIVE',
  };
}

/** The container, if it was one; otherwise the machine. */
function resource(content: Content, { partition, region }: FindingPlace): object {
  const { fields, lookup } = content;
  const container = value(content, 'container.id', 128);
  const host = cut(lookup('hostname') ?? '', 512) || 'unknown';
  const other = entries([['hostname', host], ...fields.filter(([name, text]) => name !== '' && text !== '')], 1024);
  const name = value(content, 'container.name', 128);
  const image = value(content, 'container.image.repository', 256);
  return {
    Type: container === undefined ? 'Other' : 'Container',
    Id: container === undefined ? host : `${host}/${container}`,
    Partition: partition,
    Region: region,
    Details: {
      Other: other,
      ...(container === undefined
        ? {}
        : {
            Container: {
              ...(name === undefined ? {} : { Name: name }),
              ...(image === undefined ? {} : { ImageName: image }),
            },
          }),
    },
  };
}

function process(content: Content): object {
  const name = value(content, 'proc.name', 64);
  const path = value(content, 'proc.exepath', 512);
  const pid = Number(value(content, 'proc.pid', 20));
  const parent = Number(value(content, 'proc.ppid', 20));
  const parts = {
    ...(name === undefined ? {} : { Name: name }),
    ...(path === undefined ? {} : { Path: path }),
    ...(Number.isSafeInteger(pid) && pid > 0 ? { Pid: pid } : {}),
    ...(Number.isSafeInteger(parent) && parent > 0 ? { ParentPid: parent } : {}),
  };
  return Object.keys(parts).length === 0 ? {} : { Process: parts };
}

function value({ lookup }: Content, name: string, max: number): string | undefined {
  const text = lookup(name);
  return text === undefined || text === '' ? undefined : cut(text, max);
}

/** Names and values as the service takes them. */
function entries(pairs: readonly (readonly [string, string])[], max: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs
      .filter(([, text]) => text !== '')
      .slice(0, MAX_ENTRIES)
      .map(([name, text]) => [cut(name, 128), cut(text, max)]),
  );
}

/** The product that stands for what an account sends itself, unless another is given. */
export function findingPlace(account: string, region: string, productArn: string): FindingPlace {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return {
    account,
    region,
    partition,
    productArn:
      productArn === '' ? `arn:${partition}:securityhub:${region}:${account}:product/${account}/default` : productArn,
  };
}
