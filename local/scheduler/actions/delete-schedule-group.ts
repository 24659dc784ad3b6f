// A group goes with all its schedules, at once (AWS answers first and deletes behind it).
import type { DeleteScheduleGroupCommandInput } from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { NAMES } from '../constraints.ts';
import { validationException } from '../errors.ts';
import { removeSchedule } from '../remove.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP } from '../store.ts';
import { needsOnGroup } from '../tags.ts';

export function createDeleteScheduleGroup(
  scheduler: Scheduler,
): Action<DeleteScheduleGroupCommandInput, object> {
  const { environment, store } = scheduler;
  return {
    permissions: ({ Name = '' }, context) => [
      needsOnGroup(scheduler, 'DeleteScheduleGroup', Name, context),
    ],
    run: (input, { region }) => {
      checkConstraints(NAMES, input);
      const { name } = store.loadGroup(region, input.Name ?? '');
      if (name === DEFAULT_GROUP) {
        throw validationException('The default schedule group cannot be deleted.');
      }
      environment.store.transaction(() => {
        for (const { document } of store.schedules.list({ prefix: `${region}/${name}/` })) {
          removeSchedule(scheduler, document);
        }
        store.groups.delete(`${region}/${name}`);
      });
      return {};
    },
  };
}
