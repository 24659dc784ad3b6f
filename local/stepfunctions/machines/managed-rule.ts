// AWS follows an execution of `.sync` by an EventBridge rule that Step Functions makes with the rights of the machine's role, and refuses a
// machine whose role may not make it (Step Functions guide, "IAM policies for integrated services"). The endpoint needs no such rule, so it
// asks for nothing but the rights: each call is one that EventBridge refuses for another reason once they are there.
import type { CallContext } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { awaitsJob } from '../asl/job.ts';
import { isObject, type Json, parseJson } from '../asl/json.ts';
import { createStatesError } from '../errors.ts';
import type { Parts } from '../parts.ts';

const NAME = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

const CALLS = [
  { operation: 'DescribeRule', input: { Name: NAME } },
  { operation: 'PutRule', input: { Name: NAME } },
  { operation: 'PutTargets', input: { Rule: NAME, Targets: [] } },
];

/** @throws ServiceError AccessDeniedException */
export async function checkManagedRule(
  { environment }: Pick<Parts, 'environment'>,
  { definition, roleArn }: { readonly definition: string; readonly roleArn: string },
  { principal, region }: Pick<CallContext, 'principal' | 'region'>,
): Promise<void> {
  if (!hasJob(parseJson(definition))) return;
  for (const call of CALLS) {
    try {
      await environment.call({ ...call, service: 'events', principal, region });
    } catch (error) {
      if (!isServiceError(error) || error.code !== 'AccessDeniedException') continue;
      throw createStatesError(
        'AccessDeniedException',
        `'${roleArn}' is not authorized to create managed-rule.`,
        error,
      );
    }
  }
}

function hasJob(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasJob);
  if (!isObject(value)) return false;
  const { Type: type, Resource: resource } = value;
  if (type === 'Task' && typeof resource === 'string') return awaitsJob(resource);
  return Object.values(value).some(hasJob);
}
