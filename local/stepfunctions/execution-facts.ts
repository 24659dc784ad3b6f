// From what is stored of an execution to what the stepper needs of it. Compiled machines are kept, for many run the same.
import type { Definition } from './asl/definition.ts';
import { parseJson } from './asl/json.ts';
import { createMachine, type Machine } from './asl/machine.ts';
import type { ExecutionFacts } from './asl/visit.ts';
import { toExecutionArn, toMachineArn } from './names.ts';
import {
  type ExecutionDocument,
  type LoggingConfiguration,
  regionOf,
  type StatesStore,
} from './store.ts';

export interface LoadedExecution {
  readonly facts: ExecutionFacts;
  readonly machine: Machine;
  readonly logging: LoggingConfiguration;
}

/** Machines that are kept; the oldest go first. */
const MACHINES_MAX = 1000;

export type LoadExecution = (key: string, execution: ExecutionDocument) => LoadedExecution;

export function createLoadExecution(
  store: StatesStore,
  { accountId }: { readonly accountId: string },
): LoadExecution {
  const machines = new Map<string, Machine>();
  const findMachine = (revisionKey: string, definition: string): Machine => {
    const known = machines.get(revisionKey);
    if (known !== undefined) return known;
    // It passed the check when it was created.
    const made = createMachine(parseJson(definition) as unknown as Definition);
    const oldest = machines.size < MACHINES_MAX ? undefined : machines.keys().next().value;
    if (oldest !== undefined) machines.delete(oldest);
    machines.set(revisionKey, made);
    return made;
  };
  return (key, execution) => {
    const revision = store.revisions.get(execution.revision);
    if (revision === undefined) throw new Error(`the execution ${key} has no revision`);
    const place = { region: regionOf(key), accountId };
    return {
      machine: findMachine(execution.revision, revision.definition),
      logging: revision.logging,
      facts: {
        executionArn: toExecutionArn(place, execution),
        name: execution.name,
        machineArn: toMachineArn(place, execution.machineName),
        machineName: execution.machineName,
        roleArn: revision.roleArn,
        startedAt: execution.startedAt,
        input: parseJson(execution.input),
        region: place.region,
      },
    };
  };
}
