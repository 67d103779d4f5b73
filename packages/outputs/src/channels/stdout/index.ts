/** Alerts on standard output. */
import { defineChannel, delivered, type ChannelType, type DeliveredAlert } from '../../contract/index.ts';
import { openStdout } from '../../lines/stdout.ts';
import { formatPretty } from '../../pretty.ts';
import { wantsColour } from '../../terminal.ts';
import { joinLines } from '../lines.ts';

export const stdout: ChannelType = defineChannel({
  name: 'stdout',
  title: 'Standard output',
  summary:
    'Alerts on standard output, one a line: text, or JSON if `json_output` is on. At a terminal text has a form for people.',
  options: {},
  example: {},
  ordered: true,
  reach: 'live',
  defaults: { batch: { alerts: 1000, waitMs: 0 }, concurrency: 1, timeoutMs: 0 },
  open: async (_, services) => {
    const sink = openStdout({ onReaderGone: () => services.log('warning', 'stdout: nobody reads it any more') });
    const { json, iso8601 } = services.format;
    const forPeople = process.stdout.isTTY && !json;
    const colour = wantsColour(process.stdout);
    const pretty = (batch: readonly DeliveredAlert[]): string => {
      const width = process.stdout.columns;
      return batch.map(({ alert }) => formatPretty(alert, { colour, width, iso8601 })).join('');
    };
    return {
      async deliver(batch) {
        await sink.write(forPeople ? pretty(batch) : joinLines(batch));
        return delivered('written');
      },
      close: () => sink.close(),
    };
  },
});
