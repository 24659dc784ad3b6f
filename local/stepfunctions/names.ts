// ARNs and names of state machines and executions.
import { findArn, toArn } from '../arn.ts';
import type { CallContext } from '../service.ts';
import { invalidArn, invalidInput, invalidName, wrongResourceType } from './errors.ts';

export interface Place {
  readonly region: string;
  readonly accountId: string;
}

export interface MachineName {
  readonly name: string;
  /** The number of a version or the name of an alias. */
  readonly qualifier?: string;
}

export interface ExecutionName {
  readonly machineName: string;
  readonly name: string;
  /** Of an EXPRESS machine's: its name may be used again at once, and this not. */
  readonly expressId?: string | undefined;
}

/** API reference, CreateStateMachine: no white space, brackets, wildcards, special or control characters. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\ufffe\uffff\u{10ffff}]/u;
const NAME_CHARACTERS_MAX = 80;

export function checkName(name: string): void {
  const { length } = name;
  if (length === 0 || length > NAME_CHARACTERS_MAX || FORBIDDEN.test(name)) throw invalidName(name);
}

/** @param qualifier the number of a version or the name of an alias */
export function toMachineArn(
  { region, accountId }: Place,
  name: string,
  qualifier?: string | number,
): string {
  const last = qualifier === undefined ? '' : `:${String(qualifier)}`;
  return toArn({ service: 'states', region, accountId, resource: `stateMachine:${name}${last}` });
}

export function toActivityArn({ region, accountId }: Place, name: string): string {
  return toArn({ service: 'states', region, accountId, resource: `activity:${name}` });
}

/** @returns the name. @throws ServiceError InvalidArn */
export function parseActivityArn(arn: string, context: CallContext): string {
  const [kind = '', name = '', ...rest] = parseResource(arn, context);
  if (kind !== 'activity') throw wrongResourceType(kind);
  if (name === '' || rest.length > 0) throw invalidArn(arn);
  return name;
}

/** Of an execution's machine, and of the version and the alias that it was started by. */
export function toMachineArns(
  place: Place,
  {
    machineName: name,
    version,
    alias,
  }: { readonly machineName: string; readonly version?: number; readonly alias?: string },
) {
  return {
    stateMachineArn: toMachineArn(place, name),
    ...(version === undefined
      ? {}
      : { stateMachineVersionArn: toMachineArn(place, name, version) }),
    ...(alias === undefined ? {} : { stateMachineAliasArn: toMachineArn(place, name, alias) }),
  };
}

export function toExecutionArn(
  { region, accountId }: Place,
  { machineName, name, expressId }: ExecutionName,
): string {
  const resource =
    expressId === undefined
      ? `execution:${machineName}:${name}`
      : `express:${machineName}:${name}:${expressId}`;
  return toArn({ service: 'states', region, accountId, resource });
}

/** An EXPRESS execution of a map run goes by its name and its id (recorded). */
export function toShownName({ name, expressId }: Omit<ExecutionName, 'machineName'>): string {
  return expressId === undefined ? name : `${name}:${expressId}`;
}

/** @throws ServiceError InvalidArn, and ValidationException for the label of a Map state, which no call takes here */
export function parseMachineArn(arn: string, context: CallContext): MachineName {
  const [kind = '', name = '', qualifier, ...rest] = parseResource(arn, context);
  if (kind !== 'stateMachine') throw wrongResourceType(kind);
  if (name === '' || qualifier === '' || rest.length > 0) throw invalidArn(arn);
  if (name.includes('/')) {
    throw invalidInput(
      `The state machine ARN '${arn}' is that of a Map state, which this operation does not support`,
      'API_DOES_NOT_SUPPORT_LABELED_ARNS',
    );
  }
  return { name, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** Of a map run's EXPRESS executions too, the only ones that are kept. @throws ServiceError InvalidArn */
export function parseExecutionArn(arn: string, context: CallContext): ExecutionName {
  const [kind = '', machineName = '', name = '', ...rest] = parseResource(arn, context);
  const isExpress = kind === 'express' && machineName.includes('/');
  if (kind !== 'execution' && !isExpress) throw wrongResourceType(kind);
  if (machineName === '' || name === '') throw invalidArn(arn);
  if (rest.length !== (isExpress ? 1 : 0)) throw invalidArn(arn);
  return { machineName, name: [name, ...rest].join(':') };
}

/** @returns `<machine>/<label>:<id>` @throws ServiceError InvalidArn */
export function parseMapRunArn(arn: string, context: CallContext): string {
  const [kind = '', name = '', id = '', ...rest] = parseResource(arn, context);
  if (kind !== 'mapRun') throw wrongResourceType(kind);
  if (!name.includes('/') || id === '' || rest.length > 0) throw invalidArn(arn);
  return `${name}:${id}`;
}

function parseResource(arn: string, context: CallContext): readonly string[] {
  const found = findArn(arn);
  if (found === undefined || found.service !== 'states') {
    throw invalidArn(`Invalid ARN prefix: ${arn}`);
  }
  // Whatever is elsewhere is not here; the lookup then says so.
  if (found.region !== context.region || found.accountId !== context.accountId) {
    return elsewhere(found.resource);
  }
  return found.resource.split(':');
}

function elsewhere(resource: string): readonly string[] {
  const [kind = '', ...names] = resource.split(':');
  return [kind, ...names.map((name) => `${name} elsewhere`)];
}
