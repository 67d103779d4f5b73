/** Tells the engine thread what container runtimes know. */
import type { Worker } from 'node:worker_threads';
import { Runtimes, rootsOf } from '@lanner/context/runtimes';
import type { Settings } from '../config/keys.ts';
import type { FromEngine, ToEngine } from './messages.ts';

/** Answers what the engine wants to know, and tells it what happens, until it is closed. */
export function tellContainers(worker: Worker, settings: Settings): Runtimes {
  const post = (message: ToEngine) => worker.postMessage(message);
  const roots = rootsOf(process.env);
  const runtimes = new Runtimes({ configured: settings['containers.sockets'], roots }, (news) =>
    post({ kind: 'containers', ...news }),
  );
  worker.on('message', (message: FromEngine) => {
    if (message.kind === 'wanted') runtimes.want(message.containers);
  });
  void runtimes.start();
  return runtimes;
}
