// A world for the rules: one secret, one target, executions, and a clock that moves when somebody sleeps or calls. A test decides at
// each port call whether it is carried out, answered, cut off, or has company.
import { createHash } from 'node:crypto';
import { RotationError } from '../../src/rotation/errors.ts';
import type {
  ClosingPorts,
  ExecutionState,
  FailedEvent,
  Notice,
} from '../../src/rotation/ports.ts';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { RotationInput } from '../../src/rotation/state.ts';
import type { Target } from '../../src/rotation/target.ts';
import { createFakeSecrets, type FakeSecrets, type Gate } from './fake-secrets.ts';
import { createFakeTarget, type FakeTarget, type TargetKind } from './fake-target.ts';

const CALL_MS = 20;
const LAMBDA_MS = 60_000;
/** Later than the same request is made again. */
const LATE_CALLS = 9;
export const startOfTime = Date.parse('2026-11-21T02:00:00Z');

/** The Lambda was killed: no code of ours runs any more. */
export class Killed extends Error {}

/** What a test does at a call: nothing, or one of these. */
export type Fault =
  | 'kill-before'
  | 'kill-after'
  | 'lose-request'
  | 'lose-answer'
  | 'deny'
  /** No answer, and the request is carried out only some calls later. */
  | 'carry-out-late'
  | (() => Promise<void> | void);

export interface PlannedRecovery {
  readonly at: number;
  readonly input: RotationInput;
}

export interface World<Kind extends Target = FakeTarget> {
  readonly secrets: FakeSecrets;
  readonly target: Kind;
  readonly executions: Map<string, ExecutionState>;
  readonly notices: Notice[];
  readonly announced: FailedEvent[];
  /** One-time recoveries, by their names. */
  readonly recoveries: Map<string, PlannedRecovery>;
  readonly logs: string[];
  readonly metrics: string[];
  /** Every call since the start, in order. */
  readonly calls: string[];
  readonly values: string[];
  /** Asked at each call, with its index. */
  fault: ((index: number, call: string) => Fault | undefined) | undefined;
  /** Run after each call that was carried out. */
  afterCall: ((call: string) => void) | undefined;
  /** The token for which the target is changed. */
  onMutation: ((token: string) => void) | undefined;
  now(): number;
  advance(ms: number): void;
  /** For one invocation. */
  createPorts(): ClosingPorts;
}

export function createWorld(
  kind: TargetKind,
  tags: Readonly<Record<string, string>> = {},
  admins?: ReadonlyMap<string, SecretValue>,
): World {
  return createWorldOf(
    (hooks) => createFakeTarget(kind, hooks),
    (target) => ({ value: target.createByHand('by-hand'), tags, admins }),
  );
}

/** With a target of the test's own, and its first credential. */
export function createWorldOf<Kind extends Target>(
  createTarget: (hooks: Parameters<typeof createFakeTarget>[1]) => Kind,
  toSecret: (target: Kind) => {
    readonly value: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly admins?: ReadonlyMap<string, SecretValue> | undefined;
  },
): World<Kind> {
  let now = startOfTime;
  let keys = 0;
  const values: string[] = [];
  const calls: string[] = [];
  const lates: { readonly at: number; readonly effect: () => Promise<unknown> }[] = [];
  const nextKey = (): string => {
    keys += 1;
    const key = createHash('sha256')
      .update(`key ${String(keys)}`)
      .digest('hex');
    values.push(key);
    return key;
  };
  const gate: Gate = async (call, effect) => {
    const index = calls.length;
    calls.push(call);
    now += CALL_MS;
    for (const late of lates.filter(({ at }) => at === index)) await late.effect();
    const fault = world.fault?.(index, call);
    if (fault === 'carry-out-late') {
      // Who has no right any more by then is refused, and nobody hears of it.
      lates.push({ at: index + LATE_CALLS, effect: () => effect().catch(() => undefined) });
      throw lost(call);
    }
    if (fault === 'kill-before') throw new Killed();
    if (fault === 'lose-request') throw lost(call);
    if (fault === 'deny')
      throw new RotationError('Rekey.AccessDenied', `${call}: not authorized`, { call });
    if (typeof fault === 'function') await fault();
    const result = await effect();
    world.afterCall?.(call);
    if (fault === 'kill-after') throw new Killed();
    if (fault === 'lose-answer') throw lost(call);
    return result;
  };
  const target = createTarget({
    gate,
    nextKey,
    onMutation: (token) => world.onMutation?.(token),
  });
  const { value, tags, admins } = toSecret(target);
  const secrets = createFakeSecrets({
    now: () => now,
    gate,
    value,
    tags: { 'rekey:target': target.name, 'rekey:window': '1h', 'rekey:grace': '10m', ...tags },
    ...(admins === undefined ? {} : { admins }),
  });
  const executions = new Map<string, ExecutionState>();
  const notices: Notice[] = [];
  const announced: FailedEvent[] = [];
  const recoveries = new Map<string, PlannedRecovery>();
  const logs: string[] = [];
  const metrics: string[] = [];
  const write = (message: string, fields?: object): void => {
    logs.push(JSON.stringify({ message, ...fields }));
  };
  const world: World<Kind> = {
    secrets,
    target,
    executions,
    notices,
    announced,
    recoveries,
    logs,
    metrics,
    calls,
    values,
    fault: undefined,
    afterCall: undefined,
    onMutation: undefined,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    createPorts: () => {
      const endsAt = now + LAMBDA_MS;
      return {
        clock: {
          now: () => now,
          sleep: async (ms, signal) => {
            signal?.throwIfAborted();
            now += ms;
          },
        },
        random: {
          bytes: (count) =>
            createHash('shake256', { outputLength: count }).update(nextNonce()).digest(),
        },
        log: { info: write, warn: write, error: write },
        secrets,
        executions: {
          find: async (arn) =>
            await gate(
              'states:DescribeExecution',
              async () => executions.get(arn) ?? ({ kind: 'unknown' } as const),
            ),
        },
        targets: {
          load: async ({ target: name }) => {
            if (name === target.name) return target;
            throw new RotationError('Rekey.InvalidConfiguration', `Tag rekey:target: "${name}"`);
          },
        },
        notices: {
          publish: async (notice) =>
            await gate('sns:Publish', async () => {
              notices.push(notice);
            }),
        },
        announcements: {
          rotationFailed: async (event) =>
            await gate('events:PutEvents', async () => {
              announced.push(event);
            }),
        },
        recoveries: {
          schedule: async ({ name, at, input }) =>
            await gate('scheduler:CreateSchedule', async () => {
              if (!recoveries.has(name)) recoveries.set(name, { at, input });
            }),
        },
        metrics: {
          count: (name) => metrics.push(name),
          gauge: (name) => metrics.push(name),
        },
        hash: (text) => createHash('sha256').update(text).digest('hex'),
        signal: new AbortController().signal,
        endsAt,
        abortAt: () => new AbortController().signal,
      };
    },
  };
  let nonces = 0;
  const nextNonce = (): string => {
    nonces += 1;
    return `nonce ${String(nonces)}`;
  };
  return world;
}

function lost(call: string): RotationError {
  return new RotationError('Rekey.Transient', `${call}: no answer`, { call, milliseconds: 3000 });
}
