// ARNs and names of state machines and executions.
import { findArn, toArn } from '../arn.ts';
import type { CallContext } from '../service.ts';
import { invalidArn, invalidName } from './errors.ts';

export interface Place {
  readonly region: string;
  readonly accountId: string;
}

export interface ExecutionName {
  readonly machineName: string;
  readonly name: string;
}

/** API reference, CreateStateMachine: no white space, brackets, wildcards, special or control characters. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]/u;
const NAME_CHARACTERS_MAX = 80;

export function checkName(name: string): void {
  const { length } = name;
  if (length === 0 || length > NAME_CHARACTERS_MAX || FORBIDDEN.test(name)) throw invalidName(name);
}

export function toMachineArn({ region, accountId }: Place, name: string): string {
  return toArn({ service: 'states', region, accountId, resource: `stateMachine:${name}` });
}

export function toExecutionArn(
  { region, accountId }: Place,
  { machineName, name }: ExecutionName,
): string {
  return toArn({
    service: 'states',
    region,
    accountId,
    resource: `execution:${machineName}:${name}`,
  });
}

/** @throws ServiceError InvalidArn */
export function parseMachineArn(arn: string, context: CallContext): string {
  const [kind, name, ...rest] = parseResource(arn, context);
  if (kind !== 'stateMachine' || name === undefined || name === '') throw invalidArn(arn);
  // A version's or alias's qualifier: such a machine does not exist here.
  return [name, ...rest].join(':');
}

/** @throws ServiceError InvalidArn */
export function parseExecutionArn(arn: string, context: CallContext): ExecutionName {
  const [kind, machineName, name, ...rest] = parseResource(arn, context);
  if (kind !== 'execution' || machineName === undefined || name === undefined || rest.length > 0) {
    throw invalidArn(arn);
  }
  return { machineName, name };
}

function parseResource(arn: string, context: CallContext): readonly string[] {
  const found = findArn(arn);
  if (found === undefined || found.service !== 'states') throw invalidArn(arn);
  // Whatever is elsewhere is not here; the lookup then says so.
  if (found.region !== context.region || found.accountId !== context.accountId)
    return elsewhere(found.resource);
  return found.resource.split(':');
}

function elsewhere(resource: string): readonly string[] {
  const [kind = '', ...names] = resource.split(':');
  return [kind, ...names.map((name) => `${name} elsewhere`)];
}
