// A rule's target at the door. Source: EventBridge API reference, PutTargets; quotas of rules.
import type { Target } from '@aws-sdk/client-eventbridge';
import { findArn } from '../arn.ts';
import { validationException } from './errors.ts';
import { parsePath } from './json-path.ts';
import { listPlaceholders, RESERVED_PLACEHOLDERS } from './target-input.ts';

/** The services that this endpoint delivers to. */
const SERVICES = ['lambda', 'sns', 'sqs', 'states', 'logs', 'events'];

export function checkTarget(target: Target, accountId: string): Target {
  const { Id = '', Arn = '' } = target;
  const arn = findArn(Arn);
  if (arn === undefined) {
    throw validationException(
      `Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
  if (!SERVICES.includes(arn.service) || arn.accountId !== accountId) {
    throw validationException(
      `Parameter ${Arn} is not valid. Reason: this endpoint delivers to ${SERVICES.join(', ')} of its own account.`,
    );
  }
  if (['states', 'events'].includes(arn.service) && target.RoleArn === undefined) {
    throw validationException(`RoleArn is required for target ${Arn}.`);
  }
  if (arn.service === 'sqs' && arn.resource.endsWith('.fifo')) {
    throw validationException(
      `Parameter ${Arn} is not valid. Reason: there are no FIFO queues here.`,
    );
  }
  checkInput(target, Id);
  const deadLetterArn = target.DeadLetterConfig?.Arn;
  if (deadLetterArn !== undefined && findArn(deadLetterArn)?.service !== 'sqs') {
    throw validationException(
      `The dead-letter queue of target ${Id} must be a standard SQS queue.`,
    );
  }
  return target;
}

function checkInput({ Input, InputPath, InputTransformer }: Target, id: string): void {
  const given = [Input, InputPath, InputTransformer].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw validationException(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`,
    );
  }
  if (Input !== undefined && !isJson(Input)) {
    throw validationException(`JSON syntax error in input for target ${id}.`);
  }
  if (InputPath !== undefined && parsePath(InputPath) === undefined) {
    throw validationException(`Invalid InputPath for target ${id}.`);
  }
  if (InputTransformer === undefined) return;
  const { InputPathsMap = {}, InputTemplate = '' } = InputTransformer;
  for (const [name, path] of Object.entries(InputPathsMap)) {
    if (parsePath(path) === undefined || name.startsWith('AWS.')) {
      throw validationException(`Invalid InputPathsMap entry ${name} for target ${id}.`);
    }
  }
  const known = [...Object.keys(InputPathsMap), ...RESERVED_PLACEHOLDERS];
  const unknown = listPlaceholders(InputTemplate).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw validationException(
      `InputTemplate for target ${id} contains invalid placeholder ${unknown}.`,
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
