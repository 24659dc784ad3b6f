// From what is stored of an execution to what the stepper needs of it. Compiled machines are kept, for many run the same.
import type { Definition, ItemProcessor } from '../asl/definition.ts';
import { parseJson } from '../asl/json.ts';
import { createMachine, type Machine } from '../asl/machine.ts';
import type { ExecutionFacts } from '../asl/visit.ts';
import { toExecutionArn, toMachineArn } from '../names.ts';
import {
  type ExecutionDocument,
  type LoggingConfiguration,
  regionOf,
  type StatesStore,
  withoutLabel,
} from '../store.ts';

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
  const findMachine = (
    { revision, mapRun, expressId }: ExecutionDocument,
    definition: string,
  ): Machine => {
    const key = `${revision}${mapRun?.scope ?? ''}`;
    const known = machines.get(key);
    if (known !== undefined) return known;
    // It passed the check when it was created.
    const checked = parseJson(definition) as unknown as Definition;
    const whole = mapRun === undefined ? checked : toChildDefinition(checked, mapRun.scope);
    const made = createMachine(expressId === undefined ? whole : withExpressTimeout(whole));
    const oldest = machines.size < MACHINES_MAX ? undefined : machines.keys().next().value;
    if (oldest !== undefined) machines.delete(oldest);
    machines.set(key, made);
    return made;
  };
  return (key, execution) => {
    const revision = store.revisions.get(execution.revision);
    if (revision === undefined) throw new Error(`the execution ${key} has no revision`);
    const place = { region: regionOf(key), accountId };
    const { machineName, version, alias } = execution;
    return {
      machine: findMachine(execution, revision.definition),
      logging: revision.logging,
      facts: {
        executionArn: toExecutionArn(place, execution),
        name: execution.name,
        machineArn: toMachineArn(place, machineName),
        machineName: withoutLabel(machineName),
        ...(version === undefined ? {} : { versionArn: toMachineArn(place, machineName, version) }),
        ...(alias === undefined ? {} : { aliasArn: toMachineArn(place, machineName, alias) }),
        roleArn: revision.roleArn,
        startedAt: execution.startedAt,
        input: parseJson(execution.input),
        region: place.region,
      },
    };
  };
}

/** A map run's executions run the item processor as a machine of its own. */
export function toChildDefinition(definition: Definition, scope: string): Definition {
  const { ProcessorConfig: _config, ...processor } = createMachine(definition).scope(
    scope,
  ) as ItemProcessor;
  return { QueryLanguage: 'JSONata', ...processor };
}

/** Step Functions quotas: an EXPRESS execution runs for five minutes at the most. */
const EXPRESS_SECONDS_MAX = 300;

function withExpressTimeout(definition: Definition): Definition {
  const { TimeoutSeconds: seconds = EXPRESS_SECONDS_MAX } = definition;
  return { ...definition, TimeoutSeconds: Math.min(seconds, EXPRESS_SECONDS_MAX) };
}
