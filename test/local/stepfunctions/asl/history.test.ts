import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HistoryEvent } from '../../../../local/stepfunctions/asl/history-event.ts';
import { drive } from './drive.ts';

type States = Record<string, Record<string, unknown>>;

/** A machine made of a shape: states in a row, some of them with branches or items of the same kind inside. */
interface Row {
  readonly kind: string;
  readonly inner: readonly Row[];
  readonly isCaught: boolean;
}

const kinds = ['Pass', 'Wait', 'Task', 'Choice', 'Parallel', 'Map', 'Bad'];
const { rows: anyRows } = fc.letrec<{ rows: readonly Row[] }>((tie) => ({
  rows: fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      inner: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constant([]), tie('rows')),
      isCaught: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
}));

let names = 0;

function toScope(rows: readonly Row[]): { StartAt: string; States: States } {
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
function checkHistory(events: readonly HistoryEvent[]): void {
  const open = new Map<string, number>();
  for (const [index, { id, previousEventId, type, details }] of events.entries()) {
    expect(id).toBe(index + 1);
    expect(previousEventId).toBeLessThan(id);
    expect(index === 0 ? type === 'ExecutionStarted' : type !== 'ExecutionStarted').toBe(true);
    const isLast = index === events.length - 1;
    expect(/^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type)).toBe(isLast);
    const name = String(details?.['name']);
    if (type.endsWith('StateEntered')) open.set(name, (open.get(name) ?? 0) + 1);
    if (type.endsWith('StateExited')) {
      expect(open.get(name)).toBeGreaterThan(0);
      open.set(name, (open.get(name) ?? 0) - 1);
    }
  }
  const isWhole = events.at(-1)?.type === 'ExecutionSucceeded';
  const hasFailures = events.some(({ type }) => /Failed|Aborted|TimedOut/.test(type));
  // What was let go of is never exited; where nothing failed, whoever entered has left.
  if (isWhole && !hasFailures) expect([...open.values()].every((count) => count === 0)).toBe(true);
}

test('a history is well formed whatever the machine does: dense ids, nothing hangs on what comes later, exits after entries, one end', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, fc.array(fc.nat(3), { maxLength: 20 }), async (rows, answers) => {
      const { events, outcome } = await drive(toScope(rows), {
        answer: (_call, count) => {
          const answer = answers[count % Math.max(answers.length, 1)] ?? 0;
          if (answer === 1) return { kind: 'failed', error: 'E', cause: 'why' };
          return answer === 2 ? undefined : { kind: 'succeeded', output: count };
        },
      });
      checkHistory(events);
      expect(outcome).toBeDefined();
    }),
    { numRuns: 150 },
  );
});

test('the same seed gives the same history, to the byte', async () => {
  const machine = toScope([
    { kind: 'Map', inner: [{ kind: 'Task', inner: [], isCaught: true }], isCaught: true },
  ]);
  const answer = (_call: unknown, count: number) =>
    count % 3 === 0
      ? ({ kind: 'failed', error: 'E', cause: '' } as const)
      : ({ kind: 'succeeded', output: count } as const);
  const one = await drive(machine, { answer });
  const other = await drive(machine, { answer });
  expect(JSON.stringify(other.events)).toBe(JSON.stringify(one.events));
});
