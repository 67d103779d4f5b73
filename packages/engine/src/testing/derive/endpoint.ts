/** One end of a connection as `fd.name` writes it. */
import { convertValue } from '@lanner/language';
import { findField } from '@lanner/schema';

export interface Endpoint {
  /** A number for IPv4, a bigint for IPv6. */
  readonly ip: number | bigint;
  readonly port: number;
}

/** `10.0.0.1:80`, `::1:80`; `undefined` for anything else. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const colon = text.lastIndexOf(':');
  const field = findField('fd.cip');
  const port = text.slice(colon + 1);
  if (colon < 0 || field === undefined || !/^\d{1,5}$/.test(port)) return undefined;
  const { value } = convertValue(text.slice(0, colon), field);
  return typeof value === 'number' || typeof value === 'bigint' ? { ip: value, port: Number(port) } : undefined;
}
