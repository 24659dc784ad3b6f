// An endpoint on a manual clock, its Lambdas functions of the test's own process, and a machine's role.
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type LoggingConfiguration,
  SFNClient,
  StartExecutionCommand,
  type StateMachineType,
} from '@aws-sdk/client-sfn';
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import type { CloudOptions } from '../../../local/cloud.ts';
import type { LambdaResult } from '../../../local/lambda-runtime.ts';
import { createSeededRandom } from '../../../local/random.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createFunction } from '../../support/functions.ts';
import { createRole } from '../../support/roles.ts';

type Handler = (event: unknown) => LambdaResult | Promise<LambdaResult>;

export interface States {
  readonly cloud: RunningCloud;
  readonly clock: ManualClock;
  readonly sfn: SFNClient;
  /** What functions do, by name; may be changed at any time. */
  readonly handlers: Map<string, Handler>;
  readonly createFunction: (name: string, handler: Handler) => Promise<string>;
  /** A machine whose role may do everything, unless `actions` says what. */
  readonly createMachine: (definition: object, more?: MachineOptions) => Promise<string>;
  readonly start: (machineArn: string, input?: unknown, name?: string) => Promise<string>;
  readonly describe: (executionArn: string) => Promise<DescribeExecutionOutput>;
  readonly history: (executionArn: string) => Promise<HistoryEvent[]>;
  /** Starts, lets at most an hour pass, and describes. */
  readonly run: (machineArn: string, input?: unknown) => Promise<Ended>;
  readonly close: () => Promise<void>;
}

export interface Ended extends DescribeExecutionOutput {
  readonly events: HistoryEvent[];
}

interface MachineOptions {
  readonly name?: string;
  readonly actions?: readonly string[];
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly type?: StateMachineType;
}

export const START = Date.UTC(2026, 0, 1);

export async function startStates(options: CloudOptions = {}): Promise<States> {
  const clock = createManualClock(START);
  const handlers = new Map<string, Handler>();
  const cloud = await startCloud({
    clock,
    random: createSeededRandom('states'),
    lambdaRuntime: {
      invoke: async ({ functionName, payload }) => {
        const handler = handlers.get(functionName);
        if (handler === undefined) throw new Error(`no handler for ${functionName}`);
        return await handler(JSON.parse(payload));
      },
      stop: async () => {},
    },
    ...options,
  });
  const sfn = new SFNClient({ ...cloud.clientConfig, disableHostPrefix: true });
  const describe = (executionArn: string): Promise<DescribeExecutionOutput> =>
    sfn.send(new DescribeExecutionCommand({ executionArn }));
  const history = async (executionArn: string): Promise<HistoryEvent[]> => {
    const { events } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return events ?? [];
  };
  const start = async (
    stateMachineArn: string,
    input: unknown = {},
    name?: string,
  ): Promise<string> => {
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({
        stateMachineArn,
        input: JSON.stringify(input),
        ...(name === undefined ? {} : { name }),
      }),
    );
    return executionArn ?? '';
  };
  let count = 0;
  return {
    cloud,
    clock,
    sfn,
    handlers,
    describe,
    history,
    start,
    createFunction: async (name, handler) => {
      handlers.set(name, handler);
      return (await createFunction(cloud.cloud, name)).arn;
    },
    createMachine: async (definition, more = {}) => {
      count += 1;
      const roleArn = await createRole(cloud.cloud, {
        name: `machine-${String(count)}`,
        service: 'states.amazonaws.com',
        actions: more.actions ?? ['*'],
      });
      const { stateMachineArn } = await sfn.send(
        new CreateStateMachineCommand({
          name: more.name ?? `machine-${String(count)}`,
          roleArn,
          definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
          ...(more.type === undefined ? {} : { type: more.type }),
          ...(more.loggingConfiguration === undefined
            ? {}
            : { loggingConfiguration: more.loggingConfiguration }),
        }),
      );
      return stateMachineArn ?? '';
    },
    run: async (machineArn, input) => {
      const executionArn = await start(machineArn, input);
      await clock.advance(3_600_000);
      return { ...(await describe(executionArn)), events: await history(executionArn) };
    },
    close: async () => {
      sfn.destroy();
      await cloud.close();
    },
  };
}

export function returned(value: unknown): LambdaResult {
  return { kind: 'returned', payload: JSON.stringify(value) };
}

export function threw(errorType: string, errorMessage: string): LambdaResult {
  return { kind: 'threw', payload: JSON.stringify({ errorType, errorMessage, trace: [] }) };
}
