export { KINDS } from './kinds.ts';
export * from './runtimes.ts';
export { findSockets, rootsOf, placesOf, type FoundSocket, type SocketOptions } from './sockets.ts';
export * from './types.ts';
