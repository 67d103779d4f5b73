/** All commands, by name. What a command needs is loaded when it is called: `lanner run` carries no formatter. */
import type { Command } from 'commander';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Gives what adds description, options and action to the command. */
  load(): Promise<(command: Command) => void>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'watch, and raise alerts',
    load: async () => (await import('./run/command.ts')).registerRun,
  },
  {
    name: 'top',
    summary: 'show what a running engine does',
    load: async () => (await import('./top/command.ts')).registerTop,
  },
  {
    name: 'check',
    summary: 'check rule files',
    load: async () => (await import('./check/command.ts')).registerCheck,
  },
  {
    name: 'fmt',
    summary: 'format rule files',
    load: async () => (await import('./fmt/command.ts')).registerFmt,
  },
  {
    name: 'test',
    summary: 'test rules with events written by hand',
    load: async () => (await import('./test/command.ts')).registerTest,
  },
  {
    name: 'list',
    summary: 'list fields, events or rules',
    load: async () => (await import('./list/command.ts')).registerList,
  },
  {
    name: 'describe',
    summary: 'describe rules, macros and lists',
    load: async () => (await import('./describe/command.ts')).registerDescribe,
  },
  {
    name: 'explain',
    summary: 'show what of rules is tested in the kernel',
    load: async () => (await import('./explain/command.ts')).registerExplain,
  },
  {
    name: 'ps',
    summary: 'list containers and their processes',
    load: async () => (await import('./ps/command.ts')).registerPs,
  },
  {
    name: 'config',
    summary: 'show the configuration',
    load: async () => (await import('./config/command.ts')).registerConfig,
  },
  {
    name: 'output',
    summary: 'try the channels that alerts are sent to',
    load: async () => (await import('./output/command.ts')).registerOutput,
  },
  {
    name: 'route',
    summary: 'show which alerts go to which channels',
    load: async () => (await import('./route/command.ts')).registerRoute,
  },
  {
    name: 'doctor',
    summary: 'check whether this machine can run Lanner',
    load: async () => (await import('./doctor/command.ts')).registerDoctor,
  },
];
