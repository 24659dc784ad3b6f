// Machines and executions by their ARNs.
import type { CallContext } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { createStatesError, executionDoesNotExist, stateMachineDoesNotExist } from './errors.ts';
import { parseExecutionArn, parseMachineArn } from './names.ts';
import type { Parts } from './parts.ts';
import {
  type ExecutionDocument,
  executionKey,
  type MachineDocument,
  machineKey,
  type RevisionDocument,
} from './store.ts';

export interface FoundMachine {
  readonly key: string;
  readonly machine: MachineDocument;
  readonly revision: RevisionDocument;
}

/** @throws ServiceError InvalidArn, StateMachineDoesNotExist */
export function loadMachine({ store }: Parts, arn: string, context: CallContext): FoundMachine {
  const key = machineKey(context.region, parseMachineArn(arn, context));
  const machine = store.machines.get(key);
  const revision = machine === undefined ? undefined : store.revisions.get(machine.revision);
  if (machine === undefined || revision === undefined) throw stateMachineDoesNotExist(arn);
  return { key, machine, revision };
}

export interface FoundExecution {
  readonly key: string;
  readonly execution: ExecutionDocument;
}

/** @throws ServiceError InvalidArn, ExecutionDoesNotExist */
export function loadExecution(
  { store }: Pick<Parts, 'store'>,
  arn: string,
  context: CallContext,
): FoundExecution {
  const key = executionKey(context.region, parseExecutionArn(arn, context));
  const execution = store.executions.get(key);
  if (execution === undefined) throw executionDoesNotExist(arn);
  return { key, execution };
}

/** Where a missing one is no error of its own. */
export function findExecution(
  parts: Pick<Parts, 'store'>,
  arn: string,
  context: CallContext,
): FoundExecution | undefined {
  try {
    return loadExecution(parts, arn, context);
  } catch (error) {
    if (isServiceError(error)) return undefined;
    throw error;
  }
}

/** A machine for the tag calls, which have an error of their own. @throws ServiceError InvalidArn, ResourceNotFound */
export function loadTagged(parts: Parts, arn: string, context: CallContext): FoundMachine {
  try {
    return loadMachine(parts, arn, context);
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'StateMachineDoesNotExist') throw error;
    throw createStatesError('ResourceNotFound', `Resource not found: '${arn}'`, error);
  }
}
