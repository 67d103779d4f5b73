/**
 * Compiles rules for the kernel, in a thread that ends with it: watching need not wait for that, and the memory that it
 * takes is given back.
 */
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckedRule } from '@lanner/language';
import { buffersOf, filtersOf } from './make-filters.ts';

/** Of this thread alone, which Linux has a number for: where processors are few, alerts go before. */
const NICE = 5;
setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICE);

const made = filtersOf(workerData as readonly CheckedRule[]);
parentPort?.postMessage(made, buffersOf(made));
