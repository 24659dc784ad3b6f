import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';
import { tokenOf } from '../../support/tokens.ts';

// Random histories of one secret, through the real client's requests and answers, against a model that knows for
// each label only the one version that has it.

let cloud: Cloud;
let client: SecretsManagerClient;
beforeAll(() => {
  cloud = createCloud();
  client = new SecretsManagerClient(createInProcessConfig(cloud));
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const STAGES = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'blue', 'green'] as const;
const SECRET = 'model/secret';

/** What a step comes to: it is done, or refused by this name. */
type Outcome =
  | 'done'
  | 'InvalidParameterException'
  | 'ResourceExistsException'
  | 'ResourceNotFoundException';

class Model {
  /** By label, the version that has it. */
  readonly holders = new Map<string, string>();
  /** By version, its value. */
  readonly values = new Map<string, string>();

  put(id: string, value: string, asked: readonly string[] | undefined): Outcome {
    const had = this.values.get(id);
    if (had !== undefined) return had === value ? 'done' : 'ResourceExistsException';
    const stages = new Set<string>(asked ?? ['AWSCURRENT']);
    if (this.values.size === 0) stages.add('AWSCURRENT');
    const current = this.holders.get('AWSCURRENT');
    this.values.set(id, value);
    if (stages.has('AWSCURRENT')) {
      this.holders.delete('AWSPENDING');
      if (current !== undefined) this.holders.set('AWSPREVIOUS', current);
    }
    for (const stage of stages) this.holders.set(stage, id);
    return 'done';
  }

  /** CreateSecret of the name that is there already. */
  create(id: string, value: string | undefined): Outcome {
    return value !== undefined && this.values.get(id) === value
      ? 'done'
      : 'ResourceExistsException';
  }

  move(stage: string, removeFrom: string | undefined, moveTo: string | undefined): Outcome {
    const holder = this.holders.get(stage);
    for (const id of [moveTo, removeFrom]) {
      if (id !== undefined && !this.values.has(id)) return 'ResourceNotFoundException';
    }
    if (removeFrom !== undefined && removeFrom !== holder) return 'InvalidParameterException';
    if (moveTo === undefined) {
      if (removeFrom === undefined || stage === 'AWSCURRENT') return 'InvalidParameterException';
      this.holders.delete(stage);
      return 'done';
    }
    if (holder === moveTo) return 'done';
    if (holder !== undefined && removeFrom === undefined) return 'InvalidParameterException';
    this.holders.set(stage, moveTo);
    if (stage === 'AWSCURRENT' && holder !== undefined) this.holders.set('AWSPREVIOUS', holder);
    return 'done';
  }

  stages(): Record<string, string[]> {
    const versions: Record<string, string[]> = {};
    for (const [stage, id] of this.holders) versions[id] = [...(versions[id] ?? []), stage].sort();
    return versions;
  }
}

type Step =
  | { kind: 'put'; id: string; value: string; stages: string[] | undefined }
  | { kind: 'update'; id: string; value: string | undefined }
  | { kind: 'create'; id: string; value: string | undefined }
  | { kind: 'move'; stage: string; removeFrom: string | undefined; moveTo: string | undefined };

const anyId = fc.constantFrom('a', 'b', 'c', 'd', 'e').map(tokenOf);
const anyValue = fc.constantFrom('one', 'two');
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    id: anyId,
    value: anyValue,
    stages: maybe(fc.uniqueArray(fc.constantFrom(...STAGES), { minLength: 1 })),
  }),
  fc.record({ kind: fc.constant('update' as const), id: anyId, value: maybe(anyValue) }),
  fc.record({ kind: fc.constant('create' as const), id: anyId, value: maybe(anyValue) }),
  fc.record({
    kind: fc.constant('move' as const),
    stage: fc.constantFrom(...STAGES),
    removeFrom: maybe(anyId),
    moveTo: maybe(anyId),
  }),
);

