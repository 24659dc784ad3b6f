// What StartExecution and StartSyncExecution have in common: a name, an input, and the machine that an ARN means.
import type { StartExecutionInput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { CallContext } from '../../service.ts';
import { bytesOf, parseJson } from '../asl/json.ts';
import { createStatesError, stateMachineDeleting } from '../errors.ts';
import { loadQualified } from '../lookup.ts';
import { drawVersion } from '../machines/aliases.ts';
import { checkName } from '../names.ts';
import type { Parts } from '../parts.ts';
import { type MachineDocument, numberedKey } from '../store.ts';
import type { NewExecution } from './execution-begin.ts';

const constraints: Constraints = {
  stateMachineArn: { length: [1, 256] },
  traceHeader: { length: [0, 256], pattern: '[\\u0000-\\u007f]*' },
};

/** @throws ServiceError ValidationException, InvalidName, InvalidExecutionInput */
export function checkExecutionInput(
  { environment }: Parts,
  request: Pick<StartExecutionInput, 'stateMachineArn' | 'name' | 'input' | 'traceHeader'>,
): void {
  checkConstraints(constraints, request);
  if (request.name !== undefined) checkName(request.name);
  const { input = '{}' } = request;
  const bytesMax = environment.limits.stateDataBytesMax;
  if (bytesOf(input) > bytesMax) {
    checkConstraints(
      { input: { length: [0, bytesMax], sensitive: true } },
      { input: Buffer.from(input) },
    );
  }
  try {
    parseJson(input);
  } catch (error) {
    // The parser's own message would quote the input.
    throw createStatesError(
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'The input is not valid JSON'",
      error,
    );
  }
}

export interface ToStart {
  readonly machine: MachineDocument;
  readonly alias: string | undefined;
  /** Which revision it runs, drawn where an alias has two. Drawn once it is sure that it begins. */
  readonly draw: () => Pick<NewExecution, 'revision' | 'version' | 'alias'>;
}

/** @throws ServiceError InvalidArn, StateMachineDoesNotExist, StateMachineDeleting */
export function loadToStart(parts: Parts, arn: string, context: CallContext): ToStart {
  const { key, machine, version, alias } = loadQualified(parts, arn, context);
  if (machine.isDeleting === true) throw stateMachineDeleting(arn);
  return {
    machine,
    alias: alias?.name,
    draw: () => {
      if (version !== undefined) return { revision: version.revision, version: version.number };
      if (alias === undefined) return { revision: machine.revision };
      const number = drawVersion(alias, parts.environment.random);
      const drawn = parts.store.versions.get(numberedKey(key, number));
      // A version that an alias leads to cannot be deleted.
      if (drawn === undefined) throw new Error(`the alias ${alias.name} leads to no version`);
      return { revision: drawn.revision, version: number, alias: alias.name };
    },
  };
}

/** @throws ServiceError ExecutionLimitExceeded */
export function checkRoom(running: number, { environment }: Parts): void {
  const max = environment.limits.openExecutionsMax;
  if (running < max) return;
  throw createStatesError(
    'ExecutionLimitExceeded',
    `The maximum number of running executions has been reached: ${String(max)}`,
  );
}
