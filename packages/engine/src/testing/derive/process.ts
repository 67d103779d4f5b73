/** `proc.*`, `thread.*`, `user.*`, `group.*` and `container.*` of events made by hand. */
import type { FieldValue, Scalar } from '@lanner/schema';
import { lastPart, type Derivation, type DerivationTable, type EventFields } from './types.ts';

/** The kernel cuts the names of processes. */
const NAME_LENGTH = 15;
const PID = 4321;
const PARENT_PID = 1;
const USER_ID = 1000;
const UNSET = -1;
const ROOT = 'root';
const UNKNOWN = '<NA>';

function nameOf(path: string): string {
  return lastPart(path).slice(0, NAME_LENGTH);
}

function words(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(' ');
}

function line(name: string | undefined, args: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return args === undefined || args === '' ? name : `${name} ${args}`;
}

/** With a name, the value of that variable of an environment. */
function environment(text: string | undefined, name: string | undefined): string | undefined {
  if (name === undefined || text === undefined) return text;
  return words(text)
    .find((word) => word.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/**
 * A field of ancestors: with an index that of one of them, without it those of all, the parent first. What a test says of
 * the parent (`proc.pname`) and of single ancestors (`proc.aname[2]`) counts in both.
 */
function ancestors(name: string, ofParent: string, otherwise: (event: EventFields) => readonly Scalar[]): Derivation {
  return (event, argument): FieldValue => {
    const all = event.isGiven(name) ? event.values(name) : [...otherwise(event)];
    if (argument === undefined) {
      if (all.length === 0) return undefined;
      const known = all.map((value, at) => event.given(`${name}[${at + 1}]`) ?? value);
      const parent = event.given(ofParent);
      return parent === undefined ? (known as Scalar[]) : ([parent, ...known.slice(1)] as Scalar[]);
    }
    const at = Number(argument) - 1;
    return at === 0 && event.isGiven(ofParent) ? event.given(ofParent) : all[at];
  };
}

function parent(ofAncestors: string): Derivation {
  return (event) => event.value(ofAncestors, '1');
}

function ancestorNames(event: EventFields): string[] {
  return event.values('proc.aexepath').map((path) => nameOf(String(path)));
}

export const PROCESS_FIELDS: DerivationTable = {
  'proc.exepath': () => '/usr/sbin/some-service',
  'proc.name': (event) => nameOf(event.text('proc.exepath') ?? ''),
  'proc.exe': (event) => event.value('proc.exepath'),
  'proc.args': (event, argument) => (argument === undefined ? '' : words(event.text('proc.args'))[Number(argument)]),
  'proc.cmdline': (event) => line(event.text('proc.name'), event.text('proc.args')),
  'proc.exeline': (event) => line(event.text('proc.exe'), event.text('proc.args')),
  'proc.cmdnargs': (event) => words(event.text('proc.args')).length,
  'proc.cmdlenargs': (event) => words(event.text('proc.args')).join('').length,
  'proc.env': (event, name) => (name === undefined ? 'PATH=/usr/bin' : environment(event.text('proc.env'), name)),
  'proc.cwd': () => '/',
  'proc.tty': () => 0,
  'proc.pid': () => PID,
  'proc.vpid': () => PID,
  'proc.ppid': () => PARENT_PID,
  'proc.is_exe_writable': () => false,
  'proc.is_exe_upper_layer': () => false,
  'proc.is_exe_lower_layer': () => false,
  'proc.is_exe_from_memfd': () => false,
  'proc.aexepath': ancestors('proc.aexepath', 'proc.pexepath', () => ['/usr/lib/systemd/systemd']),
  'proc.aname': ancestors('proc.aname', 'proc.pname', ancestorNames),
  'proc.aexe': ancestors('proc.aexe', 'proc.pexe', (event) => event.values('proc.aexepath')),
  'proc.acmdline': ancestors('proc.acmdline', 'proc.pcmdline', (event) => event.values('proc.aname')),
  'proc.pexepath': parent('proc.aexepath'),
  'proc.pname': parent('proc.aname'),
  'proc.pexe': parent('proc.aexe'),
  'proc.pcmdline': parent('proc.acmdline'),
  'thread.tid': (event) => event.value('proc.pid'),
  'thread.ismain': () => true,
  'user.uid': (event) => (named(event.given('user.name')) ? USER_ID : 0),
  'user.name': (event) => (event.value('user.uid') === 0 ? ROOT : UNKNOWN),
  'user.homedir': (event) => (event.value('user.uid') === 0 ? '/root' : UNKNOWN),
  'user.loginuid': () => UNSET,
  'user.loginname': (event) => (event.value('user.loginuid') === 0 ? ROOT : UNKNOWN),
  'group.gid': (event) => event.value('user.uid'),
  'group.name': (event) => (event.value('group.gid') === 0 ? ROOT : UNKNOWN),
  'container.id': () => 'host',
};

/** Whether a user is named who is not root. */
function named(user: FieldValue): boolean {
  return user !== undefined && user !== ROOT;
}
