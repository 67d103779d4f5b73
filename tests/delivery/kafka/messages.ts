/** The requests and responses that a producer needs, as the protocol's documents have them. */
import type { Field } from './codec.ts';

export interface Api {
  readonly key: number;
  readonly min: number;
  readonly max: number;
  /** The first version with compact types and tagged fields. */
  readonly flexible: number;
  readonly request: readonly Field[];
  readonly response: readonly Field[];
}

const THROTTLE: Field = { name: 'throttleTimeMs', type: 'int32' };
const ERROR: Field = { name: 'errorCode', type: 'int16' };

export const APIS = {
  Produce: {
    key: 0,
    min: 3,
    max: 11,
    flexible: 9,
    request: [
      { name: 'transactionalId', type: 'string', nullable: 3 },
      { name: 'acks', type: 'int16' },
      { name: 'timeoutMs', type: 'int32' },
      {
        name: 'topics',
        type: [
          { name: 'name', type: 'string' },
          {
            name: 'partitions',
            type: [
              { name: 'index', type: 'int32' },
              { name: 'records', type: 'bytes', nullable: 0 },
            ],
          },
        ],
      },
    ],
    response: [
      {
        name: 'responses',
        type: [
          { name: 'name', type: 'string' },
          {
            name: 'partitions',
            type: [
              { name: 'index', type: 'int32' },
              ERROR,
              { name: 'baseOffset', type: 'int64' },
              { name: 'logAppendTimeMs', type: 'int64', from: 2 },
              { name: 'logStartOffset', type: 'int64', from: 5 },
              {
                name: 'recordErrors',
                from: 8,
                type: [
                  { name: 'batchIndex', type: 'int32' },
                  { name: 'message', type: 'string', nullable: 8 },
                ],
              },
              { name: 'errorMessage', type: 'string', from: 8, nullable: 8 },
            ],
          },
        ],
      },
      THROTTLE,
    ],
  },
  Metadata: {
    key: 3,
    min: 4,
    max: 12,
    flexible: 9,
    request: [
      {
        name: 'topics',
        nullable: 1,
        type: [
          { name: 'topicId', type: 'uuid', from: 10 },
          { name: 'name', type: 'string', nullable: 10 },
        ],
      },
      { name: 'allowAutoTopicCreation', type: 'bool', from: 4 },
      { name: 'includeClusterAuthorizedOperations', type: 'bool', from: 8, to: 10 },
      { name: 'includeTopicAuthorizedOperations', type: 'bool', from: 8 },
    ],
    response: [
      THROTTLE,
      {
        name: 'brokers',
        type: [
          { name: 'nodeId', type: 'int32' },
          { name: 'host', type: 'string' },
          { name: 'port', type: 'int32' },
          { name: 'rack', type: 'string', nullable: 1 },
        ],
      },
      { name: 'clusterId', type: 'string', from: 2, nullable: 2 },
      { name: 'controllerId', type: 'int32', from: 1 },
      {
        name: 'topics',
        type: [
          ERROR,
          { name: 'name', type: 'string', nullable: 12 },
          { name: 'topicId', type: 'uuid', from: 10 },
          { name: 'isInternal', type: 'bool', from: 1 },
          {
            name: 'partitions',
            type: [
              ERROR,
              { name: 'index', type: 'int32' },
              { name: 'leaderId', type: 'int32' },
              { name: 'leaderEpoch', type: 'int32', from: 7 },
              { name: 'replicaNodes', type: ['int32'] },
              { name: 'isrNodes', type: ['int32'] },
              { name: 'offlineReplicas', type: ['int32'], from: 5 },
            ],
          },
          { name: 'authorizedOperations', type: 'int32', from: 8 },
        ],
      },
      { name: 'clusterAuthorizedOperations', type: 'int32', from: 8, to: 10 },
    ],
  },
  SaslHandshake: {
    key: 17,
    min: 1,
    max: 1,
    flexible: Infinity,
    request: [{ name: 'mechanism', type: 'string' }],
    response: [ERROR, { name: 'mechanisms', type: [{ name: 'name', type: 'string' }] }],
  },
  ApiVersions: {
    key: 18,
    min: 0,
    max: 4,
    flexible: 3,
    request: [
      { name: 'clientSoftwareName', type: 'string', from: 3 },
      { name: 'clientSoftwareVersion', type: 'string', from: 3 },
    ],
    response: [
      ERROR,
      {
        name: 'apiKeys',
        type: [
          { name: 'apiKey', type: 'int16' },
          { name: 'minVersion', type: 'int16' },
          { name: 'maxVersion', type: 'int16' },
        ],
      },
      { name: 'throttleTimeMs', type: 'int32', from: 1 },
    ],
  },
  InitProducerId: {
    key: 22,
    min: 0,
    max: 5,
    flexible: 2,
    request: [
      { name: 'transactionalId', type: 'string', nullable: 0 },
      { name: 'transactionTimeoutMs', type: 'int32' },
      { name: 'producerId', type: 'int64', from: 3 },
      { name: 'producerEpoch', type: 'int16', from: 3 },
    ],
    response: [THROTTLE, ERROR, { name: 'producerId', type: 'int64' }, { name: 'producerEpoch', type: 'int16' }],
  },
  SaslAuthenticate: {
    key: 36,
    min: 0,
    max: 2,
    flexible: 2,
    request: [{ name: 'authBytes', type: 'bytes' }],
    response: [
      ERROR,
      { name: 'errorMessage', type: 'string', nullable: 0 },
      { name: 'authBytes', type: 'bytes' },
      { name: 'sessionLifetimeMs', type: 'int64', from: 1 },
    ],
  },
} as const satisfies Readonly<Record<string, Api>>;

export type ApiName = keyof typeof APIS;

/** Codes of errors. */
export const ERRORS = {
  none: 0,
  unknownTopicOrPartition: 3,
  messageTooLarge: 10,
  notEnoughReplicas: 19,
  unsupportedSaslMechanism: 33,
  unsupportedVersion: 35,
  outOfOrderSequenceNumber: 45,
  saslAuthenticationFailed: 58,
} as const;
