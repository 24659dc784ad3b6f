// Whether an event would match; both come as JSON text, and the event must have the fields of an envelope.
import type {
  TestEventPatternCommandInput,
  TestEventPatternCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { matchesEventPattern } from '../../event-pattern.ts';
import type { Action } from '../../service.ts';
import { validationException } from '../errors.ts';
import { checkEventPattern } from '../rule-check.ts';

const ENVELOPE = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

type Output = Pick<TestEventPatternCommandOutput, 'Result'>;

export function createTestEventPattern(): Action<TestEventPatternCommandInput, Output> {
  return {
    permissions: () => [{ action: 'events:TestEventPattern', resource: '*' }],
    run: ({ EventPattern = '', Event = '' }) => {
      const pattern = checkEventPattern(EventPattern);
      return { Result: matchesEventPattern(pattern, parseEvent(Event)) };
    },
  };
}

function parseEvent(text: string): object {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (cause) {
    throw validationException('Parameter Event is not valid.', cause);
  }
  if (typeof event !== 'object' || event === null || ENVELOPE.some((name) => !(name in event))) {
    throw validationException('Parameter Event is not valid.');
  }
  return event;
}
