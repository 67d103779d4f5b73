/** Thousands of rules, as a fleet with a rule for everything would have them: alike in shape, and no two the same. */

const TYPES = [
  'open, openat, openat2',
  'execve, execveat',
  'connect',
  'unlink, unlinkat',
  'chmod, fchmod, fchmodat',
  'rename',
];
const PROGRAMS = ['bash', 'curl', 'nginx', 'python3', 'sshd', 'java', 'postgres', 'node', 'perl', 'socat'];

/** One of several kinds of conditions, by turns; `at` makes its constants its own. */
function conditionOf(at: number): string {
  const program = PROGRAMS[at % PROGRAMS.length] ?? '';
  const types = TYPES[at % TYPES.length] ?? '';
  const about = `evt.type in (${types}) and evt.res = SUCCESS`;
  switch (at % 5) {
    case 0:
      return `${about} and fd.name startswith /srv/app${at}/ and not proc.name in (trusted_${at % 50}, ${program})`;
    case 1:
      return `${about} and started_by_shell and (proc.cmdline contains "--token-${at}" or proc.args icontains "key${at}")`;
    case 2:
      return `${about} and fd.name pmatch (/data/${at}, /var/lib/${program}/${at}/*) and user.uid != ${at}`;
    case 3:
      return `${about} and fd.name glob "/home/*/.cache/${at}/*.so" and proc.pname != ${program}`;
    default:
      return `${about} and in_a_container and fd.name regex "^/opt/${program}/v[0-9]+/${at}$" and proc.exepath endswith /${program}`;
  }
}

/** The text of a rule file with `count` rules, a list for every hundred of them and two macros. */
export function manyRules(count: number): string {
  const lists = Array.from(
    { length: 50 },
    (_, at) => `- list: trusted_${at}\n  items: [tool-${at}, agent-${at}, "helper ${at}", backup-${at}]\n\n`,
  );
  const macros = `- macro: started_by_shell\n  condition: proc.pname in (bash, sh, zsh)\n\n- macro: in_a_container\n  condition: container.id != host\n\n`;
  const rules = Array.from(
    { length: count },
    (_, at) => `- rule: Generated rule ${at}
  desc: What generated rule ${at} looks for, told in a line of text as people write it.
  condition: >
    ${conditionOf(at)}
  output: Something happened (file=%fd.name command=%proc.cmdline parent=%proc.pname user=%user.name number=${at})
  priority: WARNING
  tags: [generated, group_${at % 40}]
${at % 7 === 0 ? `  exceptions:\n    - name: known\n      fields: [proc.name, fd.name]\n      comps: [=, startswith]\n      values:\n        - [${PROGRAMS[at % 3] ?? ''}, /srv/known${at}]\n` : ''}
`,
  );
  return `${lists.join('')}${macros}${rules.join('')}`;
}
