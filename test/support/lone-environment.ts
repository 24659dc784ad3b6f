// A service alone, without the endpoint around it: the test itself answers the calls that it makes to others.
import type { ManualClock } from '../../local/clock.ts';
import { defaultLimits } from '../../local/limits.ts';
import { createSeededRandom } from '../../local/random.ts';
import type { Call, CallContext, Environment, Service } from '../../local/service.ts';
import type { Store } from '../../local/store.ts';

export type OutgoingCall = Parameters<Call>[0];

/** The answer to a call at its time, or what it throws. */
export type Answer = (call: OutgoingCall, now: number) => unknown;

export interface LoneEnvironment extends Environment {
  /** What the service asked of others, its metrics left out. */
  readonly calls: OutgoingCall[];
  /** Its metrics, `name dimension…` by count. */
  readonly metrics: Map<string, number>;
}

export function createLoneEnvironment(options: {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly answer: Answer;
}): LoneEnvironment {
  const calls: OutgoingCall[] = [];
  const metrics = new Map<string, number>();
  const accountId = '000000000000';
  return {
    calls,
    metrics,
    clock: options.clock,
    store: options.store,
    random: createSeededRandom('lone'),
    limits: defaultLimits,
    log: () => {},
    accountId,
    masterKey: new Uint8Array(32),
    endpointUrl: () => 'http://127.0.0.1:4566',
    identity: {
      assumeRole: ({ roleArn, sessionName }) => ({
        kind: 'role',
        accountId,
        roleArn,
        arn: `${roleArn}/${sessionName}`,
      }),
      issueCredentials: () => {
        throw new Error('No credentials in this test.');
      },
    },
    call: async <Output>(call: OutgoingCall) => {
      if (call.service === 'cloudwatch') {
        countMetrics(metrics, call.input);
        return undefined as Output;
      }
      calls.push(call);
      return (await options.answer(call, options.clock.now())) as Output;
    },
  };
}

/** An operation of the service, called by root. */
export async function run<Output = unknown>(
  service: Service,
  operation: string,
  input: unknown,
): Promise<Output> {
  const context: CallContext = {
    principal: { kind: 'root', accountId: '000000000000' },
    accountId: '000000000000',
    region: 'us-east-1',
    requestId: 'test',
    signal: new AbortController().signal,
  };
  const action = service.actions[operation];
  if (action === undefined) throw new Error(`There is no ${operation}.`);
  return (await action.run(input, context)) as Output;
}

function countMetrics(metrics: Map<string, number>, input: unknown): void {
  const { MetricData } = input as {
    readonly MetricData: readonly {
      readonly MetricName: string;
      readonly Counts: readonly [number];
    }[];
  };
  for (const {
    MetricName,
    Counts: [count],
  } of MetricData) {
    metrics.set(MetricName, (metrics.get(MetricName) ?? 0) + count);
  }
}
