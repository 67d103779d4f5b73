/** Rows in a real PostgreSQL. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { checkServer, type Place } from './contract.ts';
import { librariesIn, Server } from '../debian.ts';

/** Root may not run it. */
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

function asNobody(command: readonly string[]): [string, readonly string[]] {
  const ids = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups'];
  const [program = '', ...args] = isRoot ? ['setpriv', ...ids, ...command] : command;
  return [program, args];
}

async function start({ folder, port }: Place): Promise<Server> {
  const at = (name: string): string => join(folder, name);
  const [bin = ''] = [folder, '/'].flatMap((root) => globSync(join(root, 'usr/lib/postgresql/*/bin')));
  const env = { LD_LIBRARY_PATH: librariesIn(folder) };
  if (!existsSync(at('data'))) {
    chmodSync(folder, 0o755);
    mkdirSync(at('data'), { mode: 0o700 });
    writeFileSync(at('password'), 'right-secret\n', { mode: 0o644 });
    if (isRoot) chownSync(at('data'), NOBODY, NOBODY);
    const rights = ['-U', 'lanner', '-A', 'scram-sha-256', `--pwfile=${at('password')}`];
    const form = ['--no-sync', '-E', 'UTF8', '--no-locale'];
    const [program, args] = asNobody([join(bin, 'initdb'), '-D', at('data'), ...rights, ...form]);
    const made = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: 'utf8', cwd: '/' });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    writeFileSync(
      at('data/pg_hba.conf'),
      `hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca
hostnossl all all 127.0.0.1/32 scram-sha-256
`,
    );
    // The key must be of the one who reads it, and of nobody else
    for (const name of ['server.key', 'server.crt', 'authority.crt']) {
      spawnSync('cp', [at(name), at(`data/${name}`)]);
      chmodSync(at(`data/${name}`), 0o600);
      if (isRoot) chownSync(at(`data/${name}`), NOBODY, NOBODY);
    }
  }
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'shared_buffers=1MB'];
  const tls = ['ssl=on', 'ssl_cert_file=server.crt', 'ssl_key_file=server.key', 'ssl_ca_file=authority.crt'];
  const options = [...settings, ...tls].flatMap((setting) => ['-c', setting]);
  const [program, args] = asNobody([join(bin, 'postgres'), '-D', at('data'), '-p', String(port), ...options]);
  return new Server(folder, program, args, env);
}

async function asking<T>({ port }: Place, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const common = { host: '127.0.0.1', port, user: 'lanner', password: 'right-secret', database: 'postgres' };
  for (;;) {
    const client = new pg.Client(common);
    try {
      await client.connect();
      return await ask(client);
    } catch (error) {
      // It listens before it can be asked
      if (!(error instanceof pg.DatabaseError) || error.code !== '57P03') throw error;
    } finally {
      await client.end();
    }
  }
}

/** PostgreSQL shows as it is what JSON may have as it is. */
function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028-\u202e]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

checkServer({
  packages: ['postgresql'],
  start,
  async prepare(place) {
    await asking(place, async (client) => {
      await client.query('create schema audit');
      // TimescaleDB is not in Debian: what it would be called with
      await client.query(`create table audit.calls (relation regclass, dimension name);
        create function create_hypertable(relation regclass, dimension name, if_not_exists bool, migrate_data bool)
        returns void language sql as 'insert into audit.calls values (relation, dimension)'`);
    });
  },
  tlsPort: 'the same',
  tlsOptions: () => ({ tls: true }),
  wrongOptions: () => ({ password: 'wrong-secret' }),
  channels: [
    {
      type: 'postgresql',
      options: ({ port }) => ({
        host: '127.0.0.1',
        port,
        user: 'lanner',
        password: 'right-secret',
        database: 'postgres',
        table: 'audit.alerts',
        timescale: true,
      }),
      received: async (place) =>
        asking(place, async (client) => {
          const calls = await client.query<{ call: string }>(
            `select distinct relation || ' ' || dimension as call from audit.calls`,
          );
          assert.deepEqual(calls.rows, [{ call: 'audit.alerts time' }]);
          // Where a row is in the file says nothing about when it came
          await client.query('alter table audit.alerts add column if not exists position bigserial');
          const { rows } = await client.query<{ alert: string }>(
            'select alert::text from audit.alerts order by position',
          );
          return rows.map(({ alert }) => escaped(alert));
        }),
    },
  ],
});
