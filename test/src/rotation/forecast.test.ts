// What the next run will do: the machine's own rules, over facts.
import { expect, test } from '@jest/globals';
import { forecastRun, type Looked } from '../../../src/rotation/forecast.ts';
import type { ExecutionState } from '../../../src/rotation/ports.ts';
import type { TargetFacts } from '../../../src/rotation/preflight.ts';
import { parseSchedule } from '../../../src/rotation/schedule/parse-schedule.ts';
import type { SecretFacts } from '../../../src/rotation/secret-facts.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');
const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:app/key-AbCdEf';
const RUN = 'arn:aws:states:us-east-1:123456789012:execution:rekey-dev-rotation:one';
const api: TargetFacts = {
  name: 'http-api',
  overlap: 'native',
  maxActive: 2,
  creation: 'effect',
  propagationMs: 0,
  locksOut: false,
  methods: ['test', 'retire', 'discard', 'verify'],
};
const looked: Looked = { target: api };

function toFacts(
  more: {
    readonly tags?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, readonly string[]>>;
    readonly description?: Partial<SecretFacts['description']>;
    readonly executions?: Readonly<Record<string, ExecutionState>>;
    readonly schedule?: SecretFacts['schedule'];
  } = {},
): SecretFacts {
  return {
    now: NOW,
    description: {
      arn: ARN,
      name: 'app/key',
      tags: new Map(Object.entries({ 'rekey:target': 'http-api', ...more.tags })),
      labels: new Map(Object.entries(more.labels ?? { first: ['AWSCURRENT'] })),
      rotationEnabled: false,
      ...more.description,
    },
    schedule: more.schedule ?? {
      kind: 'ours',
      name: 'app-key-0123456789abcdef',
      enabled: true,
      schedule: parseSchedule('cron(0 8 * * ? *)', '3h'),
      since: 0,
    },
    runs: [],
    executions: new Map(Object.entries(more.executions ?? {})),
    unknown: [],
  };
}

test('a scheduled run goes in the window that is next to open, and names every step', () => {
  const forecast = forecastRun(toFacts(), looked);
  expect(forecast).toMatchObject({
    decision: 'rotate',
    startedBy: 'schedule',
    // Today's window is open already, and has fired.
    startsAt: Date.parse('2026-11-23T08:00:00Z'),
    deadline: Date.parse('2026-11-23T11:00:00Z'),
    retirements: [{ versionId: 'first', at: Date.parse('2026-11-23T09:00:00Z') }],
    unknown: [],
  });
  expect(forecast.steps.map(({ state }) => state)).toEqual([
    'CreateSecret',
    'SetSecret',
    'TestSecret',
    'FinishSecret',
    'AnnounceRotation',
    'GracePeriod',
    'RetirePrevious',
  ]);
  expect(forecast.steps.flatMap(({ call }) => call ?? [])).toEqual(['create', 'test', 'retire']);
});

test('without a schedule, or with one that is disabled, it is a run by hand with the window of the tags', () => {
  for (const schedule of [
    { kind: 'none' },
    { ...toFacts().schedule, enabled: false } as SecretFacts['schedule'],
  ] as const) {
    const forecast = forecastRun(toFacts({ schedule, tags: { 'rekey:window': '2h' } }), looked);
    expect(forecast).toMatchObject({
      decision: 'rotate',
      startedBy: 'hand',
      startsAt: NOW,
      deadline: NOW + 2 * HOUR_MS,
    });
  }
});

test('a target without overlap is told when consumers are locked out', () => {
  const none: TargetFacts = { ...api, overlap: 'none', methods: ['set', 'test', 'verify'] };
  const { steps, retirements } = forecastRun(toFacts(), { target: { ...none, creation: 'pure' } });
  expect(steps.find(({ state }) => state === 'SetSecret')?.does).toContain(
    'the old one is refused from here on',
  );
  expect(retirements).toEqual([]);
  const effect = forecastRun(toFacts(), { target: none });
  expect(effect.steps[0]?.does).toContain('which ends the old one at once');
});

