// The notices that were published, as a mailbox that subscribed has them.
import type { Notice } from './invariants.ts';
import { noticesUrl } from './stack.ts';
import type { World } from './world.ts';

/** Each notice once: delivery is at least once, and the notice's id tells twins. */
export async function loadNotices(world: World): Promise<readonly Notice[]> {
  const found = new Map<string, Notice>();
  for (;;) {
    const { Messages = [] } = await world.call<{
      Messages?: { Body: string; ReceiptHandle: string }[];
    }>('sqs', 'ReceiveMessage', {
      QueueUrl: noticesUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 3600,
    });
    if (Messages.length === 0) return [...found.values()];
    for (const { Body } of Messages) {
      const { Message } = JSON.parse(Body) as { Message: string };
      const data = JSON.parse(Message.trimEnd().split('\n').at(-1) ?? '{}') as Notice & {
        noticeId: string;
        kind?: string;
      };
      if (data.kind !== 'request') found.set(data.noticeId, data);
    }
  }
}
