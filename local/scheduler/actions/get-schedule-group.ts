// A group; `default` is always there.
import type {
  GetScheduleGroupCommandInput,
  GetScheduleGroupCommandOutput,
} from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { NAMES } from '../constraints.ts';
import { describeGroup } from '../describe.ts';
import type { Scheduler } from '../scheduler.ts';

type Output = Omit<GetScheduleGroupCommandOutput, '$metadata'>;

export function createGetScheduleGroup({
  store,
}: Scheduler): Action<GetScheduleGroupCommandInput, Output> {
  return {
    permissions: ({ Name = '' }, { region }) => [
      { action: 'scheduler:GetScheduleGroup', resource: store.toGroupArn(region, Name) },
    ],
    run: (input, { region }) => {
      checkConstraints(NAMES, input);
      return describeGroup(store, region, store.loadGroup(region, input.Name ?? ''));
    },
  };
}
