// Machines made of a shape: states in a row, some of them with branches or items of the same kind inside; and what must hold of their histories.
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { HistoryEvent } from '../../../../local/stepfunctions/asl/history-event.ts';

export interface Row {
  readonly kind: string;
  readonly inner: readonly Row[];
  readonly isCaught: boolean;
}

type States = Record<string, Record<string, unknown>>;

const sequentialKinds = ['Pass', 'Wait', 'Task', 'Choice', 'Bad'];

export const anyRows = rowsOf([...sequentialKinds, 'Parallel', 'Map']);
export const sequentialRows = rowsOf(sequentialKinds);

function rowsOf(kinds: readonly string[]): fc.Arbitrary<readonly Row[]> {
  return fc.letrec<{ rows: readonly Row[] }>((tie) => ({
    rows: fc.array(
      fc.record({
        kind: fc.constantFrom(...kinds),
        inner: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.constant([]),
          tie('rows'),
        ),
        isCaught: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })).rows;
}

let names = 0;

/** Every state has a name of its own. */
export function toScope(rows: readonly Row[]): { StartAt: string; States: States } {
  names += 1;
  const prefix = `s${String(names)}-`;
  const nameAt = (index: number): string =>
    index < rows.length ? `${prefix}${String(index)}` : `${prefix}end`;
  const states: States = { [nameAt(rows.length)]: { Type: 'Succeed' } };
  for (const [index, row] of rows.entries()) {
    const next = nameAt(index + 1);
    const recovery = row.isCaught
      ? {
          Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: next }],
        }
      : {};
    states[nameAt(index)] = toState(row, next, recovery);
  }
  return { StartAt: nameAt(0), States: states };
}

function toState({ kind, inner }: Row, next: string, recovery: object): Record<string, unknown> {
  const scope = () =>
    toScope(inner.length === 0 ? [{ kind: 'Pass', inner: [], isCaught: false }] : inner);
  switch (kind) {
    case 'Wait':
      return { Type: 'Wait', Seconds: 3, Next: next };
    case 'Task':
      return {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'work', Payload: '{% $states.context.State %}' },
        // A Lambda's answer has a request id, which is never the same.
        Output: '{% $exists($states.result.Payload) ? $states.result.Payload : $states.result %}',
        TimeoutSeconds: 9,
        ...recovery,
        Next: next,
      };
    case 'Choice':
      return { Type: 'Choice', Choices: [{ Condition: false, Next: next }], Default: next };
    case 'Parallel':
      return { Type: 'Parallel', Branches: [scope(), scope()], ...recovery, Next: next };
    case 'Map':
      return {
        Type: 'Map',
        Items: [1, 2, 3],
        MaxConcurrency: 2,
        ItemProcessor: scope(),
        ...recovery,
        Next: next,
      };
    case 'Bad':
      return { Type: 'Pass', Output: '{% $nothing %}', Next: next };
    default:
      return { Type: 'Pass', Assign: { [`v${next.replaceAll('-', '_')}`]: 1 }, Next: next };
  }
}

/** What must hold of every history, however the execution went. */
export function checkHistory(events: readonly HistoryEvent[]): void {
  const last = events.at(-1);
  let before = 0;
  for (const [index, { id, previousEventId, type, timestamp }] of events.entries()) {
    expect(id).toBe(index + 1);
    expect(previousEventId).toBeLessThan(id);
    expect(previousEventId).toBeGreaterThanOrEqual(0);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    before = timestamp;
    expect(index === 0 ? type === 'ExecutionStarted' : type !== 'ExecutionStarted').toBe(true);
    const ends = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type);
    expect(ends).toBe(index === events.length - 1);
  }
  const closed = new Set<number>();
  for (const event of events) {
    if (event.type.endsWith('StateExited')) closed.add(findEntry(events, event));
    if (/(Failed|Aborted|TimedOut)$/.test(event.type)) {
      for (const id of listBefore(events, event)) closed.add(id);
    }
    // Recorded: it hangs on the event before StateEntered, which it closes all the same.
    if (event.type === 'EvaluationFailed') closed.add(findFailed(events, event));
  }
  // Where an execution did not succeed, its end is the end of all that was entered.
  if (last?.type !== 'ExecutionSucceeded') return;
  const entered = events.filter(({ type }) => type.endsWith('StateEntered'));
  expect(entered.filter(({ id }) => !closed.has(id))).toEqual([]);
}

/** The ids that an event hangs on, one behind the other. */
function listBefore(events: readonly HistoryEvent[], event: HistoryEvent): readonly number[] {
  const ids: number[] = [];
  for (let id = event.previousEventId; id > 0; id = events[id - 1]?.previousEventId ?? 0) {
    ids.push(id);
  }
  return ids;
}

/** The StateEntered of the same state that an exit leads back to, which must be there. */
function findEntry(events: readonly HistoryEvent[], exit: HistoryEvent): number {
  const entry = listBefore(events, exit)
    .map((id) => events[id - 1])
    .find((event) => event?.type.endsWith('StateEntered') === true && isOfSameState(event, exit));
  expect([exit, entry]).toEqual([exit, expect.anything()]);
  return entry?.id ?? 0;
}

function isOfSameState(one: HistoryEvent, other: HistoryEvent): boolean {
  return one.details?.['name'] === other.details?.['name'];
}

function findFailed(events: readonly HistoryEvent[], failure: HistoryEvent): number {
  const state = failure.details?.['state'];
  const entry = events
    .slice(0, failure.id)
    .findLast(({ type, details }) => type.endsWith('StateEntered') && details?.['name'] === state);
  return entry?.id ?? 0;
}
