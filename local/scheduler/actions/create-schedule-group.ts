// A group is active at once.
import type {
  CreateScheduleGroupCommandInput,
  CreateScheduleGroupCommandOutput,
} from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import { NAMES } from '../constraints.ts';
import { conflictException } from '../errors.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP } from '../store.ts';
import { needsOnGroup } from '../tags.ts';

type Output = Pick<CreateScheduleGroupCommandOutput, 'ScheduleGroupArn'>;

export function createCreateScheduleGroup(
  scheduler: Scheduler,
): Action<CreateScheduleGroupCommandInput, Output> {
  const { environment, store } = scheduler;
  return {
    permissions: ({ Name = '', Tags }, context) => [
      {
        ...needsOnGroup(scheduler, 'CreateScheduleGroup', Name, context),
        conditions: ofRequestTags(Tags),
      },
    ],
    run: (input, { region }) => {
      checkConstraints(NAMES, input);
      const { Name: name = '', Tags } = input;
      const key = `${region}/${name}`;
      if (name === DEFAULT_GROUP || store.groups.get(key) !== undefined) {
        throw conflictException(`Schedule group ${name} already exists.`);
      }
      const now = environment.clock.now();
      store.groups.put(key, { name, createdMs: now, modifiedMs: now, tags: toTags(Tags) });
      return { ScheduleGroupArn: store.toGroupArn(region, name) };
    },
  };
}
