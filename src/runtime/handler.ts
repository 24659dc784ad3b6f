// What every Lambda shares: parse the event, run the rule on ports, log the start and the end, and let out nothing but
// errors of our own making. The ports are built at the first invocation, so that loading the code does no work.
import { isRotationError } from '../rotation/errors.ts';
import type { Ports } from '../rotation/ports.ts';
import { createDeadlines } from './deadline.ts';
import type { Invocations } from './invocation.ts';
import { describeUnexpected, toLambdaError } from './lambda-error.ts';
import { createRuntime } from './runtime.ts';

export interface Definition<Event, Result> {
  /** The state's function as logs name it, such as `plan-rotation`. */
  readonly name: string;
  /** @throws RotationError InvalidConfiguration that says what was expected and what was found */
  readonly parse: (event: unknown) => Event;
  /** @param redact for an answer that tells of errors: takes out every value that the invocation has seen */
  readonly run: (ports: Ports, event: Event, redact: (text: string) => string) => Promise<Result>;
}

/** What the handler needs of Lambda's context. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type Handler<Result> = (event: unknown, context: LambdaContext) => Promise<Result>;

/** @param build what the ports stand on; a test may give its own clock, stores and targets */
export function createHandler<Event, Result>(
  definition: Definition<Event, Result>,
  build: () => Invocations = createRuntime,
): Handler<Result> {
  let invocations: Invocations | undefined;
  return async (event, context) => {
    invocations ??= build();
    return await runInvocation(definition, invocations, event, context);
  };
}

async function runInvocation<Event, Result>(
  definition: Definition<Event, Result>,
  invocations: Invocations,
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
    const ports = invocation.createPorts(deadlines);
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
