// One connection that works on a secret of its own, remembers what it was told, and after each kill compares.
import { type Caller, expectOk } from './caller.ts';
import {
  type Chance,
  chooseOperation,
  type MaybeSecret,
  restore,
  type SecretOperation,
  type SecretState,
} from './secret-model.ts';

export interface SecretClient {
  /** One call after the other, until the endpoint is gone. `acknowledged` is called for each answer. */
  work(call: Caller, acknowledged: () => void): Promise<void>;
  /** Throws where the store is neither as it was acknowledged, nor as the call that was cut off would have left it. */
  compare(call: Caller): Promise<void>;
}

export function createSecretClient(name: string, chance: Chance): SecretClient {
  let state: MaybeSecret;
  let underWay: SecretOperation | undefined;

  const send = async (call: Caller, operation: SecretOperation): Promise<boolean> => {
    underWay = operation;
    const named = operation.operation === 'CreateSecret' ? { Name: name } : { SecretId: name };
    const answer = await call(`secretsmanager.${operation.operation}`, {
      ...named,
      ...operation.input,
    });
    if (answer === undefined) return false;
    if (answer.status !== 200) {
      throw new Error(`${operation.operation}: ${JSON.stringify(answer.body)}`);
    }
    state = operation.apply(state);
    underWay = undefined;
    return true;
  };

  return {
    work: async (call, acknowledged) => {
      while (await send(call, chooseOperation(state, chance))) acknowledged();
    },
    compare: async (call) => {
      const found = await read(call, name);
      const possible = underWay === undefined ? [state] : [state, underWay.apply(state)];
      const same = possible.find((one) => isSame(found, one));
      if (same === undefined && !possible.some((one) => one === undefined && found === undefined)) {
        throw new Error(describeLoss(name, found, possible, underWay));
      }
      state = same;
      underWay = undefined;
      if (state?.isDeleted === true) {
        await send(call, restore);
        await compareValues(call, name, state);
      }
    },
  };
}

/** Of a deleted secret the values are not told: they are compared when it is restored. */
function isSame(found: MaybeSecret, known: MaybeSecret): boolean {
  if (found === undefined || known === undefined) return found === known;
  const comparable = found.isDeleted ? { ...known, values: found.values } : known;
  return toText(found) === toText(comparable);
}

async function read(call: Caller, name: string): Promise<MaybeSecret> {
  const described = await call('secretsmanager.DescribeSecret', { SecretId: name });
  if (described?.body['__type'] === 'ResourceNotFoundException') return undefined;
  const body = expectOk(described) as {
    Description?: string;
    DeletedDate?: number;
    Tags?: readonly { Key: string; Value: string }[];
    VersionIdsToStages?: Readonly<Record<string, readonly string[]>>;
  };
  const labels = Object.entries(body.VersionIdsToStages ?? {}).flatMap(([id, stages]) =>
    stages.map((stage) => [stage, id] as const),
  );
  const isDeleted = body.DeletedDate !== undefined;
  return {
    description: body.Description ?? '',
    isDeleted,
    tags: Object.fromEntries((body.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    labels: Object.fromEntries(labels),
    values: isDeleted ? {} : await readValues(call, name),
  };
}

async function readValues(call: Caller, name: string): Promise<Record<string, string>> {
  const { Versions } = expectOk(
    await call('secretsmanager.ListSecretVersionIds', { SecretId: name, IncludeDeprecated: true }),
  ) as { Versions: readonly { VersionId: string }[] };
  const values: Record<string, string> = {};
  for (const { VersionId } of Versions) {
    const { SecretString } = expectOk(
      await call('secretsmanager.GetSecretValue', { SecretId: name, VersionId }),
    );
    values[VersionId] = String(SecretString);
  }
  return values;
}

async function compareValues(call: Caller, name: string, state: SecretState): Promise<void> {
  const values = await readValues(call, name);
  if (toText(values) !== toText(state.values)) throw new Error(`${name}: its values differ.`);
}

/** With members in one order. */
function toText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

function describeLoss(
  name: string,
  found: MaybeSecret,
  possible: readonly MaybeSecret[],
  underWay: SecretOperation | undefined,
): string {
  const short = (state: MaybeSecret): string =>
    state === undefined ? 'none' : toText({ ...state, values: Object.keys(state.values).sort() });
  return [
    `${name} is ${short(found)}`,
    ...possible.map((state) => `but was acknowledged as ${short(state)}`),
    `with ${underWay?.operation ?? 'nothing'} under way`,
  ].join('\n');
}
