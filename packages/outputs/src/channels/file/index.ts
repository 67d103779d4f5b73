/** Alerts appended to a file: Falco's `file_output`. */
import { defineChannel, delivered, type ChannelType } from '../../contract/index.ts';
import { openFile } from '../../lines/file.ts';
import { joinLines } from '../lines.ts';
import { FILE_OPTIONS } from './options.ts';
import { rotate } from './rotate.ts';

export const file: ChannelType = defineChannel({
  name: 'file',
  title: 'File',
  summary: 'Alerts at the end of a file, one a line: text, or JSON if `json_output` is on.',
  options: FILE_OPTIONS,
  example: { filename: '/var/log/lanner/alerts.log', rotate_size: '64MiB' },
  ordered: true,
  reach: 'local',
  sends: 'lines',
  defaults: { batch: { alerts: 1000, waitMs: 0 }, concurrency: 1, timeoutMs: 0 },
  async open({ filename, keep_alive: keepOpen, rotate_size: rotateSize, rotate_keep: keep }) {
    const sink = await openFile(filename, { keepOpen });
    return {
      async deliver(batch) {
        if (rotateSize > 0 && (await rotate(filename, rotateSize, keep))) sink.reopen?.();
        await sink.write(joinLines(batch));
        return delivered('written');
      },
      reopen: () => sink.reopen?.(),
      close: () => sink.close(),
    };
  },
});
