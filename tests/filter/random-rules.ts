/** Random rules that speak of what filters test, and of what they do not. */
import assert from 'node:assert/strict';
import { loadRules } from '@lanner/language';
import type { CheckedRule } from '@lanner/language';
import fc from 'fast-check';

/** Event types of each shape that filters know: paths, descriptors, sockets, plain arguments. */
export const TYPES = [
  'open',
  'openat',
  'openat2',
  'creat',
  'open_by_handle_at',
  'unlink',
  'unlinkat',
  'rename',
  'mkdir',
  'chmod',
  'fchmod',
  'symlink',
  'mount',
  'dup',
  'socket',
  'connect',
  'accept4',
  'bind',
  'listen',
  'sendto',
  'recvmsg',
  'setuid',
  'unshare',
  'ptrace',
  'bpf',
] as const;

const TEXTS = [
  '/',
  '/etc',
  '/etc/shadow',
  '/etc/',
  '/etc/pam.d',
  'shadow',
  'etc',
  '/root/.ssh',
  '.ssh',
  '/root/.ssh/id_rsa',
  'id_rsa',
  'a',
  '/a',
  '/a/b',
  'b',
  '/é',
  'é',
  '/tmp/a',
  '/A',
  '',
];
const PATTERNS = [
  '/etc/*',
  '*shadow',
  '/*/.ssh/*',
  '/?',
  '/[a-e]*',
  '/[!a]',
  '/a*b',
  '*é*',
  '/etc/sh?dow',
  '/home',
  '/*/b',
  '/root/*/a',
];
const EXPRESSIONS = [
  '/etc/.*',
  '.*shadow.*',
  '/(etc|root)/[^/]*',
  '/a+/?b?',
  '[a-e/]*',
  '.*[^a]',
  '/(a|b|é)',
  '/[[:alpha:]]{1,3}(/.*)?',
  '(/[^/]+)+',
  'x|/a',
];

const quoted = (text: string) => `"${text}"`;
const joined = (parts: readonly (string | number)[]) => parts.join(' ');
const listed = (one: fc.Arbitrary<string>) =>
  fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => `(${all.join(', ')})`);
const equality = fc.constantFrom('=', '!=');
const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');

const textField = fc.constantFrom(
  'fd.name',
  'fd.nameraw',
  'fd.directory',
  'fd.filename',
  'fs.path.name',
  'fs.path.nameraw',
  'fs.path.source',
  'fs.path.target',
  'fs.path.targetraw',
  'evt.abspath',
  'lanner.path.lexical',
  'evt.arg.name',
  'evt.rawarg.name',
  'evt.arg.path',
  'evt.arg.oldpath',
  'evt.arg.target',
  'evt.arg.dev',
  'proc.name',
  'basename(fs.path.target)',
  'basename(fs.path.source)',
  'basename(fd.name)',
);
const text = fc.constantFrom(...TEXTS).map(quoted);
const pattern = fc.constantFrom(...PATTERNS, ...TEXTS).map(quoted);

const texts = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(textField, fc.constantFrom('=', '!=', 'startswith', 'endswith', 'contains', 'icontains'), text)
      .map(joined),
  },
  { weight: 2, arbitrary: fc.tuple(textField, fc.constant('in'), listed(text)).map(joined) },
  { weight: 2, arbitrary: fc.tuple(textField, fc.constantFrom('glob', 'iglob'), pattern).map(joined) },
  { weight: 2, arbitrary: fc.tuple(textField, fc.constant('pmatch'), listed(pattern)).map(joined) },
  {
    weight: 2,
    arbitrary: fc.tuple(textField, fc.constant('regex'), fc.constantFrom(...EXPRESSIONS).map(quoted)).map(joined),
  },
  textField.map((field) => (field.startsWith('basename') ? 'evt.failed = true' : `${field} exists`)),
);

const opens = fc
  .tuple(
    fc.constantFrom('evt.is_open_read', 'evt.is_open_write', 'evt.is_open_create', 'evt.is_open_exec', 'evt.failed'),
    fc.constantFrom('true', 'false'),
  )
  .map(([field, value]) => `${field}=${value}`);

