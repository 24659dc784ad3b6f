// Activities by their ARNs.
import type { CallContext } from '../../service.ts';
import { createStatesError } from '../errors.ts';
import { parseActivityArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { type ActivityDocument, activityKey } from '../store.ts';

export interface FoundActivity {
  readonly key: string;
  readonly activity: ActivityDocument;
}

export function findActivity(
  { store }: Parts,
  arn: string,
  context: CallContext,
): FoundActivity | undefined {
  const key = activityKey(context.region, parseActivityArn(arn, context));
  const activity = store.activities.get(key);
  return activity && { key, activity };
}

/** @throws ServiceError InvalidArn, ActivityDoesNotExist */
export function loadActivity(parts: Parts, arn: string, context: CallContext): FoundActivity {
  const found = findActivity(parts, arn, context);
  if (found !== undefined) return found;
  throw createStatesError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
}
