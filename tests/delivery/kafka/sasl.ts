/** The broker's side of logging in: PLAIN (RFC 4616) and SCRAM (RFC 5802, RFC 7677). */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Violation } from './codec.ts';

export const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** Gives the answer to each message of the client; `undefined`: it is not who it says. */
export interface Exchange {
  next(message: Buffer): Buffer | undefined;
  /** Whether the client has shown who it is. */
  readonly isDone: boolean;
}

const ITERATIONS = 4096;

export function exchange(mechanism: string, user: string, password: string): Exchange {
  return mechanism === 'PLAIN' ? plain(user, password) : scram(mechanism.slice('SCRAM-'.length), user, password);
}

function plain(user: string, password: string): Exchange {
  return {
    isDone: false,
    next(message) {
      const right = message.toString() === `\0${user}\0${password}`;
      Object.assign(this, { isDone: right });
      return right ? Buffer.alloc(0) : undefined;
    },
  };
}

function scram(hash: string, user: string, password: string): Exchange {
  const algorithm = hash.replace('-', '').toLowerCase();
  const hmac = (key: Buffer, text: string): Buffer => createHmac(algorithm, key).update(text).digest();
  const salt = randomBytes(16);
  const size = createHash(algorithm).digest().length;
  let first: { readonly bare: string; readonly nonce: string; readonly answer: string } | undefined;
  return {
    isDone: false,
    next(message) {
      const text = message.toString();
      if (first === undefined) {
        const [, bare, name, theirs] = /^n,,(n=([^,]*),r=([^,]+))$/.exec(text) ?? [];
        if (bare === undefined || theirs === undefined) throw new Violation('no first message of SCRAM');
        if (name?.replaceAll('=2C', ',').replaceAll('=3D', '=') !== user) return undefined;
        const nonce = theirs + randomBytes(12).toString('base64');
        first = { bare, nonce, answer: `r=${nonce},s=${salt.toString('base64')},i=${ITERATIONS}` };
        return Buffer.from(first.answer);
      }
      const [, withoutProof, nonce, proof] = /^(c=biws,r=([^,]+)),p=(.+)$/.exec(text) ?? [];
      if (withoutProof === undefined || nonce !== first.nonce) throw new Violation('no final message of SCRAM');
      const salted = pbkdf2Sync(password, salt, ITERATIONS, size, algorithm);
      const clientKey = hmac(salted, 'Client Key');
      const stored = createHash(algorithm).update(clientKey).digest();
      const authMessage = `${first.bare},${first.answer},${withoutProof}`;
      const signature = hmac(stored, authMessage);
      const wanted = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
      const given = Buffer.from(proof ?? '', 'base64');
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      Object.assign(this, { isDone: true });
      return Buffer.from(`v=${hmac(hmac(salted, 'Server Key'), authMessage).toString('base64')}`);
    },
  };
}
