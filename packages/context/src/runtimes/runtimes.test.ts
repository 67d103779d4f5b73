/** All runtimes together, with a Docker of the test's own that can be made to misbehave. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { FakeDocker, id, identity, runtimesOf } from './fake-docker.test.ts';

test('what runs is told at once, what is made when it is made, what is wanted when it is asked', async () => {
  const docker = new FakeDocker();
  docker.containers.set(id('a'), 'first');
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => news.names.includes('first'));
  docker.containers.set(id('b'), 'second');
  docker.tell('create', id('b'), 'second');
  await news.until(() => news.names.includes('second'));
  docker.containers.set(id('c'), 'third');
  runtimes.want([identity('c'), identity('d')]);
  await news.until(() => news.names.includes('third') && news.unknown.includes(id('d')));
  assert.equal(news.all.flatMap(({ found }) => found).find(({ name }) => name === 'third')?.repository, 'app');
  assert.equal(runtimes.states()[0]?.description, 'Docker 1');
});

test('of a container that is gone before it can be asked about, the event tells the most important', async () => {
  const docker = new FakeDocker();
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => runtimes.states()[0]?.phase === 'up');
  await delay(50);
  docker.tell('create', id('e'), 'brief');
  docker.tell('destroy', id('e'), 'brief');
  await news.until(() => news.names.includes('brief') && news.all.some(({ gone }) => gone.includes(id('e'))));
  const brief = news.all.flatMap(({ found }) => found)[0];
  assert.deepEqual([brief?.repository, brief?.tag, brief?.labels], ['app', '1', { tier: 'web' }]);
});

test('what happens to a container is told in order, and only when it is known what it is', async () => {
  const docker = new FakeDocker();
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => runtimes.states()[0]?.phase === 'up');
  await delay(50);
  docker.containers.set(id('a'), 'whole');
  for (const action of ['create', 'start', 'exec_start: sh -c id', 'exec_die', 'die', 'destroy']) {
    docker.tell(action, id('a'), 'whole');
  }
  const events = () => news.all.flatMap((one) => one.events);
  await news.until(() => events().length >= 5);
  assert.deepEqual(
    events().map(({ what, command }) => [what, command]),
    [
      ['created', undefined],
      ['started', undefined],
      ['exec', 'sh -c id'],
      ['stopped', undefined],
      ['removed', undefined],
    ],
  );
  const known = news.all.findIndex(({ found }) => found.some(({ name }) => name === 'whole'));
  const created = news.all.findIndex((one) => one.events.some(({ what }) => what === 'created'));
  assert.ok(known >= 0 && known <= created, 'not before it is known');
});

test('without any runtime nothing is waited for', async () => {
  const docker = new FakeDocker();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  const before = performance.now();
  runtimes.want([identity('a')]);
  await news.until(() => news.unknown.includes(id('a')));
  assert.ok(performance.now() - before < 1500);
});

for (const manner of ['hangs', 'garbage', 'endless', 'closes'] as const) {
  test(`a socket that ${manner} holds up nothing, and is asked again when it is well`, async () => {
    const docker = new FakeDocker();
    docker.containers.set(id('a'), 'patient');
    docker.manner = manner;
    await docker.listen();
    const { runtimes, news } = runtimesOf(docker);
    await runtimes.start();
    let turns = 0;
    const beat = setInterval(() => turns++, 10);
    runtimes.want([identity('a')]);
    await news.until(() => news.unknown.includes(id('a')));
    clearInterval(beat);
    // Who waits for the socket has no turn at all.
    assert.ok(turns >= 10, `${turns} turns`);
    assert.notEqual(runtimes.states()[0]?.phase, 'up');
    docker.manner = 'good';
    await news.until(() => news.names.includes('patient'));
  });
}

test('a runtime that dies and comes back is found again', async () => {
  const docker = new FakeDocker();
  docker.containers.set(id('a'), 'before');
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => news.names.includes('before'));
  docker.close();
  await news.until(() => runtimes.states().every(({ phase }) => phase !== 'up'));
  docker.containers.set(id('b'), 'after');
  await docker.listen();
  await news.until(() => news.names.includes('after'));
});
