// What every Lambda shares: parse the event, run the rule on ports, log the start and the end, and let out nothing but
// errors of our own making. The ports are built at the first invocation, so that loading the code does no work.

import type { Clock } from '../rotation/effects.ts';
import { isRotationError } from '../rotation/errors.ts';
import type { Ports } from '../rotation/ports.ts';
import { createDeadlines } from './deadline.ts';
import type { Invocations } from './invocation.ts';
import { describeUnexpected, toLambdaError } from './lambda-error.ts';
import { createRuntime } from './runtime.ts';

/** `Own` are ports that this function has beside those of every Lambda. */
export interface Definition<Event, Result, Own extends object = object> {
  /** The state's function as logs name it, such as `plan-rotation`. */
  readonly name: string;
  /** @throws RotationError InvalidConfiguration that says what was expected and what was found */
  readonly parse: (event: unknown) => Event;
  /** Called once for the Lambda's life, as clients made anew at each invocation would leave their connections behind. */
  readonly createOwnPorts?: (clock: Clock) => Own;
  /** @param redact for an answer that tells of errors: takes out every value that the invocation has seen */
  readonly run: (
    ports: Ports & Own,
    event: Event,
    redact: (text: string) => string,
  ) => Promise<Result>;
}

/** What the handler needs of Lambda's context. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type Handler<Result> = (event: unknown, context: LambdaContext) => Promise<Result>;

/** @param build what the ports stand on: `createTargetRuntime` where a target is spoken to; a test may give its own clock, stores and targets */
export function createHandler<Event, Result, Own extends object = object>(
  definition: Definition<Event, Result, Own>,
  build: () => Invocations = () => createRuntime(),
): Handler<Result> {
  let invocations: Invocations | undefined;
  let ownPorts: Own | undefined;
  const findOwnPorts = (clock: Clock): Own | undefined => {
    ownPorts ??= definition.createOwnPorts?.(clock);
    return ownPorts;
  };
  return async (event, context) => {
    invocations ??= build();
    return await runInvocation(definition, invocations, findOwnPorts, event, context);
  };
}

async function runInvocation<Event, Result, Own extends object>(
  definition: Definition<Event, Result, Own>,
  invocations: Invocations,
  findOwnPorts: (clock: Clock) => Own | undefined,
  event: unknown,
  context: LambdaContext,
): Promise<Result> {
  const { clock } = invocations;
  const startedAt = clock.now();
  const invocation = invocations.begin({
    function: definition.name,
    requestId: context.awsRequestId,
  });
  const { log, metrics, redactor } = invocation;
  const deadlines = createDeadlines(clock, startedAt + context.getRemainingTimeInMillis());
  log.info('started');
  try {
    // Where a function creates none, whoever builds its invocations gives them, as the simulation does.
    const ports = { ...invocation.createPorts(deadlines), ...findOwnPorts(clock) } as Ports & Own;
    const redact = (text: string): string => redactor.redact(text);
    const result = await definition.run(ports, definition.parse(event), redact);
    log.info('ended', { result: 'ok', milliseconds: clock.now() - startedAt });
    return result;
  } catch (thrown) {
    const error = toLambdaError(thrown, redactor, context.awsRequestId);
    if (!isRotationError(thrown)) log.error('unexpected error', describeUnexpected(thrown));
    log.error('ended', {
      result: error.name,
      reason: error.message,
      milliseconds: clock.now() - startedAt,
    });
    throw error;
  } finally {
    deadlines.release();
    metrics.flush();
  }
}
