// The message is in the store, for each subscription apart, when Publish answers. Topics only: neither phones nor apps.
import type { PublishCommandInput, PublishCommandOutput } from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import { checkPublish } from '../publish-check.ts';
import { needsOnTopic, type Sns } from '../sns.ts';

type Output = Pick<PublishCommandOutput, 'MessageId'>;

export function createPublish(sns: Sns): Action<PublishCommandInput, Output> {
  const { environment, store, fanOut } = sns;
  return {
    permissions: needsOnTopic(sns, 'Publish'),
    run: (input, { region }) => {
      if (input.PhoneNumber !== undefined) {
        throw invalidParameter('PhoneNumber Reason: this endpoint sends no text messages');
      }
      const topicArn = input.TopicArn ?? input.TargetArn;
      if (topicArn === undefined)
        throw invalidParameter(
          'TopicArn or TargetArn Reason: no value found for required parameter',
        );
      const topic = store.loadTopic(region, topicArn);
      const message = checkPublish(input, environment.limits.messageBytesMax);
      return { MessageId: environment.store.transaction(() => fanOut(topic, message)) };
    },
  };
}
