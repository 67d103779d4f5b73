/** Rows in PostgreSQL and TimescaleDB. */
import type { Socket } from 'node:net';
import { delivered, refused, type ChannelType } from '../../contract/index.ts';
import { reasonOf } from '../../contract/reason.ts';
import { connectedChannel } from '../over-connection.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';
import { createHypertable, createTable, insertRows, quotedName, rowsOf } from './statements.ts';

/** Class 22 of the SQLSTATE codes: what is in the row cannot be kept, whenever it is tried. */
const DATA_EXCEPTION = /^22/;

export const postgresql: ChannelType = connectedChannel({
  name: 'postgresql',
  title: 'PostgreSQL and TimescaleDB',
  summary:
    'Rows in a table of PostgreSQL: time, priority, rule and the like in columns of their own, the whole alert as `jsonb`. A batch is one statement; an alert that is sent twice is there once.',
  options: {
    host: { type: 'text', default: 'localhost', description: 'The server, or the directory of its socket.' },
    port: { type: 'number', integer: true, min: 1, max: 65_535, default: 5432, description: 'The port.' },
    user: { type: 'text', required: true, description: 'The user.' },
    password: { type: 'secret', description: 'The password.' },
    database: { type: 'text', required: true, description: 'The database.' },
    tls: { type: 'boolean', default: false, description: 'Whether the connection is encrypted.' },
    table: { type: 'text', default: 'alerts', description: 'The table, perhaps with its schema: `schema.table`.' },
    create: { type: 'boolean', default: true, description: 'Makes the table if it is not there.' },
    timescale: {
      type: 'boolean',
      default: false,
      description: 'Makes the table a hypertable of TimescaleDB, if it is none yet.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: {
    host: 'postgres.example.org',
    user: 'lanner',
    password: { file: '/etc/lanner/postgres-password' },
    database: 'security',
    tls: true,
  },
  batch: 500,
  noProxy: { why: 'to the directory of a socket', when: ({ host }) => host.startsWith('/') },
  check: checkMessages,
  prepare(options, { userAgent }) {
    const make = messageMaker(options);
    const { host, port, user, database, table } = options;
    const insert = { name: 'insert', text: insertRows(table) };
    return async (tls, { proxied }) => {
      const { default: pg } = await import('pg');
      const client = new pg.Client({
        host,
        port,
        user,
        database,
        ...(options.password === undefined ? {} : { password: options.password.reveal() }),
        ssl: options.tls ? { ...tls, host } : false,
        ...(proxied === undefined ? {} : { stream: connectedAlready(await proxied(host, port)) }),
        application_name: userAgent,
        connectionTimeoutMillis: 10_000,
      });
      let isOpen = true;
      client.on('error', () => (isOpen = false));
      client.on('end', () => (isOpen = false));
      await client.connect();
      if (options.create) await client.query(createTable(table));
      if (options.timescale) await client.query(createHypertable(), [quotedName(table)]);
      return {
        async deliver(batch) {
          try {
            await client.query({ ...insert, values: [rowsOf(batch.map(make))] });
          } catch (error) {
            // Alone it is known which one it is
            const code = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
            if (batch.length > 1 || !DATA_EXCEPTION.test(code)) throw error;
            return refused(reasonOf(error));
          }
          return delivered(`in ${table}`);
        },
        isOpen: () => isOpen,
        close: () => client.end(),
      };
    };
  },
});

/** The library connects what it is given; this is connected, and only says so. */
function connectedAlready(socket: Socket): () => Socket {
  socket.connect = () => {
    setImmediate(() => socket.emit('connect'));
    return socket;
  };
  return () => socket;
}
