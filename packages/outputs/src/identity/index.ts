export * from './aws/errors.ts';
export * from './aws/options.ts';
export * from './aws/signer.ts';
export type { Signer, SignerServices } from './signer.ts';
export * from './google/options.ts';
export { googleSigner } from './google/token.ts';
export * from './azure/options.ts';
export * from './azure/shared-access.ts';
export { azureSigner } from './azure/token.ts';
