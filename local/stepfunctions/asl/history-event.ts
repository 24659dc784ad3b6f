// The events of an execution's history, as GetExecutionHistory gives them (AWS API reference, HistoryEvent).

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  /** The name of the member that holds the details, such as `stateEnteredEventDetails`; some types have none. */
  readonly detailsMember?: string;
  readonly details?: EventDetails;
}

export type EventDetails = Readonly<Record<string, unknown>>;

/** An event before it has its place in the history. */
export interface NewEvent {
  readonly type: string;
  readonly detailsMember?: string;
  readonly details?: EventDetails;
}

const NOT_TRUNCATED = { truncated: false } as const;

export function stateEntered(type: string, name: string, input: string): NewEvent {
  return {
    type: `${type}StateEntered`,
    detailsMember: 'stateEnteredEventDetails',
    details: { name, input, inputDetails: NOT_TRUNCATED },
  };
}

export function stateExited(
  type: string,
  exit: {
    readonly name: string;
    readonly output: string;
    /** JSON text by variable. */
    readonly assigned?: Readonly<Record<string, string>> | undefined;
  },
): NewEvent {
  return {
    type: `${type}StateExited`,
    detailsMember: 'stateExitedEventDetails',
    details: {
      name: exit.name,
      output: exit.output,
      outputDetails: NOT_TRUNCATED,
      ...(exit.assigned === undefined
        ? {}
        : { assignedVariables: exit.assigned, assignedVariablesDetails: NOT_TRUNCATED }),
    },
  };
}

export function executionStarted(
  input: string,
  by: {
    readonly roleArn: string;
    readonly aliasArn?: string;
    readonly versionArn?: string;
  },
): NewEvent {
  return {
    type: 'ExecutionStarted',
    detailsMember: 'executionStartedEventDetails',
    details: {
      input,
      inputDetails: NOT_TRUNCATED,
      roleArn: by.roleArn,
      ...(by.aliasArn === undefined ? {} : { stateMachineAliasArn: by.aliasArn }),
      ...(by.versionArn === undefined ? {} : { stateMachineVersionArn: by.versionArn }),
    },
  };
}

export function executionSucceeded(output: string): NewEvent {
  return {
    type: 'ExecutionSucceeded',
    detailsMember: 'executionSucceededEventDetails',
    details: { output, outputDetails: NOT_TRUNCATED },
  };
}

export interface ErrorAndCause {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** ExecutionFailed, ExecutionAborted, ExecutionTimedOut. */
export function executionEnded(
  how: 'Failed' | 'Aborted' | 'TimedOut',
  failure: ErrorAndCause,
): NewEvent {
  return {
    type: `Execution${how}`,
    detailsMember: `execution${how}EventDetails`,
    details: toDetails(failure),
  };
}

export function executionRedriven(redriveCount: number): NewEvent {
  return {
    type: 'ExecutionRedriven',
    detailsMember: 'executionRedrivenEventDetails',
    details: { redriveCount },
  };
}

export function evaluationFailed(failure: {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly location: string;
  readonly state: string;
}): NewEvent {
  return {
    type: 'EvaluationFailed',
    detailsMember: 'evaluationFailedEventDetails',
    details: failure,
  };
}

export function mapStateStarted(length: number): NewEvent {
  return {
    type: 'MapStateStarted',
    detailsMember: 'mapStateStartedEventDetails',
    details: { length },
  };
}

export function mapRunStarted(mapRunArn: string): NewEvent {
  return {
    type: 'MapRunStarted',
    detailsMember: 'mapRunStartedEventDetails',
    details: { mapRunArn },
  };
}

export function mapRunRedriven(mapRunArn: string, redriveCount: number): NewEvent {
  return {
    type: 'MapRunRedriven',
    detailsMember: 'mapRunRedrivenEventDetails',
    details: { mapRunArn, redriveCount },
  };
}

export function mapRunFailed(failure: ErrorAndCause): NewEvent {
  return {
    type: 'MapRunFailed',
    detailsMember: 'mapRunFailedEventDetails',
    details: toDetails(failure),
  };
}

export function mapIteration(
  how: 'Started' | 'Succeeded' | 'Failed' | 'Aborted',
  name: string,
  index: number,
): NewEvent {
  return {
    type: `MapIteration${how}`,
    detailsMember: `mapIteration${how}EventDetails`,
    details: { name, index },
  };
}

export function toDetails({ error, cause }: ErrorAndCause): EventDetails {
  return {
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

export const outputDetails = NOT_TRUNCATED;
