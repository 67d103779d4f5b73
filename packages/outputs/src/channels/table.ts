/** All kinds of channels, by name. A kind is loaded when a configuration asks for it. */
import type { ChannelType } from '../contract/index.ts';

export interface ChannelEntry {
  readonly name: string;
  load(): Promise<ChannelType>;
}

export const CHANNELS: readonly ChannelEntry[] = [
  { name: 'stdout', load: async () => (await import('./stdout/index.ts')).stdout },
  { name: 'file', load: async () => (await import('./file/index.ts')).file },
  { name: 'syslog', load: async () => (await import('./syslog/index.ts')).syslog },
  { name: 'program', load: async () => (await import('./program/index.ts')).program },
  { name: 'http', load: async () => (await import('./http/index.ts')).http },
];
