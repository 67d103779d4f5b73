/**
 * Compiles rules for the kernel, in a thread that ends with it: watching need not wait for that, and the memory that it
 * takes is given back.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { compileFilters } from '@lanner/engine/runtime';
import type { CheckedRule } from '@lanner/language';
import type { MadeFilters } from './messages.ts';

const rules = workerData as readonly CheckedRule[];
const judged = rules.filter(({ enabled, source }) => enabled && source === 'syscall');
const { plans, processConditions } = compileFilters(judged);
const made: MadeFilters = { filters: plans.flatMap(({ filter }) => filter ?? []), processConditions };
parentPort?.postMessage(made);
