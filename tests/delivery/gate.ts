/**
 * A way to a broker that can be shut: brokers give nobody what came before he subscribed, so nobody may publish to one that
 * has just been started until its subscriber is there again.
 */
import { once } from 'node:events';
import { connect, createServer, type Server as NetServer } from 'node:net';
import { freePort } from './debian.ts';

export class Gate {
  isOpen = false;
  /** Where the broker has to listen. */
  readonly behind: number;
  readonly #server: NetServer;

  private constructor(behind: number) {
    this.behind = behind;
    this.#server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (!this.isOpen) {
        socket.destroy();
        return;
      }
      const onward = connect(behind, '127.0.0.1');
      onward.on('error', () => socket.destroy());
      onward.on('close', () => socket.destroy());
      socket.on('close', () => onward.destroy());
      socket.pipe(onward).pipe(socket);
    });
  }

  /** Leads from the port to that of a broker. */
  static async at(port: number): Promise<Gate> {
    const gate = new Gate(await freePort());
    gate.#server.listen(port, '127.0.0.1');
    await once(gate.#server, 'listening');
    return gate;
  }

  close(): void {
    this.#server.close();
  }
}
