// What every read of status, history and explain is given: where to read, how fast, and whom to tell how far it has come.
import { setMaxListeners } from 'node:events';
import type { ClientConfig } from '../../src/aws/clients.ts';
import { createPace, workThrough } from '../../src/rotation/watch/pace.ts';
import type { CliClock } from '../clock.ts';
import { openDeployment } from '../deployment.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';
import { findEndpointClock, findLocalEndpoint } from './endpoint-clock.ts';

export interface Reading {
  readonly config: ClientConfig;
  readonly clock: CliClock;
  readonly signal: AbortSignal;
  /** An output of the stack; undefined where an older version of Rekey is deployed. */
  readonly findOutput: (name: string) => string | undefined;
  /** @throws RotationError InvalidConfiguration where that is so */
  readonly output: (name: string) => string;
  /** @param of how many there will be, where that is known */
  readonly progress: (what: string, done: number, of?: number) => void;
}

/** Ctrl-C ends the reads that are under way. */
export async function withReading<Result>(
  options: StackOptions,
  writer: Writer,
  signals: Signals,
  work: (reading: Reading) => Promise<Result>,
): Promise<Result> {
  const { config, findOutput, output } = await openDeployment(options);
  const interruption = createInterruption(signals);
  const { signal } = interruption;
  setMaxListeners(0, signal); // Each call that is under way listens: readEach bounds how many.
  const told = new Map<string, string>();
  const progress: Reading['progress'] = (what, done, of) => {
    told.set(what, `${String(done)}${of === undefined ? '' : ` of ${String(of)}`} ${what}`);
    // A line that breaks cannot be taken back.
    writer.moving(`… ${[...told.values()].join(', ')}`.slice(0, (writer.width ?? Infinity) - 1));
  };
  try {
    const clock = await findEndpointClock(signal);
    return await work({ config, clock, signal, findOutput, output, progress });
  } finally {
    interruption.release();
  }
}

const AT_ONCE_MAX = 16;

/**
 * One call for each item, a few at once, and no more in a second than leaves rotations their part of the quota. An endpoint of
 * this machine has no quotas, so it is asked as fast as it answers.
 */
export async function readEach<Item>(
  { clock, signal, progress }: Reading,
  items: readonly Item[],
  { what, perSecondMax }: { readonly what: string; readonly perSecondMax: number },
  read: (item: Item) => Promise<void>,
): Promise<void> {
  const pace = createPace(clock, findLocalEndpoint() === undefined ? perSecondMax : Infinity);
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let done = 0;
  await workThrough(clock, items, { atOnceMax: AT_ONCE_MAX, until: Infinity }, async (item) => {
    await pace(either);
    either.throwIfAborted();
    try {
      await read(item);
    } catch (error) {
      failed.abort(error); // The others need not go on.
      throw error;
    }
    done += 1;
    progress(what, done, items.length);
  });
}
