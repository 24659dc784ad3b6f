// ARNs of topics, a hundred a page.
import type { ListTopicsCommandInput, ListTopicsCommandOutput } from '@aws-sdk/client-sns';
import { listPage } from '../../list-page.ts';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import type { Sns } from '../sns.ts';

type Output = Pick<ListTopicsCommandOutput, 'Topics' | 'NextToken'>;

export function createListTopics({ store }: Sns): Action<ListTopicsCommandInput, Output> {
  return {
    permissions: () => [{ action: 'sns:ListTopics', resource: '*' }],
    run: ({ NextToken }, { region }) => {
      const { documents, nextToken } = listPage(store.topics, `${region}/`, {
        limit: 100,
        token: NextToken,
        invalidToken: () => invalidParameter('NextToken'),
      });
      return {
        Topics: documents.map(({ name }) => ({ TopicArn: store.toTopicArn(region, name) })),
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      };
    },
  };
}
