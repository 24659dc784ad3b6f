// The states of a run, put together from its progress: how long each took, how often it was tried, and why a try failed.
import type { Progress } from '../../src/aws/execution-progress.ts';
import { toIso } from './time-text.ts';

export interface RunStates {
  readonly states: readonly StateDocument[];
  /** Undefined while the run runs. */
  readonly status?: string;
}

interface StateDocument {
  readonly state: string;
  readonly enteredAt: string;
  /** Undefined while it lasts. */
  seconds?: number;
  tries?: number;
  readonly failures: { readonly at: string; readonly error: string; readonly reason: string }[];
}

export function toRunStates(history: readonly Progress[]): RunStates {
  const states: StateDocument[] = [];
  let status: string | undefined;
  for (const progress of history) {
    const last = states.at(-1);
    switch (progress.kind) {
      case 'entered':
        states.push({ state: progress.state, enteredAt: toIso(progress.at), failures: [] });
        break;
      case 'failed': {
        const { at, error, reason } = progress;
        last?.failures.push({ at: toIso(at), error, reason });
        break;
      }
      case 'exited':
        if (last !== undefined)
          Object.assign(last, { seconds: progress.seconds, tries: progress.tries });
        break;
      case 'ended':
        status = progress.status;
    }
  }
  return { states, ...(status === undefined ? {} : { status }) };
}
