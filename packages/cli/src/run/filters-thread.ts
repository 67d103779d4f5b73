/**
 * Compiles rules for the kernel, in a thread that ends with it: watching need not wait for that, and the memory that it
 * takes is given back.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckedRule } from '@lanner/language';
import { filtersOf } from './make-filters.ts';

parentPort?.postMessage(filtersOf(workerData as readonly CheckedRule[]));
