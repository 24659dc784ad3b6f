// A four-step rotation function that runs in the test's own process and speaks to the endpoint as its role would.
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type Clock, createSystemClock } from '../../local/clock.ts';
import type { LambdaInvocation, LambdaResult, LambdaRuntime } from '../../local/lambda-runtime.ts';

export interface StepEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

export type StepHandler = (event: StepEvent, client: SecretsManagerClient) => Promise<void>;

export interface RotationRuntime extends LambdaRuntime {
  readonly events: StepEvent[];
  /** What a function of that name does; the four steps where nothing else is set. */
  readonly handlers: Map<string, StepHandler>;
}

export function createRotationRuntime(clock: Clock): RotationRuntime {
  const events: StepEvent[] = [];
  const handlers = new Map<string, StepHandler>();
  return {
    events,
    handlers,
    invoke: async (invocation) => {
      const event = JSON.parse(invocation.payload) as StepEvent;
      events.push(event);
      const client = createClient(invocation, clock);
      try {
        await (handlers.get(invocation.functionName) ?? rotate)(event, client);
        return { kind: 'returned', payload: 'null' } satisfies LambdaResult;
      } catch (error) {
        const errorMessage = error instanceof Error ? error.message : 'unknown';
        return { kind: 'threw', payload: JSON.stringify({ errorType: 'Error', errorMessage }) };
      } finally {
        client.destroy();
      }
    },
    stop: () => Promise.resolve(),
  };
}

/** As AWS's generic template goes about it. */
export const rotate: StepHandler = async (event, client) => {
  const { Step, SecretId, ClientRequestToken: VersionId } = event;
  const described = await client.send(new DescribeSecretCommand({ SecretId }));
  if (described.RotationEnabled !== true) throw new Error('not enabled for rotation');
  const stages = described.VersionIdsToStages?.[VersionId];
  if (stages === undefined) throw new Error('no stage for rotation');
  if (stages.includes('AWSCURRENT')) return;
  if (!stages.includes('AWSPENDING')) throw new Error('not set as AWSPENDING');
  if (Step === 'createSecret') await createSecret(event, client);
  if (Step !== 'finishSecret') return;
  const [current] = Object.entries(described.VersionIdsToStages ?? {}).find(([, labels]) =>
    labels.includes('AWSCURRENT'),
  ) ?? ['none'];
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: VersionId,
      RemoveFromVersionId: current,
    }),
  );
};

async function createSecret(
  { SecretId, ClientRequestToken }: StepEvent,
  client: SecretsManagerClient,
): Promise<void> {
  await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
  const pending = { SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' };
  try {
    await client.send(new GetSecretValueCommand(pending));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const SecretString = `value of ${ClientRequestToken}`;
    const VersionStages = ['AWSPENDING'];
    await client.send(
      new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }),
    );
  }
}

/** The endpoint verifies the signatures of roles, so its clock is the one to sign by. */
function createClient({ environment }: LambdaInvocation, clock: Clock): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: environment['AWS_REGION'] ?? '',
    maxAttempts: 1,
    systemClockOffset: clock.now() - createSystemClock().now(),
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: environment['AWS_SESSION_TOKEN'] ?? '',
    },
  });
}
