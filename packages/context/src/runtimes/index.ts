export { KINDS } from './kinds.ts';
export * from './runtimes.ts';
export { rootsOf } from '../host-root.ts';
export { findSockets, placesOf, type FoundSocket, type SocketOptions } from './sockets.ts';
export * from './types.ts';
