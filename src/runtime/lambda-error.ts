// What a Lambda may throw. Step Functions keeps name, message and trace of a function's error in the history and in status events,
// and the runtime logs every member of it: so only errors made here leave, without cause, trace or anything that was not redacted.

import { isRotationError, RotationError, toErrorMessage } from '../rotation/errors.ts';
import type { Redactor } from './redactor.ts';

/** @returns the error to throw: the machine's Retry and Catch see its name, DiagnoseFailure its message */
export function toLambdaError(thrown: unknown, redactor: Redactor, requestId: string): Error {
  const error = isRotationError(thrown)
    ? thrown
    : new RotationError(
        'Rekey.Internal',
        `A defect of Rekey's own; the log line of request ${requestId} says more.`,
      );
  const leaving = new Error(redactor.redact(toErrorMessage(error)));
  leaving.name = error.code;
  leaving.stack = `${leaving.name}: ${leaving.message}`;
  return leaving;
}

/** For the log only: what an unexpected error was, redacted by whoever writes it. */
export function describeUnexpected(thrown: unknown): Readonly<Record<string, string>> {
  if (!(thrown instanceof Error)) return { errorName: typeof thrown };
  return {
    errorName: thrown.name,
    errorMessage: thrown.message,
    ...(thrown.stack === undefined ? {} : { errorStack: thrown.stack }),
  };
}
