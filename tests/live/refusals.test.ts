/** What stops the engine before it starts: said clearly, with status 1, and before it watches anything. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfiguration } from '../../packages/cli/src/config/load.ts';
import { openDelivery } from '../../packages/cli/src/run/delivery.ts';
import { sampleAlert } from '../../packages/outputs/src/testing/samples.ts';
import { LANNER, collect, startEngine, whyNotLive } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-refusals-'));

function rules(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const GOOD = rules(
  'good.yaml',
  '- rule: x\n  desc: x\n  condition: evt.type = execve\n  output: x\n  priority: INFO\n',
);
const RUN = [LANNER, 'run', '-r', GOOD, '--', 'true'];

interface Refusal {
  readonly what: string;
  readonly command: readonly string[];
  readonly message: RegExp;
  /** A program that the case needs. */
  readonly needs?: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'a broken rule file',
    command: [LANNER, 'run', '-r', rules('broken.yaml', '- rule: [')],
    message: /broken\.yaml:1:\d+/,
  },
  {
    what: 'an unknown field',
    command: [
      LANNER,
      'run',
      '-r',
      rules('field.yaml', '- rule: x\n  desc: x\n  condition: proc.nme = a\n  output: x\n  priority: INFO\n'),
    ],
    message: /field\.yaml:3:\d+[^]*proc\.nme[^]*\^/,
  },
  {
    what: 'a missing file',
    command: [LANNER, 'run', '-r', join(directory, 'missing.yaml')],
    message: /missing\.yaml/,
  },
  {
    what: 'a process that does not exist',
    command: [LANNER, 'run', '-r', GOOD, '--scope-pid', '4194304'],
    message: /no process 4194304/,
  },
  {
    what: 'a user that is not root',
    // May read, so that the checkout can lie where only root gets to; may nothing else.
    command: [
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      '--inh-caps=+dac_read_search',
      '--ambient-caps=+dac_read_search',
      ...RUN,
    ],
    message: /capabilities: missing CAP_BPF, CAP_PERFMON[^]*Run as root/,
    needs: '/usr/bin/setpriv',
  },
  {
    what: 'root without capabilities',
    command: ['setpriv', '--bounding-set=-bpf,-perfmon,-sys_admin', '--inh-caps=-all', ...RUN],
    message: /capabilities: missing CAP_BPF, CAP_PERFMON/,
    needs: '/usr/bin/setpriv',
  },
  {
    what: 'a kernel without BTF',
    command: ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /sys/kernel/btf && exec "$@"', 'sh', ...RUN],
    message: /type information: \/sys\/kernel\/btf\/vmlinux cannot be read[^]*CONFIG_DEBUG_INFO_BTF/,
    needs: '/usr/bin/unshare',
  },
];

/** A directory with an alert that nobody takes; gives the options that name it. */
async function withBacklog(): Promise<string[]> {
  const options = [
    'channels=[{name: nobody, type: http, url: "http://127.0.0.1:9"}]',
    'stdout_output.enabled=false',
    `delivery.directory=${join(directory, 'delivery')}`,
    'webserver.enabled=false',
  ];
  const { settings } = loadConfiguration({ options: options.map((text) => ({ name: '-o', text })) });
  const delivery = await openDelivery(settings);
  delivery.submit([sampleAlert(1)]);
  assert.deepEqual(await delivery.close(10), new Map([['nobody', 1]]));
  return options.flatMap((text) => ['-o', text]);
}

describe('the engine refuses', { skip: whyNotLive() }, () => {
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const { what, command, message, needs } of REFUSALS) {
    it(what, { skip: needs !== undefined && !existsSync(needs) && `no ${needs}` }, async () => {
      const run = await collect(startEngine(command));
      assert.equal(run.status, 1);
      assert.match(run.messages, message);
      assert.doesNotMatch(run.messages, /watching/);
      assert.deepEqual(run.alerts, []);
    });
  }

  it('and ends, whatever alerts of earlier on are on their way', { timeout: 60_000 }, async () => {
    const backlog = await withBacklog();
    const child = startEngine([LANNER, 'run', '-r', GOOD, ...backlog, '--scope-pid', '4194304']);
    after(() => child.kill('SIGKILL'));
    const { status, messages } = await collect(child);
    assert.equal(status, 1, messages);
    assert.match(messages, /no process 4194304/);
  });
});
