/** One small rule file for each feature of the language. */

function rule(condition: string, more = '', output = 'seen %proc.name'): string {
  const lines = ['- rule: R', '  desc: d', `  condition: ${condition}`, `  output: ${output}`, '  priority: INFO'];
  return `${lines.join('\n')}\n${more}`;
}

export const SEEDS: readonly string[] = [
  rule('evt.type = openat and fd.name startswith /etc'),
  rule('evt.type in (open, openat, openat2) and not proc.name in (a, "b c", \'d"e\')'),
  rule('(evt.type = execve) and ((proc.name = sh) or (proc.name = bash and not (user.uid = 0)))'),
  rule('evt.type=connect and fd.sip = 10.0.0.1 and fd.snet = "10.0.0.0/8" and fd.sport in (22, ssh, http)'),
  rule('fd.sip = ::1 or fd.cip in (2001:db8::1, 1.2.3.4)'),
  rule('evt.rawres < 0 and evt.rawres >= -100 and evt.latency > 1000000'),
  rule('proc.name exists and not fd.name exists'),
  rule('fd.name glob "/etc/*/[a-c]?" or fd.name iglob *.SH'),
  rule('fd.name regex "^/[a-z]+/(x|y){2,3}$" or proc.cmdline regex \'a\\.b\''),
  rule('fd.name pmatch (/etc, /usr/*/bin, /var/lib/[a-z]*)'),
  rule('proc.name contains a and proc.name icontains B and proc.name endswith .sh'),
  rule('evt.buffer bcontains cafe01 and evt.buffer bstartswith 00'),
  rule('proc.name startswith anyof (a, b) and proc.name endswith oneof (x, y) and proc.name contains allof (1, 2)'),
  rule('proc.name = val(proc.pname) and tolower(proc.name) = toupper(proc.pname)'),
  rule('len(proc.args) > 3 and join(",", (proc.name, "x")) = a,x and concat("a", proc.name) = ab'),
  rule('getopt(proc.args, "ab:")[b] = x and basename(proc.exepath) in (sh) and b64(proc.name) = x'),
  rule('proc.aname in (a, b) and proc.aname[2] = x and proc.aname[-1] = y'),
  rule('evt.arg.flags contains O_CREAT and evt.arg[0] = x and evt.type.is.open = 1'),
  rule('proc.env[PATH] contains "/tmp" and proc.env["A B"] exists'),
  rule('thread.cap_effective intersects (CAP_SYS_ADMIN, CAP_SYS_PTRACE)'),
  rule('proc.is_exe_writable = true and proc.tty != 0'),
  rule('evt.type != close and not evt.type in (open, close)', '  warn_evttypes: false\n'),
  rule('no.such_field = x and evt.type = open', '  skip-if-unknown-filter: yes\n'),
  rule('evt.type = open', '  enabled: no\n  tags: [b, a, __proto__]\n  capture: true\n  capture_duration: 5000\n'),
  rule('evt.type = open', '  source: k8s_audit\n'),
  rule('evt.type = open', '', '"*%20proc.name %evt.arg.flags %proc.aname[2] %toupper(proc.name) %proc.env[X] 100"'),
  rule(
    'evt.type = open',
    '  exceptions:\n    - name: one\n      fields: proc.name\n      comps: in\n      values: [a, b c, "d"]\n' +
      '    - name: two\n      fields: [proc.name, fd.name]\n      comps: [=, startswith]\n      values:\n        - [a, /x]\n        - [b, /y z]\n' +
      '    - name: three\n      fields: [proc.name, fd.name]\n      comps: [in, pmatch]\n      values:\n        - [[a, b], [/x, /y]]\n',
  ),
  rule('evt.type = open', '  exceptions:\n    - {name: e, fields: [proc.name], comps: [endswith]}\n') +
    '- rule: R\n  exceptions:\n    - {name: e, values: [[x], [y]]}\n  append: true\n' +
    '- rule: R\n  exceptions: [{name: e, values: [[z]]}, {name: f, fields: [proc.name], comps: [=], values: [[q]]}]\n  override: {exceptions: append}\n',
  '- list: a\n  items: [x, y, "z w"]\n- list: b\n  items: [a, q]\n- macro: m\n  condition: proc.name in (a, b)\n' +
    rule('evt.type = open and m and not fd.name in (b)'),
  '- macro: m\n  condition: proc.name = a\n- macro: n\n  condition: m and m or not m\n- macro: m\n  condition: or proc.name = b\n  append: true\n' +
    rule('evt.type = open and (n or m)'),
  '- list: l\n  items: []\n- list: l\n  items: [p]\n  override: {items: append}\n- macro: c\n  condition: (never)\n- macro: c\n  condition: proc.name in (l)\n  override:\n    condition: replace\n- macro: never\n  condition: (evt.num=0)\n' +
    rule('c or never'),
  `${rule('evt.type = open')}- rule: R\n  condition: and proc.name = x\n  output: more\n  desc: more\n  tags: [t]\n  priority: ERROR\n  override: {condition: append, output: append, desc: append, tags: append, priority: replace}\n- rule: R\n  enabled: false\n`,
  '- required_engine_version: 0.31.0\n- required_engine_version: 9\n- required_plugin_versions:\n    - name: container\n      version: 0.4.0\n      alternatives: [{name: other, version: 1.2.3-rc.1}]\n',
  '- list: l\n  items: &items [a, b]\n- list: k\n  items: *items\n- &r\n  rule: A\n  desc: d\n  condition: evt.type = open and proc.name in (l, k)\n  output: o\n  priority: DEBUG\n- *r\n',
  '# a comment\n---\n- list: a\n  items: [1]\n...\n---\n- list: b\n  items: [a]\n',
  '- rule: "quoted \\" \\u0041 \\x41"\n  desc: \'it\'\'s\'\n  condition: >\n    evt.type = open\n    and proc.name = "a\n    b"\n  output: |\n    line\n      more %proc.name\n  priority: warning\n',
  '- macro: __proto__\n  condition: proc.name = constructor\n- list: constructor\n  items: [__proto__, toString]\n- rule: hasOwnProperty\n  desc: valueOf\n  condition: evt.type = open and __proto__ and proc.name in (constructor)\n  output: "%__proto__"\n  priority: toString\n',
  '{"rule": "R"}\n',
  '- unknown: x\n- rule: R\n  conditon: x\n- 5\n- [a]\n- \n',
  '- rule: R\r\n  desc: d\r\n  condition: evt.type = open\r\n    and proc.name = x\r\n  output: o\r\n  priority: INFO\r\n',
  '\ufeff- list: bom\n  items: [a]\n',
];