test('what the plan would refuse is told as a failure', () => {
  const decide = (more: Parameters<typeof toFacts>[0]) => forecastRun(toFacts(more), looked);
  expect(decide({ labels: {} })).toMatchObject({ decision: 'fail', steps: [] });
  expect(decide({ description: { deletedAt: NOW } }).decision).toBe('fail');
  expect(decide({ description: { rotationEnabled: true } }).reason).toContain('own rotation');
  expect(decide({ tags: { 'rekey:grace': 'soon' } }).reason).toContain('Tag rekey:grace');
  const foreign = { first: ['AWSCURRENT'], other: ['AWSPENDING'] };
  expect(decide({ labels: foreign })).toMatchObject({
    decision: 'fail',
    reason: 'AWSPENDING is on version other, which no rotation of ours made',
  });
});

test('what the preflight found wrong is told as a failure', () => {
  const problem = { error: 'Rekey.InvalidConfiguration', message: 'No recipe x.', facts: {} };
  expect(forecastRun(toFacts(), { problem })).toMatchObject({
    decision: 'fail',
    reason: 'No recipe x.',
  });
  expect(forecastRun(toFacts(), { target: api, adminProblem: problem }).reason).toContain('admin');
});

test('switched off, it skips', () => {
  expect(forecastRun(toFacts({ tags: { 'rekey:enabled': 'false' } }), looked)).toMatchObject({
    decision: 'skip',
    steps: [],
    first: [],
  });
});

test('while another run works on it, a run by hand skips, and a scheduled one may', () => {
  const busy = {
    labels: { first: ['AWSCURRENT'], second: ['AWSPENDING', `rekey:${RUN}#v`] },
    executions: { [RUN]: { kind: 'running' } as const },
  };
  expect(forecastRun(toFacts({ ...busy, schedule: { kind: 'none' } }), looked)).toMatchObject({
    decision: 'skip',
    reason: `another rotation runs, or ended less than 65 s ago: ${RUN}`,
  });
  expect(forecastRun(toFacts(busy), looked)).toMatchObject({
    decision: 'rotate',
    first: ['if run one still works on it then, this one skips'],
  });
});

test('first it settles what an ended run left, and retires what is due by then', () => {
  const forecast = forecastRun(
    toFacts({
      labels: {
        first: ['AWSCURRENT', 'rekey:retire:2026-11-22T09:00:00.000Z'],
        old: ['rekey:retire:2026-11-22T12:00:00.000Z'],
        left: ['AWSPENDING', `rekey:${RUN}#v`],
      },
      executions: { [RUN]: { kind: 'ended', endedAt: NOW - HOUR_MS, status: 'ABORTED' } },
    }),
    looked,
  );
  expect(forecast.decision).toBe('rotate');
  expect(forecast.first).toEqual([
    expect.stringMatching(/^settles what run one left/),
    'revokes version old at the target, unless its own run has by then',
    'keeps version first, for it is AWSCURRENT again',
  ]);
  expect(forecast.retirements.map(({ versionId }) => versionId)).toEqual(['old', 'first']);
});

test('where the target has no room for another credential it fails, unless one is retired before', () => {
  const waiting = (due: string) =>
    toFacts({ labels: { first: ['AWSCURRENT'], old: [`rekey:retire:${due}`] } });
  expect(forecastRun(waiting('2026-11-30T00:00:00.000Z'), looked)).toMatchObject({
    decision: 'fail',
    reason: 'no room for a new credential: 2 of 2 are in use at target http-api',
  });
  expect(forecastRun(waiting('2026-11-23T07:00:00.000Z'), looked).decision).toBe('rotate');
});

test('what nobody could ask is named', () => {
  const forecast = forecastRun(toFacts(), undefined);
  expect(forecast.decision).toBe('rotate');
  expect(forecast.unknown).toEqual([expect.stringContaining('how the target takes it')]);
});
