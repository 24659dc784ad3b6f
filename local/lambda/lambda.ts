// What Lambda's actions share: its parts, and the two steps that most of them begin with.
import type { CallContext, Conditions, Environment, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import type { AsyncEvents } from './async-events.ts';
import type { Concurrency } from './concurrency.ts';
import type { Execute } from './execution.ts';
import { type FunctionName, parseFunctionName } from './names.ts';
import { toPolicyText } from './policy.ts';
import type { LambdaStore } from './store.ts';

export interface Lambda {
  readonly environment: Environment;
  readonly functions: LambdaStore;
  readonly concurrency: Concurrency;
  readonly execute: Execute;
  readonly asyncEvents: AsyncEvents;
}

interface OnFunction {
  readonly FunctionName: string | undefined;
  readonly Qualifier?: string | undefined;
}

/**
 * `action` on the function that the input names, judged with its tags and its resource policy.
 * @param ofRequest what the request says of tags
 */
export function permitOnFunction<Input extends OnFunction>(
  { functions }: Lambda,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  return (input: Input, context: CallContext): readonly Permission[] => {
    const name = parseFunctionName(input.FunctionName, context, input.Qualifier);
    const record = functions.find(name);
    const policy = record?.policies[name.qualifier ?? '$LATEST'];
    const permission: Permission = {
      action,
      resource: name.arn,
      conditions: ofRequest(input),
      resourceConditions: ofResourceTags(() => record?.tags),
    };
    return [
      policy === undefined ? permission : { ...permission, resourcePolicy: toPolicyText(policy) },
    ];
  };
}

/** For actions that only a list of functions or the account stands behind. */
export function permitAnywhere(action: string) {
  return (): readonly Permission[] => [{ action, resource: '*' }];
}

/** Giving a function its role needs the right to pass that role to Lambda. */
export function permitPassRole(roleArn: string | undefined): readonly Permission[] {
  if (roleArn === undefined) return [];
  const conditions = { 'iam:PassedToService': 'lambda.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: roleArn, conditions }];
}

export function parseName(input: OnFunction, context: CallContext): FunctionName {
  return parseFunctionName(input.FunctionName, context, input.Qualifier);
}

/** `2026-11-21T21:31:00.000+0000`, as only Lambda writes it. */
export function toLastModified(now: number): string {
  return new Date(now).toISOString().replace('Z', '+0000');
}
