// URLs by prefix of the name; a token only where MaxResults was given, as in AWS.
import type { ListQueuesCommandInput, ListQueuesCommandOutput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import type { Sqs } from '../sqs.ts';

const RESULTS_MAX = 1000;

type Output = Pick<ListQueuesCommandOutput, 'QueueUrls' | 'NextToken'>;

export function createListQueues({ store }: Sqs): Action<ListQueuesCommandInput, Output> {
  return {
    permissions: () => [{ action: 'sqs:ListQueues', resource: '*' }],
    run: ({ QueueNamePrefix = '', MaxResults, NextToken }, { region }) => {
      const limit = MaxResults ?? RESULTS_MAX;
      const entries = store.queues.list({
        prefix: `${region}/${QueueNamePrefix}`,
        limit,
        ...(NextToken === undefined ? {} : { after: `${region}/${NextToken}` }),
      });
      const last = entries.at(-1);
      return {
        QueueUrls: entries.map(({ document }) => store.toUrl(document)),
        ...(MaxResults !== undefined && entries.length === limit && last !== undefined
          ? { NextToken: last.document.name }
          : {}),
      };
    },
  };
}
