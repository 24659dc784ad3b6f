// The event `Rotation Failed` (source `rekey`): what the notice says, for machines. Names, ids and decisions only.
import type { NoticeFacts } from './notice-facts.ts';
import type { FailedEvent } from './ports.ts';
import { present } from './shape.ts';

export function toFailedEvent(
  facts: NoticeFacts,
  notice: Pick<FailedEvent, 'noticeId' | 'severity' | 'nextCommand'>,
): FailedEvent {
  const { executionArn, failure, diagnosis, recovery, description } = facts;
  return {
    ...notice,
    ...present('secretArn', description?.arn ?? facts.secretArn),
    secretName: description?.name ?? facts.secretId,
    executionArn,
    step: failure.state,
    error: failure.error,
    catalogue: diagnosis.entry.id,
    ...present('recovery', recovery?.outcome),
    ...present('works', recovery?.works),
  };
}
