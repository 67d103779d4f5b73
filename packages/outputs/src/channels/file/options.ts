export const FILE_OPTIONS = {
  filename: { type: 'path', default: './events.txt', description: 'The file.' },
  keep_alive: {
    type: 'boolean',
    default: false,
    description:
      'Whether the file is kept open whatever happens to its name, until SIGUSR1 asks for it to be opened anew. Otherwise a file that was moved or removed is made anew with the next alert.',
  },
  rotate_size: {
    type: 'size',
    default: 0,
    description:
      'A file that has become so large is renamed to `FILENAME.1`, and a new one is begun; 0: never. Without it use logrotate or the like.',
  },
  rotate_keep: {
    type: 'number',
    integer: true,
    min: 1,
    max: 1000,
    default: 5,
    description: 'How many renamed files are kept: `FILENAME.1`, the newest, to `FILENAME.5`.',
  },
} as const;
