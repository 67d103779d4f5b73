/** What every channel over OTLP must make of an answer that says 200. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelType } from '../../contract/index.ts';
import { PLAIN_ALERT } from './alerts.ts';
import { openChannel } from './open.ts';
import { startReceiver } from './receiver.ts';

export function checkOtlpAnswers(type: ChannelType, rejectedKey: string): void {
  void test(`${type.name}: what a collector takes in part only is kept as a dead letter`, async (t) => {
    const server = await startReceiver(() => ({ status: 200 }));
    t.after(() => server.close());
    const { channel } = await openChannel(type, { url: server.url });
    const ask = async (body: string): Promise<string> => {
      server.answer = () => ({ status: 200, body });
      const { result } = await channel.deliver([PLAIN_ALERT], new AbortController().signal);
      return 'kind' in result ? `${result.kind} ${'reason' in result ? result.reason : ''}`.trim() : 'each';
    };
    for (const yes of ['', '{}', '{"partialSuccess":null}', '{"partialSuccess":{"errorMessage":"look out"}}', 'ok']) {
      assert.equal(await ask(yes), 'delivered', yes);
    }
    // int64 is a text in JSON; some write a number
    for (const count of ['1', '"1"']) {
      const answer = `{"partialSuccess":{"${rejectedKey}":${count},"errorMessage":"too old"}}`;
      assert.match(await ask(answer), /^refused 1 of 1 were rejected, and not which: .*too old/);
    }
    await channel.close();
  });
}
