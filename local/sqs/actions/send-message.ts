// A message is stored when SendMessage answers.
import type { SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Action } from '../../service.ts';
import { type Sent, sendMessage } from '../send.ts';
import { needsOnQueue, type Sqs } from '../sqs.ts';

export function createSendMessage(sqs: Sqs): Action<SendMessageCommandInput, Sent> {
  return {
    permissions: needsOnQueue(sqs, 'SendMessage'),
    run: (input, context) =>
      sendMessage(sqs, sqs.store.loadQueue(context.region, input.QueueUrl), input, context),
  };
}
