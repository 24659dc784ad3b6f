// DeleteActivity: Tasks that wait for a worker wait in vain, until their timeout. One that is not there is no error.
import type { DeleteActivityInput, DeleteActivityOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { findActivity } from '../activities/activity-lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createDeleteActivity(
  parts: Parts,
): Action<DeleteActivityInput, DeleteActivityOutput> {
  const { activities, store } = parts;
  return {
    permissions: ({ activityArn }, context) =>
      permitOnTagged(parts, 'DeleteActivity', activityArn, context),
    run: ({ activityArn = '' }, context) => {
      const found = findActivity(parts, activityArn, context);
      if (found === undefined) return {};
      store.transaction(() => {
        store.activities.delete(found.key);
        for (const task of activities.listWaiting(found.key)) activities.drop(task);
      });
      return {};
    },
  };
}