const numbers = fc
  .tuple(
    fc.constantFrom(
      'fd.num',
      'evt.rawres',
      'user.uid',
      'user.loginuid',
      'group.gid',
      'proc.pid',
      'evt.rawarg.uid',
      'evt.rawarg.flags',
      'evt.rawarg.mode',
      'evt.rawarg.res',
    ),
    comparison,
    fc.constantFrom(-1, 0, 1, 3, 1000, 4294967295),
  )
  .map(joined);

const results = fc
  .tuple(
    fc.constantFrom('evt.res', 'evt.arg.res'),
    equality,
    fc.constantFrom('SUCCESS', 'ENOENT', 'EACCES', '0', 'EINPROGRESS'),
  )
  .map(joined);

/** Numbers of flags and enumerations, which are others in the records. */
const flagNumbers = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'evt.rawarg.flags',
        'evt.rawarg.domain',
        'evt.rawarg.request',
        'evt.rawarg.cmd',
        'evt.rawarg.resolve',
        'evt.rawarg.creat_flags',
        'evt.rawarg.mode',
      ),
      comparison,
      fc.constantFrom(
        0,
        1,
        2,
        3,
        5,
        11,
        16,
        17,
        64,
        129,
        144,
        262,
        1024,
        4096,
        4097,
        9217,
        16384,
        0x1000000,
        0x100000000,
      ),
    )
    .map(joined),
  fc
    .tuple(
      fc.constantFrom('evt.rawarg.flags', 'evt.rawarg.request'),
      fc.constant('in'),
      listed(fc.nat({ max: 40 }).map(String)),
    )
    .map(joined),
);

/** Names of flags and enumerations, each asked of an argument that may have it or another. */
const flags = fc
  .tuple(
    fc.constantFrom('evt.arg.flags', 'evt.arg.mode', 'evt.arg.domain', 'evt.arg.request', 'evt.arg.cmd'),
    fc.constantFrom('=', '!=', 'contains', 'startswith', 'endswith', 'icontains', 'glob'),
    fc.constantFrom(
      'O_TRUNC',
      'O_RDONLY',
      'O_',
      'CLONE_NEW',
      'CLONE_NEWUSER',
      'S_ISUID',
      'S_IRUSR',
      'AF_PACKET',
      'AF_INET',
      'PTRACE_ATTACH',
      'BPF_PROG_LOAD',
      'o_trunc',
      'BIND',
      'POSIXACL',
      'SUID|S_ISGID',
      '0',
      '5',
    ),
  )
  .map(joined);

// ---- descriptors and sockets ----------------------------------------------------------------------------------------

const kinds = fc.oneof(
  fc
    .tuple(equality, fc.constantFrom('f', 'd', 'p', 'o', '4', '6', 'u', 'n'))
    .map(([operator, value]) => `fd.typechar ${operator} '${value}'`),
  listed(fc.constantFrom('file', 'directory', 'pipe', 'ipv4', 'ipv6', 'unix', 'memfd')).map(
    (all) => `fd.type in ${all}`,
  ),
);

const ADDRESSES = ['127.0.0.1', '10.0.0.1', '0.0.0.0', '169.254.169.254', '::1', '::', 'fe80::1'];
const NETS = ['127.0.0.0/8', '10.0.0.0/8', '0.0.0.0/0', '169.254.0.0/16', 'fe80::/10', '::/1', '::1/128', '10.0.0.0/9'];
const side = fc.constantFrom('', 'c', 's', 'l', 'r');

