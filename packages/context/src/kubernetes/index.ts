/** Following the API server: apart from the rest, as the engine thread needs none of it. */
export { connectToApiServer, httpTransport, isInCluster } from './client.ts';
export type { ApiServer } from './client.ts';
export { Informer } from './informer.ts';
export type { InformerOptions, InformerState } from './informer.ts';
export { TIMING } from './timing.ts';
export type { Timing } from './timing.ts';
export type { ApiAnswer, ApiRequest, Transport } from './transport.ts';
