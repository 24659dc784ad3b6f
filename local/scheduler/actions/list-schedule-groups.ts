// Groups in the order of their names, `default` among them.
import type {
  ListScheduleGroupsCommandInput,
  ListScheduleGroupsCommandOutput,
} from '@aws-sdk/client-scheduler';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { PAGE } from '../constraints.ts';
import { describeGroup } from '../describe.ts';
import { listPage } from '../page.ts';
import type { Scheduler } from '../scheduler.ts';
import { DEFAULT_GROUP } from '../store.ts';

type Output = Pick<ListScheduleGroupsCommandOutput, 'ScheduleGroups' | 'NextToken'>;

export function createListScheduleGroups({
  store,
}: Scheduler): Action<ListScheduleGroupsCommandInput, Output> {
  return {
    permissions: () => [{ action: 'scheduler:ListScheduleGroups', resource: '*' }],
    run: (input, { region }) => {
      checkConstraints(PAGE, input);
      const { NamePrefix = '', NextToken } = input;
      const { documents, ...page } = listPage(store.groups, `${region}/`, {
        ...input,
        isWanted: ({ name }) => name.startsWith(NamePrefix),
      });
      // The default group is never stored, so it stands on the first page.
      const isOnPage = NextToken === undefined && DEFAULT_GROUP.startsWith(NamePrefix);
      const groups = isOnPage ? [store.loadGroup(region, DEFAULT_GROUP), ...documents] : documents;
      return {
        ScheduleGroups: groups.map((group) => describeGroup(store, region, group)),
        ...page,
      };
    },
  };
}
