export { connectToApiServer, httpTransport, isInCluster } from './client.ts';
export type { ApiServer } from './client.ts';
export { Informer } from './informer.ts';
export type { InformerOptions, InformerState } from './informer.ts';
export { OWNER_KINDS } from './objects.ts';
export type {
  Controller,
  KubernetesObject,
  KubernetesUpdate,
  Namespace,
  Owner,
  OwnerKind,
  Pod,
  Service,
} from './objects.ts';
export { KubernetesStore } from './store.ts';
export { TIMING } from './timing.ts';
export type { Timing } from './timing.ts';
export type { ApiAnswer, ApiRequest, Transport } from './transport.ts';