const sockets = fc.oneof(
  fc
    .tuple(side, equality, fc.constantFrom(...ADDRESSES).map(quoted))
    .map(([of, operator, value]) => `fd.${of}ip ${operator} ${value}`),
  fc.tuple(side, listed(fc.constantFrom(...ADDRESSES).map(quoted))).map(([of, list]) => `fd.${of}ip in ${list}`),
  fc
    .tuple(side, equality, fc.constantFrom(...NETS).map(quoted))
    .map(([of, operator, value]) => `fd.${of}net ${operator} ${value}`),
  fc.tuple(side, listed(fc.constantFrom(...NETS).map(quoted))).map(([of, list]) => `fd.${of}net in ${list}`),
  fc
    .tuple(side, comparison, fc.constantFrom(0, 22, 53, 80, 40000, 65535))
    .map(([of, operator, value]) => `fd.${of}port ${operator} ${value}`),
  fc
    .tuple(side, listed(fc.constantFrom(0, 22, 53, 80, 40000).map(String)))
    .map(([of, list]) => `fd.${of}port in ${list}`),
  fc
    .tuple(equality, fc.constantFrom('tcp', 'udp', 'icmp', 'raw', '<NA>'))
    .map(([operator, value]) => `fd.l4proto ${operator} ${value}`),
  fc.tuple(equality, fc.constantFrom('ip', 'unix')).map(([operator, value]) => `fd.sockfamily ${operator} ${value}`),
  fc
    .tuple(fc.constantFrom('fd.is_server', 'fd.connected', 'fd.name_changed'), fc.constantFrom('true', 'false'))
    .map(([field, value]) => `${field} = ${value}`),
);

// ---- rules ----------------------------------------------------------------------------------------------------------

const processes = fc.constantFrom(
  'proc.exe = x',
  'proc.cmdline contains example',
  'proc.env contains HOME',
  'proc.aname = systemd',
  'proc.name = curl',
  'proc.name != curl',
  'proc.exepath startswith /usr',
  'proc.args exists',
);
const untested = fc.constantFrom(
  'container.id = host',
  'lanner.truncated = true',
  'evt.num > 0',
  'fd.num = val(evt.rawres)',
);

const check = fc.oneof(
  { weight: 12, arbitrary: texts },
  { weight: 1, arbitrary: opens },
  { weight: 2, arbitrary: numbers },
  { weight: 1, arbitrary: results },
  { weight: 2, arbitrary: flags },
  { weight: 2, arbitrary: flagNumbers },
  { weight: 2, arbitrary: kinds },
  { weight: 6, arbitrary: sockets },
  { weight: 2, arbitrary: processes },
  { weight: 1, arbitrary: untested },
  { weight: 1, arbitrary: fc.constantFrom(...TYPES).map((type) => `evt.type = ${type}`) },
);

/** @param deep whether conditions nest deeply */
function conditionOf(deep: boolean): fc.Arbitrary<string> {
  return fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { depthSize: deep ? 'large' : 'small', maxDepth: deep ? 7 : 5 },
      check,
      fc
        .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
        .map(([left, join, right]) => `(${left} ${join} ${right})`),
      tie('condition').map((inner) => `not (${inner})`),
    ),
  })).condition;
}

/** A rule that is narrow whatever else it asks. */
const narrow = fc
  .tuple(conditionOf(false), texts, sockets)
  .map(([one, text, socket]) => `${one} and (${text} or ${socket})`);

/** Few rules as a rule; now and then many, deep ones, or lists of hundreds of values. */
export const ruleSet: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 20, arbitrary: fc.array(conditionOf(false), { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(conditionOf(true), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(narrow, { minLength: 20, maxLength: 80 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(conditionOf(false), fc.integer({ min: 50, max: 400 })).map(([one, size]) => [one, wide(size)]),
  },
);

function wide(size: number): string {
  const values = Array.from({ length: size }, (_, index) => `/srv/${(index * 7919) % 1000}/${index}`);
  return `fd.name in (${values.join(', ')}) or fd.name startswith /srv/1`;
}

export function rulesOf(conditions: readonly string[]): readonly CheckedRule[] {
  const types = `evt.type in (${TYPES.join(', ')})`;
  const yaml = conditions
    .map(
      (one, index) =>
        `- rule: r${index}\n  desc: d\n  condition: ${types} and (${one})\n  output: o\n  priority: INFO\n`,
    )
    .join('');
  const { rules, diagnostics } = loadRules([{ name: 'random.yaml', text: yaml }]);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  assert.equal(rules.length, conditions.length, `${JSON.stringify(errors)}\n${yaml}`);
  return rules;
}
