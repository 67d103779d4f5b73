/** Alerts on standard output. */
import { defineChannel, delivered, type ChannelType } from '../../contract/index.ts';
import { openStdout } from '../../lines/stdout.ts';
import { joinLines } from '../lines.ts';

export const stdout: ChannelType = defineChannel({
  name: 'stdout',
  title: 'Standard output',
  summary: 'Alerts on standard output, one a line: text, or JSON if `json_output` is on.',
  options: {},
  example: {},
  ordered: true,
  reach: 'live',
  defaults: { batch: { alerts: 1000, waitMs: 0 }, concurrency: 1, timeoutMs: 0 },
  open: async (_, services) => {
    const sink = openStdout({ onReaderGone: () => services.log('warning', 'stdout: nobody reads it any more') });
    return {
      async deliver(batch) {
        await sink.write(joinLines(batch));
        return delivered('written');
      },
      close: () => sink.close(),
    };
  },
});
