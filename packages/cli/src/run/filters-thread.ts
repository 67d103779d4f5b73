/**
 * Compiles rules for the kernel, in a thread that ends with it: watching need not wait for that, and the memory that it
 * takes is given back.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckedRule } from '@lanner/language';
import { buffersOf, filtersOf } from './make-filters.ts';

const made = filtersOf(workerData as readonly CheckedRule[]);
parentPort?.postMessage(made, buffersOf(made));
