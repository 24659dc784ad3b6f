// Machines and executions by their ARNs.
import type { CallContext } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { executionDoesNotExist, stateMachineDeleting, stateMachineDoesNotExist } from './errors.ts';
import { isExpired } from './executions/retention.ts';
import { type MachineName, parseExecutionArn, parseMachineArn } from './names.ts';
import type { Parts } from './parts.ts';
import {
  type AliasDocument,
  aliasKey,
  type ExecutionDocument,
  executionKey,
  type MachineDocument,
  machineKey,
  numberedKey,
  type RevisionDocument,
  type VersionDocument,
} from './store.ts';

export interface FoundMachine {
  readonly key: string;
  readonly machine: MachineDocument;
  readonly revision: RevisionDocument;
}

/** What an ARN means that may end in the number of a version or the name of an alias. */
export interface QualifiedMachine extends FoundMachine {
  readonly version?: VersionDocument;
  readonly alias?: AliasDocument;
}

/** A machine, by an ARN without a qualifier. @throws ServiceError InvalidArn, StateMachineDoesNotExist */
export function loadMachine(parts: Parts, arn: string, context: CallContext): FoundMachine {
  const name = parseMachineArn(arn, context);
  if (name.qualifier !== undefined) throw stateMachineDoesNotExist(arn);
  return loadNamed(parts, name, arn, context);
}

/** The same, to be changed. @throws ServiceError StateMachineDeleting */
export function loadLastingMachine(parts: Parts, arn: string, context: CallContext): FoundMachine {
  const found = loadMachine(parts, arn, context);
  if (found.machine.isDeleting === true) throw stateMachineDeleting(arn);
  return found;
}

/** @throws ServiceError InvalidArn, StateMachineDoesNotExist, also where it has no such version or alias */
export function loadQualified(parts: Parts, arn: string, context: CallContext): QualifiedMachine {
  const name = parseMachineArn(arn, context);
  const found = loadNamed(parts, name, arn, context);
  const { qualifier } = name;
  if (qualifier === undefined) return found;
  const number = findVersionNumber(qualifier);
  if (number === undefined) {
    const alias = parts.store.aliases.get(aliasKey(found.key, qualifier));
    if (alias === undefined) throw stateMachineDoesNotExist(arn);
    return { ...found, alias };
  }
  const version = parts.store.versions.get(numberedKey(found.key, number));
  const revision = version && parts.store.revisions.get(version.revision);
  if (version === undefined || revision === undefined) throw stateMachineDoesNotExist(arn);
  return { ...found, version, revision };
}

/** What a qualifier of digits means: aliases have a letter or a mark in their names. */
export function findVersionNumber(qualifier: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(qualifier) ? Number(qualifier) : undefined;
}

function loadNamed(
  { store }: Parts,
  { name }: MachineName,
  arn: string,
  context: CallContext,
): FoundMachine {
  const key = machineKey(context.region, name);
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
  { store, environment }: Pick<Parts, 'store' | 'environment'>,
  arn: string,
  context: CallContext,
): FoundExecution {
  const key = executionKey(context.region, parseExecutionArn(arn, context));
  const execution = store.executions.get(key);
  if (execution === undefined || isExpired(execution, environment.clock.now())) {
    throw executionDoesNotExist(arn);
  }
  return { key, execution };
}

/** Where a missing one is no error of its own. */
export function findExecution(
  parts: Pick<Parts, 'store' | 'environment'>,
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
