// How a function may be named: `name`, `name:qualifier`, `account:function:name` or its whole ARN
// (Lambda API reference, FunctionName).
import { toArn } from '../arn.ts';
import type { CallContext } from '../service.ts';
import { createLambdaError, functionNotFound, invalidMember } from './errors.ts';

export interface FunctionName {
  readonly region: string;
  readonly name: string;
  /** A version, an alias or `$LATEST`, where one was given. */
  readonly qualifier: string | undefined;
  /** With the qualifier, where one was given. */
  readonly arn: string;
  readonly unqualifiedArn: string;
}

const PATTERN =
  /^(?:arn:aws:lambda:(?<region>[a-z0-9-]+):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;
const PATTERN_AS_AWS_SAYS =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';
const NAME_CHARACTERS_MAX = 64;

export function parseFunctionName(
  text: string | undefined,
  context: Pick<CallContext, 'region' | 'accountId'>,
  qualifierBeside?: string,
): FunctionName {
  const parts = PATTERN.exec(text ?? '')?.groups;
  const name = parts?.['name'];
  if (parts === undefined || name === undefined) {
    const constraint = `satisfy regular expression pattern: ${PATTERN_AS_AWS_SAYS}`;
    throw invalidMember('functionName', text, constraint);
  }
  if (name.length > NAME_CHARACTERS_MAX) {
    const constraint = `have length less than or equal to ${String(NAME_CHARACTERS_MAX)}`;
    throw invalidMember('functionName', text, constraint);
  }
  const inName = parts['qualifier'];
  if (inName !== undefined && qualifierBeside !== undefined && inName !== qualifierBeside) {
    throw createLambdaError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const qualifier = qualifierBeside ?? inName;
  const region = parts['region'] ?? context.region;
  const accountId = parts['accountId'] ?? context.accountId;
  const unqualifiedArn = toFunctionArn({ region, accountId }, name);
  const arn = qualifier === undefined ? unqualifiedArn : `${unqualifiedArn}:${qualifier}`;
  if (accountId !== context.accountId) throw functionNotFound(arn);
  return { region, name, qualifier, arn, unqualifiedArn };
}

function toFunctionArn(
  { region, accountId }: Pick<CallContext, 'region' | 'accountId'>,
  name: string,
  qualifier?: string,
): string {
  const resource = qualifier === undefined ? `function:${name}` : `function:${name}:${qualifier}`;
  return toArn({ service: 'lambda', region, accountId, resource });
}