async function take(step: Step): Promise<string> {
  const call = send(step);
  return await call.then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

async function send(step: Step): Promise<unknown> {
  switch (step.kind) {
    case 'put':
      return await client.send(
        new PutSecretValueCommand({
          SecretId: SECRET,
          ClientRequestToken: step.id,
          SecretString: step.value,
          VersionStages: step.stages,
        }),
      );
    case 'update':
      return await client.send(
        new UpdateSecretCommand({
          SecretId: SECRET,
          ClientRequestToken: step.id,
          SecretString: step.value,
        }),
      );
    case 'create':
      return await client.send(
        new CreateSecretCommand({
          Name: SECRET,
          ClientRequestToken: step.id,
          SecretString: step.value,
        }),
      );
    case 'move':
      return await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: SECRET,
          VersionStage: step.stage,
          RemoveFromVersionId: step.removeFrom,
          MoveToVersionId: step.moveTo,
        }),
      );
  }
}

function applyStep(model: Model, step: Step): Outcome {
  switch (step.kind) {
    case 'put':
      return model.put(step.id, step.value, step.stages);
    case 'update':
      return step.value === undefined ? 'done' : model.put(step.id, step.value, undefined);
    case 'create':
      return model.create(step.id, step.value);
    case 'move':
      return model.move(step.stage, step.removeFrom, step.moveTo);
  }
}

async function checkAgainst(model: Model): Promise<void> {
  const { VersionIdsToStages = {} } = await client.send(
    new DescribeSecretCommand({ SecretId: SECRET }),
  );
  const seen = Object.entries(VersionIdsToStages).map(([id, stages]) => [id, [...stages].sort()]);
  expect(Object.fromEntries(seen)).toEqual(model.stages());
  const { Versions = [] } = await client.send(
    new ListSecretVersionIdsCommand({ SecretId: SECRET, IncludeDeprecated: true }),
  );
  const stagesOf = Object.fromEntries(
    Versions.map(({ VersionId = '', VersionStages }) => [VersionId, VersionStages?.sort()]),
  );
  const stages = model.stages();
  expect(stagesOf).toEqual(
    Object.fromEntries([...model.values.keys()].map((id) => [id, stages[id]])),
  );
  expect(Versions[0]?.VersionId).toBe(model.holders.get('AWSCURRENT'));
  for (const [id, value] of model.values) {
    const get = (VersionStage?: string) =>
      client.send(new GetSecretValueCommand({ SecretId: SECRET, VersionId: id, VersionStage }));
    expect((await get()).SecretString).toBe(value);
    const label = stages[id]?.[0];
    if (label !== undefined) expect((await get(label)).VersionId).toBe(id);
    expect((await refusalOf(get('nobody'))).name).toBe('InvalidRequestException');
  }
  for (const [stage, id] of model.holders) {
    const answer = await client.send(
      new GetSecretValueCommand({ SecretId: SECRET, VersionStage: stage }),
    );
    expect([answer.VersionId, answer.SecretString]).toEqual([id, model.values.get(id)]);
  }
}

test('any history of puts, updates and moves ends where the model ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 12 }), async (steps) => {
      await client.send(new CreateSecretCommand({ Name: SECRET }));
      const model = new Model();
      for (const step of steps)
        expect([step, await take(step)]).toEqual([step, applyStep(model, step)]);
      await checkAgainst(model);
      await client.send(
        new DeleteSecretCommand({ SecretId: SECRET, ForceDeleteWithoutRecovery: true }),
      );
      expect(
        (await refusalOf(client.send(new DescribeSecretCommand({ SecretId: SECRET })))).name,
      ).toBe('ResourceNotFoundException');
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('of many who move AWSPENDING to their own version at once, one succeeds', async () => {
  await client.send(new CreateSecretCommand({ Name: 'claimed', SecretString: 'value' }));
  const tokens = Array.from({ length: 8 }, (_, index) => tokenOf(`claim${String(index)}`));
  for (const token of tokens) {
    await client.send(
      new PutSecretValueCommand({
        SecretId: 'claimed',
        ClientRequestToken: token,
        SecretString: token,
        VersionStages: [`owner-${token}`],
      }),
    );
  }
  const claims = await Promise.allSettled(
    tokens.map((MoveToVersionId) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: 'claimed',
          VersionStage: 'AWSPENDING',
          MoveToVersionId,
        }),
      ),
    ),
  );
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
