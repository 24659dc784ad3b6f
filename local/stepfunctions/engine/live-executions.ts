// Executions that are being worked on: each has a mailbox and is worked on by one at a time. When its mailbox is empty
// and it waits for no answer it is forgotten here, and loaded again when its time comes.
import type { Clock } from '../../clock.ts';
import { isStoreFull } from '../../store.ts';
import type { Position } from '../asl/position.ts';
import type { Stimulus } from '../asl/step.ts';
import type { LoadedExecution } from '../executions/execution-facts.ts';

export interface Live extends LoadedExecution {
  readonly key: string;
  position: Position;
  readonly mailbox: Mail[];
  isWorking: boolean;
}

export interface Mail {
  readonly stimulus: Stimulus;
  /** Called once the step is stored, or where there is nothing left to step. */
  readonly done?: () => void;
  /** Called where the disk is full, and it is then dropped; without this it waits for room. */
  readonly refuse?: (error: unknown) => void;
}

export interface LiveExecutionsOptions {
  readonly work?: Clock['work'];
  /** Undefined where it does not run. */
  readonly find: (key: string) => Live | undefined;
  readonly apply: (live: Live, mail: Mail) => Promise<void>;
  /** The engine itself failed at it. Where even this rejects, it is left alone until the next start. */
  readonly fail: (live: Live, error: unknown) => Promise<void>;
  /** The mailbox is empty, or it has ended. True where an answer will come soon, so that it is to be kept. */
  readonly leave: (live: Live) => boolean;
  /** The disk is full: `goOn` is to be called when there may be room. */
  readonly hold: (key: string) => void;
  /** One is not kept any more. */
  readonly gone: () => void;
}

export interface LiveExecutions {
  /** @param isUrgent before whatever waits already */
  post(key: string, mail: Mail, isUrgent?: boolean): void;
  /** Works on what it was held at. */
  goOn(key: string): void;
  /** Nothing more is taken or worked on. */
  stop(): void;
  isStopped(): boolean;
  count(): number;
}

export function createLiveExecutions(options: LiveExecutionsOptions): LiveExecutions {
  const lives = new Map<string, Live>();
  let isStopped = false;

  const work = async (live: Live): Promise<void> => {
    live.isWorking = true;
    let isLost = false;
    let mail: Mail | undefined;
    try {
      for (mail = live.mailbox.shift(); mail !== undefined; mail = live.mailbox.shift()) {
        if (isStopped) break;
        await options.apply(live, mail);
        if (live.position.status !== 'RUNNING') break;
      }
    } catch (error) {
      if (mail !== undefined && isStoreFull(error) && !isStopped) {
        hold(live, mail, error);
        return;
      }
      isLost = isStopped || !(await isSettled(options.fail(live, error)));
    }
    mail?.done?.();
    leave(live, isLost);
  };

  const leave = (live: Live, isLost: boolean): void => {
    live.isWorking = false;
    for (const { done } of live.mailbox.splice(0)) done?.();
    if (!isStopped && !isLost && options.leave(live)) return;
    lives.delete(live.key);
    options.gone();
  };

  /** Nothing of the step is stored, so that it can be done again. */
  const hold = (live: Live, mail: Mail, error: unknown): void => {
    live.isWorking = false;
    if (mail.refuse === undefined) live.mailbox.unshift(mail);
    else mail.refuse(error);
    options.hold(live.key);
  };

  const begin = (live: Live): void => {
    if (live.isWorking) return;
    if (options.work === undefined) void work(live);
    else void options.work.apart(() => work(live));
  };

  return {
    isStopped: () => isStopped,
    count: () => lives.size,
    stop: () => {
      isStopped = true;
    },
    post: (key, mail, isUrgent = false) => {
      if (isStopped) return;
      const live = lives.get(key) ?? options.find(key);
      // It has ended: this is a late answer, or a stop that came too late.
      if (live === undefined) {
        mail.done?.();
        return;
      }
      if (isUrgent) live.mailbox.unshift(mail);
      else live.mailbox.push(mail);
      lives.set(key, live);
      begin(live);
    },
    goOn: (key) => {
      const live = lives.get(key);
      if (live !== undefined && !isStopped) begin(live);
    },
  };
}

function isSettled(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
