// Schedules in the order of group and name, filtered by group, state and the beginning of the name.
import type {
  ListSchedulesCommandInput,
  ListSchedulesCommandOutput,
} from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import { listPage } from '../../list-page.ts';
import type { Action } from '../../service.ts';
import { PAGE } from '../constraints.ts';
import { summarizeSchedule } from '../describe.ts';
import { invalidToken } from '../errors.ts';
import type { Scheduler } from '../scheduler.ts';

type Output = Pick<ListSchedulesCommandOutput, 'Schedules' | 'NextToken'>;

export function createListSchedules({
  store,
}: Scheduler): Action<ListSchedulesCommandInput, Output> {
  return {
    permissions: () => [{ action: 'scheduler:ListSchedules', resource: '*' }],
    run: (input, { region }) => {
      checkConstraints(PAGE, input);
      const { GroupName, NamePrefix = '', State } = input;
      if (GroupName !== undefined) store.loadGroup(region, GroupName);
      const prefix = GroupName === undefined ? `${region}/` : `${region}/${GroupName}/`;
      const { documents, nextToken } = listPage(store.schedules, prefix, {
        limit: input.MaxResults ?? 100,
        token: input.NextToken,
        invalidToken,
        isWanted: ({ name, state }) =>
          name.startsWith(NamePrefix) && (State === undefined || state === State),
      });
      return {
        Schedules: documents.map((schedule) => summarizeSchedule(store, schedule)),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  };
}
