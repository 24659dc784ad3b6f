// What a run's events come to, in any order and however often each of them was delivered.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRunFold } from '../../../../src/rotation/evidence/fold-runs.ts';
import { parseEvidenceLine } from '../../../../src/rotation/evidence/parse-event.ts';
import type { RunRecord } from '../../../../src/rotation/run-record.ts';
import {
  MACHINE,
  SECRET_ARN,
  toFailedLine,
  toRotatedLine,
  toStatusLine,
} from '../../../support/evidence-lines.ts';

const START = Date.parse('2026-11-01T00:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
const byHand = { secretId: 'prod/acme/api-key', trigger: 'hand', window: '10m' };
const bySchedule = {
  secretId: SECRET_ARN,
  scheduledTime: '2026-11-01T00:00:00Z',
  window: '3h',
  trigger: 'schedule',
  schedule: 'rate(30 days)',
};

function fold(lines: readonly string[]): readonly RunRecord[] {
  const runs = createRunFold();
  for (const line of lines) {
    const event = parseEvidenceLine(line);
    if (typeof event === 'string') throw new Error(`${event}: ${line}`);
    runs.add(event);
  }
  return runs.list();
}

const started = (run: string, input: object) =>
  toStatusLine({ run, status: 'RUNNING', startedAt: START, input });
const ended = (run: string, status: string, more: object) =>
  toStatusLine({ run, status, startedAt: START, endedAt: START + DAY, input: byHand, ...more });

test('a scheduled run that succeeded tells its schedule, window, switch, grace and retirement', () => {
  const output = {
    decision: 'rotated',
    secretArn: SECRET_ARN,
    versionId: 'version-of-a',
    retired: ['old'],
    refusedAt: '2026-11-01T01:05:00Z',
  };
  const retireAt = '2026-11-01T01:01:00Z';
  expect(
    fold([
      started('a', bySchedule),
      toRotatedLine('a', START + MINUTE, { previousVersionId: 'old', retireAt }),
      ended('a', 'SUCCEEDED', { input: bySchedule, output }),
    ]),
  ).toEqual([
    {
      executionArn: `${MACHINE}:a`,
      secretId: SECRET_ARN,
      trigger: 'schedule',
      mode: 'rotate',
      schedule: 'rate(30 days)',
      window: '3h',
      scheduledAt: START,
      startedAt: START,
      endedAt: START + DAY,
      result: 'rotated',
      versionId: 'version-of-a',
      previousVersionId: 'old',
      switchedAt: START + MINUTE,
      retireAt: Date.parse(retireAt),
      retired: ['old'],
      refusedAt: Date.parse('2026-11-01T01:05:00Z'),
    },
  ]);
});

test('a run in its grace period has switched; one that told nothing yet is running', () => {
  const runs = fold([
    started('a', byHand),
    toRotatedLine('a', START + MINUTE),
    started('b', byHand),
  ]);
  expect(runs.map(({ result }) => result)).toEqual(['switched', 'running']);
});

test('a failed run has what its notice said', () => {
  const [run] = fold([
    started('a', byHand),
    toFailedLine('a', START + MINUTE),
    ended('a', 'FAILED', {
      error: 'Rekey.Notified',
      cause: 'Rekey.CredentialRefused in TestSecret; the notice says the rest',
    }),
  ]);
  expect(run).toMatchObject({
    result: 'failed',
    secretId: SECRET_ARN,
    failure: {
      step: 'TestSecret',
      error: 'Rekey.CredentialRefused',
      catalogue: 'T05',
      recovery: 'undone',
      noticeId: 'notice-of-a',
      severity: 'error',
    },
  });
});

test('where what a failed run told was lost, its last words say step and error', () => {
  const [run] = fold([
    ended('a', 'FAILED', {
      error: 'Rekey.Notified',
      cause: 'Rekey.CredentialRefused in TestSecret; the notice says the rest',
    }),
  ]);
  expect(run?.failure).toEqual({ step: 'TestSecret', error: 'Rekey.CredentialRefused' });
  const [late] = fold([ended('b', 'TIMED_OUT', {})]);
  expect(late).toMatchObject({
    result: 'failed',
    failure: { step: 'Execution', error: 'Execution.TIMED_OUT' },
  });
});

test('a run that was stopped and then closed has both', () => {
  const [run] = fold([
    toFailedLine('a', START + DAY + MINUTE, { step: 'Execution', error: 'Execution.ABORTED' }),
    ended('a', 'ABORTED', {}),
  ]);
  expect(run).toMatchObject({
    result: 'stopped',
    failure: { step: 'Execution', catalogue: 'T05' },
  });
});

test('a run that was skipped says why, and modes that rotate nothing are told apart', () => {
  const output = { decision: 'skip', reason: 'rotated in this window already' };
  const [skipped] = fold([ended('a', 'SUCCEEDED', { output })]);
  expect(skipped).toMatchObject({
    result: 'skipped',
    reason: 'rotated in this window already',
    secretId: 'prod/acme/api-key',
  });
  for (const mode of ['retire', 'recover'] as const) {
    const [run] = fold([started('b', { ...byHand, mode })]);
    expect(run?.mode).toBe(mode);
  }
});

test('a run of which the range has no status is told as far as it is heard of', () => {
  const [run] = fold([toFailedLine('a', START + DAY)]);
  expect(run).toMatchObject({ isCut: true, startedAt: START + DAY, result: 'failed' });
  const [switched] = fold([toRotatedLine('a', START)]);
  expect(switched).toMatchObject({ isCut: true, startedAt: START, result: 'switched' });
});

test('a redriven run runs again, whatever its first end was', () => {
  const [run] = fold([
    toStatusLine({
      run: 'a',
      status: 'RUNNING',
      startedAt: START,
      redriveCount: 1,
      input: byHand,
    }),
    ended('a', 'ABORTED', {}),
  ]);
  expect(run).toMatchObject({ result: 'running' });
  expect(run).not.toHaveProperty('endedAt');
});

test('an input that is too large for an event is known from another one, or not at all', () => {
  const [run] = fold([
    started('a', bySchedule),
    ended('a', 'ABORTED', { input: undefined }),
    ended('b', 'ABORTED', { input: undefined }),
  ]);
  expect(run).toMatchObject({ schedule: 'rate(30 days)', secretId: SECRET_ARN });
  expect(fold([ended('b', 'ABORTED', { input: undefined })])[0]?.secretId).toBe('not known');
});

const stories = fc
  .array(
    fc.record({
      run: fc.constantFrom('a', 'b', 'c'),
      minutes: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom(
        ...['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT', 'PENDING_REDRIVE'],
        ...['rotated', 'failed'],
      ),
      redriveCount: fc.integer({ min: 0, max: 2 }),
      input: fc.constantFrom(byHand, bySchedule, undefined),
    }),
    { maxLength: 12 },
  )
  .map((events) =>
    events.map(({ run, minutes, kind, redriveCount, input }) => {
      const at = START + minutes * MINUTE;
      if (kind === 'rotated') return toRotatedLine(run, at);
      if (kind === 'failed') return toFailedLine(run, at);
      return toStatusLine({ run, status: kind, startedAt: at, redriveCount, input });
    }),
  )
  // One event has one content.
  .map((lines) => [
    ...new Map(lines.map((line) => [(JSON.parse(line) as { id: string }).id, line])).values(),
  ]);

test('any order and any repetition of the events folds to the same runs', () => {
  fc.assert(
    fc.property(
      stories.chain((lines) =>
        fc.record({
          lines: fc.constant(lines),
          delivered: fc
            .record({
              once: fc.shuffledSubarray(lines, { minLength: lines.length }),
              again: fc.subarray(lines),
              at: fc.nat({ max: 12 }),
            })
            .map(({ once, again, at }) => [...once.slice(0, at), ...again, ...once.slice(at)]),
        }),
      ),
      ({ lines, delivered }) => {
        expect(fold(delivered)).toEqual(fold(lines));
      },
    ),
    { numRuns: 1000 },
  );
});

test.each([
  ['not json', 'broken'],
  ['[]', 'broken'],
  ['{}', 'foreign'],
  ['{"source":"aws.ec2","detail-type":"Instance"}', 'foreign'],
  ['{"source":"rekey","detail-type":"Secret Rotated"}', 'broken'],
  ['{"source":"rekey","detail-type":"Something New","detail":{}}', 'foreign'],
  [toRotatedLine('a', START, { versionId: 7 }), 'broken'],
  [toFailedLine('a', START, { step: null }), 'broken'],
  [toStatusLine({ run: 'a', status: 'DREAMING', startedAt: START }), 'broken'],
  [
    toStatusLine({ run: 'a', status: 'RUNNING', startedAt: START }).replace(
      `"startDate":${String(START)}`,
      '"startDate":1e300',
    ),
    'broken',
  ],
])('the line %s is %s', (line, expected) => {
  expect(parseEvidenceLine(line)).toBe(expected);
});

test('no line at all makes the parser throw', () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), (detail, input) => {
      for (const source of ['rekey', 'aws.states']) {
        for (const type of [
          'Secret Rotated',
          'Rotation Failed',
          'Step Functions Execution Status Change',
        ]) {
          parseEvidenceLine(
            `{"source":"${source}","detail-type":"${type}","id":"x","time":"2026-01-01","detail":${detail}}`,
          );
          parseEvidenceLine(toStatusLine({ run: 'a', status: 'RUNNING', startedAt: 1, input }));
        }
      }
    }),
  );
});
