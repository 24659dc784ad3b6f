// What ends a state by its error name. Names and causes are AWS's own: Retry, Catch and people read them.
import type { Json } from './json.ts';
import { typeOf } from './json.ts';

export interface StatesErrorOptions {
  /** Further names by which ErrorEquals finds it: a missed heartbeat is told as States.Timeout. */
  readonly alias?: string;
  /** Where an expression failed, such as `Output/a`: the history then has an EvaluationFailed event. */
  readonly location?: string;
  /** That event hangs on StateEntered and not on the event before (a Wait's Timestamp that is none; recorded answer). */
  readonly afterEntry?: boolean;
  /** The state has been named in the cause already. */
  readonly told?: boolean;
}

export class StatesError extends Error {
  readonly error: string | undefined;
  readonly causeText: string | undefined;
  readonly options: StatesErrorOptions;

  constructor(
    error: string | undefined,
    causeText: string | undefined,
    options: StatesErrorOptions = {},
  ) {
    super(`${error ?? ''}: ${causeText ?? ''}`);
    this.name = 'StatesError';
    this.error = error;
    this.causeText = causeText;
    this.options = options;
  }
}

/** Jest and workers have their own realms, so go by the shape and not by the class. */
export function isStatesError(error: unknown): error is StatesError {
  return error instanceof Error && error.name === 'StatesError';
}

export interface FailedExpression {
  /** The text between `{%` and `%}`. */
  readonly expression: string;
  /** Such as `Output/a`. */
  readonly field: string;
}

export function returnedNothing(failed: FailedExpression): StatesError {
  return evaluationFailed(failed, 'returned nothing (undefined).');
}

export function returnedUnsupported(failed: FailedExpression): StatesError {
  return evaluationFailed(failed, 'returned an unsupported result type.');
}

export function returnedWrongType(
  failed: FailedExpression,
  expected: string,
  value: Json,
): StatesError {
  return evaluationFailed(
    failed,
    `returned an unexpected result type. Expected '${expected}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
  );
}

/** JSONata's own errors are told behind a full stop, with their code; a bound that was reached behind a colon. */
export function threwAnError(
  failed: FailedExpression,
  thrown: { readonly code: string | undefined; readonly message: string },
): StatesError {
  const tail =
    thrown.code === undefined ? `: ${thrown.message}` : `. ${thrown.code}: ${thrown.message}`;
  return evaluationFailed(failed, `threw an error during evaluation${tail}`);
}

function evaluationFailed({ expression, field }: FailedExpression, what: string): StatesError {
  return new StatesError(
    'States.QueryEvaluationError',
    `The JSONata expression '${expression}' specified for the field '${field}' ${what}`,
    { location: field },
  );
}

/** A literal in the definition, where no expression was involved, has the wrong value at run time. */
export function invalidTimestamp(text: string): StatesError {
  return new StatesError(
    'States.QueryEvaluationError',
    `The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format string: ${text}`,
    { location: 'Timestamp', afterEntry: true },
  );
}

export function dataLimitExceeded(name: string): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** Nothing catches it (AWS documentation, "Handling errors"). */
export function runtimeError(cause: string): StatesError {
  return new StatesError('States.Runtime', cause);
}
