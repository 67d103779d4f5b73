export * from './aws/errors.ts';
export * from './aws/options.ts';
export * from './aws/signer.ts';
export type { Signer, SignerServices } from './signer.ts';
export * from './google/options.ts';
export { googleSigner } from './google/token.ts';
