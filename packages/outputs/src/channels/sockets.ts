/**
 * The sockets that a library opens, so that they can be closed whatever the library is doing: most cannot be told to give up
 * a connection that they are making, and some wait for the other side to end one, which may never answer.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const current = new AsyncLocalStorage<Sockets>();

subscribe('net.client.socket', (message) => current.getStore()?.add((message as { readonly socket: Socket }).socket));

export class Sockets {
  readonly #open = new Set<Socket>();
  #isDestroyed = false;

  /** Those that are opened by a function, and by whatever it sets going, are among these. */
  collect<T>(open: () => T): T {
    return current.run(this, open);
  }

  add(socket: Socket): void {
    for (const one of this.#open) if (one.destroyed) this.#open.delete(one);
    this.#open.add(socket);
    // It is told of before it connects, which brings back one that is destroyed
    if (this.#isDestroyed) setImmediate(() => socket.destroy());
  }

  /** Closes them without a word to the other side; those that are opened later, too. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const socket of this.#open) socket.destroy();
    this.#open.clear();
  }
}
