// What the engine's parts share, and one run of it for one stack.
import type { Environment } from '../../service.ts';
import { nextInputsKey } from '../inputs.ts';
import {
  type CloudFormationStore,
  type OperationDocument,
  partsPrefix,
  type ResourceDocument,
  type ResourceValues,
  type StackDocument,
  stackKey,
} from '../store.ts';
import type { FindProvider, ResourceProvider } from './provider.ts';

export interface Engine {
  readonly environment: Environment;
  readonly store: CloudFormationStore;
  readonly findProvider: FindProvider;
}

/** The operation of one stack, read anew wherever it may have changed. */
export interface Run {
  readonly engine: Engine;
  /** Key of the stack's document. */
  readonly key: string;
  readonly signal: AbortSignal;
}

export function loadStack(run: Run): StackDocument {
  const stack = run.engine.store.stacks.get(run.key);
  if (stack === undefined) throw new Error(`no stack under ${run.key}`);
  return stack;
}

export function operationKey(stack: StackDocument): string {
  return partsPrefix(stack);
}

export function findOperation(run: Run): OperationDocument | undefined {
  return run.engine.store.operations.get(operationKey(loadStack(run)));
}

export function loadOperation(run: Run): OperationDocument {
  const operation = findOperation(run);
  if (operation === undefined) throw new Error(`no operation under ${run.key}`);
  return operation;
}

export function putOperation(run: Run, change: Partial<OperationDocument>): void {
  const stack = loadStack(run);
  run.engine.store.operations.put(operationKey(stack), { ...loadOperation(run), ...change });
}

/** The operation is over: nothing is left to take up. */
export function endOperation(run: Run): void {
  const { store } = run.engine;
  const stack = loadStack(run);
  store.transaction(() => {
    for (const { key } of store.journal.list({ prefix: partsPrefix(stack) })) {
      store.journal.delete(key);
    }
    store.operations.delete(operationKey(stack));
    store.inputs.delete(nextInputsKey(stack));
  });
}

export function listResources(engine: Engine, stack: StackDocument): readonly ResourceDocument[] {
  return engine.store.resources
    .list({ prefix: partsPrefix(stack) })
    .map(({ document }) => document);
}

export function isThere(resource: ResourceDocument): boolean {
  return resource.status !== 'DELETE_COMPLETE';
}

export function findResource(run: Run, logicalId: string): ResourceDocument | undefined {
  return run.engine.store.resources.get(`${partsPrefix(loadStack(run))}${logicalId}`);
}

/** Sealed under the resource it belongs to, so that none opens in another's place. */
export function sealValues(
  engine: Engine,
  stack: StackDocument,
  logicalId: string,
  values: ResourceValues,
): string {
  return engine.store.sealing.seal(values, `${stackKey(stack)}/${logicalId}`);
}

export function openValues(
  engine: Engine,
  stack: StackDocument,
  resource: ResourceDocument,
): ResourceValues {
  const place = `${stackKey(stack)}/${resource.logicalId}`;
  return engine.store.sealing.open(resource.sealed, place) as ResourceValues;
}

export function loadProvider(engine: Engine, type: string): ResourceProvider {
  const provider = engine.findProvider(type);
  if (provider === undefined) throw new Error(`no provider for ${type}`);
  return provider;
}
