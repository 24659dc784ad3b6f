// StartExecution: idempotent by name and input while the execution runs; otherwise a name is used once. An EXPRESS machine's names may be
// used again at once.
import type { StartExecutionInput, StartExecutionOutput } from '@aws-sdk/client-sfn';
import { createUuid } from '../../random.ts';
import type { Action, CallContext } from '../../service.ts';
import { toExpressKey } from '../engine/express.ts';
import { executionAlreadyExists } from '../errors.ts';
import { createBegin } from '../executions/execution-begin.ts';
import {
  checkExecutionInput,
  checkRoom,
  loadToStart,
  type ToStart,
} from '../executions/execution-input.ts';
import { forgetExecution, isExpired } from '../executions/retention.ts';
import { createThrottle } from '../executions/throttle.ts';
import { toExecutionArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import { type ExecutionDocument, executionKey } from '../store.ts';

export function createStartExecution(
  parts: Parts,
): Action<StartExecutionInput, StartExecutionOutput> {
  const { environment, engine, express, store } = parts;
  const { clock, random } = environment;
  const begin = createBegin(parts);
  const throttle = createThrottle(environment);
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'StartExecution', stateMachineArn, context),
    run: (request, context) => {
      checkExecutionInput(parts, request);
      const { stateMachineArn: arn = '' } = request;
      const start = loadToStart(parts, arn, context);
      throttle(start.machine.type, context.region);
      return start.machine.type === 'EXPRESS'
        ? startExpress(request, start, context)
        : startStandard(request, start, context);
    },
  };

  function startStandard(
    request: StartExecutionInput,
    start: ToStart,
    context: CallContext,
  ): StartExecutionOutput {
    const named = toNamed(request, start);
    const executionArn = toExecutionArn(context, named);
    const key = executionKey(context.region, named);
    const known = store.executions.get(key);
    const isFree =
      known === undefined ||
      isExpired(known, clock.now()) ||
      // Of a machine of the same name that has been deleted.
      known.startedAt < start.machine.createdAt;
    if (!isFree) {
      if (!isSame(known, named.input, start)) throw executionAlreadyExists(executionArn);
      return { executionArn, startDate: new Date(known.startedAt) };
    }
    checkRoom(engine.runningCount(), parts);
    if (known !== undefined) forgetExecution(store, key);
    const startedAt = begin(key, { ...named, ...start.draw() });
    return { executionArn, startDate: new Date(startedAt) };
  }

  function startExpress(
    request: StartExecutionInput,
    start: ToStart,
    context: CallContext,
  ): StartExecutionOutput {
    checkRoom(express.runningCount(), parts);
    const named = { ...toNamed(request, start), expressId: createUuid(random) };
    const key = toExpressKey(context.region, named);
    const startedAt = express.begin(key, { ...named, ...start.draw() });
    return { executionArn: toExecutionArn(context, named), startDate: new Date(startedAt) };
  }

  function toNamed({ name, input = '{}', traceHeader }: StartExecutionInput, { machine }: ToStart) {
    return {
      machineName: machine.name,
      name: name ?? createUuid(random),
      input,
      ...(traceHeader === undefined ? {} : { traceHeader }),
    };
  }
}

/** Of an alias every version is the same, for it draws but once. */
function isSame(known: ExecutionDocument, input: string, { alias, draw }: ToStart): boolean {
  if (known.status !== 'RUNNING' || known.input !== input || known.alias !== alias) return false;
  return alias !== undefined || known.version === draw().version;
}
