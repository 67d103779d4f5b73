export type { Channel } from './channel.ts';
export { openFile, type FileOptions } from './channels/file.ts';
export { openStdout, type StdoutOptions } from './channels/stdout.ts';
export { formatPretty, type PrettyOptions } from './pretty.ts';
export { escapeControls, wantsColour } from './terminal.ts';
