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
import { needsOnGroup } from '../tags.ts';

type Output = Omit<GetScheduleGroupCommandOutput, '$metadata'>;

export function createGetScheduleGroup(
  scheduler: Scheduler,
): Action<GetScheduleGroupCommandInput, Output> {
  const { store } = scheduler;
  return {
    permissions: ({ Name = '' }, context) => [
      needsOnGroup(scheduler, 'GetScheduleGroup', Name, context),
    ],
    run: (input, { region }) => {
      checkConstraints(NAMES, input);
      return describeGroup(store, region, store.loadGroup(region, input.Name ?? ''));
    },
  };
}
