// CreateActivity: idempotent by name; other tags are ignored then.
import type { CreateActivityInput, CreateActivityOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { checkMachineInput } from '../machines/machine-input.ts';
import { checkName, toActivityArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';
import { activityKey } from '../store.ts';
import { applyTags } from '../tags.ts';

export function createCreateActivity(
  parts: Parts,
): Action<CreateActivityInput, CreateActivityOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ name = '', tags }, context) =>
      permitOn('CreateActivity', toActivityArn(context, name), ofRequestTags(tags)),
    run: ({ name = '', tags = [], encryptionConfiguration }, context) => {
      checkName(name);
      checkMachineInput(parts, { encryptionConfiguration });
      const key = activityKey(context.region, name);
      const activity = store.activities.get(key) ?? {
        name,
        createdAt: environment.clock.now(),
        tags: applyTags({}, tags),
      };
      store.activities.put(key, activity);
      return {
        activityArn: toActivityArn(context, name),
        creationDate: new Date(activity.createdAt),
      };
    },
  };
}
