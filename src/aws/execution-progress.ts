// An execution's history as progress: what a person wants to see while it runs, with nothing of the states' data but what
// the machine itself says about failures.
import type { HistoryEvent } from '@aws-sdk/client-sfn';

export type Progress =
  | { readonly kind: 'entered'; readonly state: string; readonly at: number }
  | {
      readonly kind: 'exited';
      readonly state: string;
      readonly at: number;
      readonly seconds: number;
      readonly tries: number;
      /** The state's output, JSON text. */
      readonly output: string;
    }
  | {
      /** A try failed; whether another follows is told by what comes next. */
      readonly kind: 'failed';
      readonly state: string;
      readonly at: number;
      readonly error: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'ended';
      readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly at: number;
      readonly seconds: number;
      readonly error?: string;
      readonly cause?: string;
      readonly output?: string;
    };

/** Turns history events, given one after the other, into progress. */
export function createProgress(): (event: HistoryEvent) => readonly Progress[] {
  let startedAt = 0;
  let state = { name: '', enteredAt: 0, tries: 0 };

  return (event) => {
    const at = event.timestamp?.getTime() ?? 0;
    switch (event.type) {
      case 'ExecutionStarted':
        startedAt = at;
        return [];
      case 'TaskScheduled':
        state.tries += 1;
        return [];
      case 'TaskFailed':
        return [toFailed(state.name, at, event.taskFailedEventDetails)];
      case 'TaskTimedOut':
        return [toFailed(state.name, at, event.taskTimedOutEventDetails)];
      case 'EvaluationFailed':
        return [toFailed(state.name, at, event.evaluationFailedEventDetails)];
      case 'ExecutionSucceeded':
        return [toEnded('SUCCEEDED', at, startedAt, event.executionSucceededEventDetails)];
      case 'ExecutionFailed':
        return [toEnded('FAILED', at, startedAt, event.executionFailedEventDetails)];
      case 'ExecutionTimedOut':
        return [toEnded('TIMED_OUT', at, startedAt, event.executionTimedOutEventDetails)];
      case 'ExecutionAborted':
        return [toEnded('ABORTED', at, startedAt, event.executionAbortedEventDetails)];
      default:
    }
    if (event.stateEnteredEventDetails !== undefined) {
      state = { name: event.stateEnteredEventDetails.name ?? '', enteredAt: at, tries: 0 };
      return [{ kind: 'entered', state: state.name, at }];
    }
    if (event.stateExitedEventDetails !== undefined) {
      return [
        {
          kind: 'exited',
          state: state.name,
          at,
          seconds: (at - state.enteredAt) / 1000,
          tries: Math.max(state.tries, 1),
          output: event.stateExitedEventDetails.output ?? '',
        },
      ];
    }
    return [];
  };
}

function toFailed(
  state: string,
  at: number,
  details: { readonly error?: string | undefined; readonly cause?: string | undefined } = {},
): Progress {
  const { error = 'States.Timeout', cause = '' } = details;
  return { kind: 'failed', state, at, error, reason: findMessage(cause) };
}

/** A Lambda's cause is JSON with the error's text in it; other services' is the text. */
function findMessage(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}

function toEnded(
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED',
  at: number,
  startedAt: number,
  details: {
    readonly error?: string | undefined;
    readonly cause?: string | undefined;
    readonly output?: string | undefined;
  } = {},
): Progress {
  return {
    kind: 'ended',
    status,
    at,
    seconds: (at - startedAt) / 1000,
    ...(details.error !== undefined && { error: details.error }),
    ...(details.cause !== undefined && { cause: details.cause }),
    ...(details.output !== undefined && { output: details.output }),
  };
}
