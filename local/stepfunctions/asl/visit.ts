// What a state sees while it works: its input, its variables, and the context object.
import type { Expressions, Scope } from './expression.ts';
import type { Json, JsonObject } from './json.ts';
import type { Position, Thread } from './position.ts';

/** What never changes during an execution. */
export interface ExecutionFacts {
  readonly executionArn: string;
  readonly name: string;
  readonly machineArn: string;
  /** Of the version and the alias that it was started by. */
  readonly versionArn?: string;
  readonly aliasArn?: string;
  readonly machineName: string;
  readonly roleArn: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly input: Json;
  readonly region: string;
}

export interface Visit {
  readonly input: Json;
  readonly expressions: Expressions;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** `$states.context.Task.Token`, where the state is a Task that waits for it. */
  readonly taskToken?: string;
  /** What expressions see; `more` is `$states.result` or `$states.errorOutput` where they exist. */
  readonly scope: (more?: JsonObject) => Scope;
}

export interface VisitOptions {
  readonly facts: ExecutionFacts;
  readonly position: Position;
  readonly thread: Thread;
  readonly expressions: Expressions;
  readonly now: number;
  readonly taskToken?: string | undefined;
}

export function createVisit(options: VisitOptions): Visit {
  const { position, thread, expressions, now, taskToken } = options;
  const { input } = thread;
  let context: JsonObject | undefined;
  const states = (more: JsonObject): JsonObject => ({
    input,
    // Made when an expression asks for it, which few do.
    get context() {
      context ??= toContext(options);
      return context;
    },
    ...more,
  });
  const variables = visibleVariables(position, thread);
  return {
    input,
    expressions,
    now,
    ...(taskToken === undefined ? {} : { taskToken }),
    scope: (more = {}) => ({ states: states(more), variables, now }),
  };
}

/** Inner scopes read outer names; the check at creation keeps them from assigning those. */
function visibleVariables(position: Position, thread: Thread): JsonObject {
  const parent = thread.parentId === undefined ? undefined : position.threads[thread.parentId];
  return parent === undefined
    ? thread.variables
    : { ...visibleVariables(position, parent), ...thread.variables };
}

/** The context object (AWS documentation, "Accessing execution data from the Context object"). */
function toContext({ facts, position, thread, taskToken }: VisitOptions): JsonObject {
  const item = findItem(position, thread);
  return {
    Execution: {
      Id: facts.executionArn,
      Input: facts.input,
      Name: facts.name,
      RoleArn: facts.roleArn,
      StartTime: toIso(facts.startedAt),
      RedriveCount: position.redriveCount,
      ...(position.redrivenAt === undefined ? {} : { RedriveTime: toIso(position.redrivenAt) }),
    },
    State: {
      EnteredTime: toIso(thread.enteredAt),
      Name: thread.state,
      RetryCount: thread.retryCount,
    },
    StateMachine: { Id: facts.machineArn, Name: facts.machineName },
    ...(taskToken === undefined ? {} : { Task: { Token: taskToken } }),
    ...(item === undefined ? {} : { Map: { Item: item } }),
  };
}

function findItem(position: Position, thread: Thread): JsonObject | undefined {
  if (thread.item !== undefined) return { ...thread.item };
  const parent = thread.parentId === undefined ? undefined : position.threads[thread.parentId];
  return parent === undefined ? undefined : findItem(position, parent);
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
