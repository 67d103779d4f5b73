export { openFile, type FileOptions } from './lines/file.ts';
export type { LineSink } from './lines/line-sink.ts';
export { openStdout, type StdoutOptions } from './lines/stdout.ts';
export { formatPretty, type PrettyOptions } from './pretty.ts';
export { escapeControls, wantsColour } from './terminal.ts';
export * from './contract/index.ts';
export * from './routing/index.ts';
export * from './tables.ts';
export { CHANNELS, type ChannelEntry } from './channels/table.ts';
