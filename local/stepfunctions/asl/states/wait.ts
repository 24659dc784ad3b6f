// Wait: for some seconds or until a time. A time that has passed lets the state pass at once.
import type { WaitState } from '../definition.ts';
import type { Effect } from '../effect.ts';
import { invalidTimestamp } from '../states-error.ts';
import { checkRange, evaluateField } from '../template.ts';
import { findTime } from '../timestamp.ts';
import type { Visit } from '../visit.ts';

/** States Language: Seconds, TimeoutSeconds and HeartbeatSeconds are at most this. */
export const SECONDS_MAX = 99_999_999;

export async function workWait(state: WaitState, visit: Visit): Promise<Effect> {
  if (state.Timestamp !== undefined) {
    const text = await evaluateField(
      visit.expressions,
      { value: state.Timestamp, field: 'Timestamp', type: 'string' },
      visit.scope(),
    );
    const until = findTime(text);
    if (until === undefined) throw invalidTimestamp(text);
    return { kind: 'wait', until };
  }
  const seconds = await evaluateField(
    visit.expressions,
    { value: state.Seconds ?? 0, field: 'Seconds', type: 'integer' },
    visit.scope(),
  );
  checkRange(seconds, { field: 'Seconds', min: 0, max: SECONDS_MAX });
  return { kind: 'wait', until: visit.now + seconds * 1000 };
}
