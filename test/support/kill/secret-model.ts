// What a client knows of one secret: what was acknowledged, and what each operation makes of it by the rules of staging labels.

export interface SecretState {
  readonly description: string;
  readonly isDeleted: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** By version. */
  readonly values: Readonly<Record<string, string>>;
  /** The version that each label is on. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Undefined: there is no such secret. */
export type MaybeSecret = SecretState | undefined;

export interface SecretOperation {
  /** Of Secrets Manager, such as `PutSecretValue`. */
  readonly operation: string;
  /** Without SecretId or Name. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly apply: (state: MaybeSecret) => MaybeSecret;
}

export interface Chance {
  /** A whole number from 0 to below `below`. */
  number(below: number): number;
  /** A fresh version id. */
  uuid(): string;
}

/** So many versions are kept of a secret before it begins anew: each is read again after every kill. */
const VERSIONS_MAX = 12;

/** Something that will succeed in this state. */
export function chooseOperation(state: MaybeSecret, chance: Chance): SecretOperation {
  if (state === undefined) return create(chance);
  if (state.isDeleted) return restore;
  if (Object.keys(state.values).length >= VERSIONS_MAX) return forget;
  const choices = [
    ...[put(chance), put(chance), put(chance)],
    ...[putPending(chance), promote(state) ?? putPending(chance)],
    ...[describe(chance), tag(chance), untag],
    ...[remove, forget],
  ];
  return choices[chance.number(choices.length)] ?? forget;
}

/** Of very different lengths, so that some rows are a part of a page and others many pages. */
function createValue(chance: Chance): string {
  const text = chance.uuid();
  return text.repeat(1 + chance.number(chance.number(8) === 0 ? 800 : 30));
}

function create(chance: Chance): SecretOperation {
  const [token, value] = [chance.uuid(), createValue(chance)];
  return {
    operation: 'CreateSecret',
    input: { ClientRequestToken: token, SecretString: value, Description: 'new' },
    apply: () => ({
      description: 'new',
      isDeleted: false,
      tags: {},
      values: { [token]: value },
      labels: { AWSCURRENT: token },
    }),
  };
}

function put(chance: Chance): SecretOperation {
  const [token, value] = [chance.uuid(), createValue(chance)];
  return {
    operation: 'PutSecretValue',
    input: { ClientRequestToken: token, SecretString: value },
    apply: change((state) => {
      const { AWSPENDING: _, ...labels } = state.labels;
      const AWSPREVIOUS = labels['AWSCURRENT'] ?? '';
      return {
        values: { ...state.values, [token]: value },
        labels: { ...labels, AWSPREVIOUS, AWSCURRENT: token },
      };
    }),
  };
}

function putPending(chance: Chance): SecretOperation {
  const [token, value] = [chance.uuid(), createValue(chance)];
  return {
    operation: 'PutSecretValue',
    input: { ClientRequestToken: token, SecretString: value, VersionStages: ['AWSPENDING'] },
    apply: change((state) => ({
      values: { ...state.values, [token]: value },
      labels: { ...state.labels, AWSPENDING: token },
    })),
  };
}

function promote({ labels }: SecretState): SecretOperation | undefined {
  const { AWSPENDING: pending, AWSCURRENT: current } = labels;
  if (pending === undefined || current === undefined || pending === current) return undefined;
  return {
    operation: 'UpdateSecretVersionStage',
    input: { VersionStage: 'AWSCURRENT', MoveToVersionId: pending, RemoveFromVersionId: current },
    apply: change((state) => ({
      labels: { ...state.labels, AWSCURRENT: pending, AWSPREVIOUS: current },
    })),
  };
}

function describe(chance: Chance): SecretOperation {
  const description = chance.uuid();
  return {
    operation: 'UpdateSecret',
    input: { Description: description },
    apply: change(() => ({ description })),
  };
}

function tag(chance: Chance): SecretOperation {
  const value = chance.uuid();
  return {
    operation: 'TagResource',
    input: { Tags: [{ Key: 'round', Value: value }] },
    apply: change(({ tags }) => ({ tags: { ...tags, round: value } })),
  };
}

const untag: SecretOperation = {
  operation: 'UntagResource',
  input: { TagKeys: ['round'] },
  apply: change(() => ({ tags: {} })),
};

const remove: SecretOperation = {
  operation: 'DeleteSecret',
  input: { RecoveryWindowInDays: 7 },
  apply: change(() => ({ isDeleted: true })),
};

export const restore: SecretOperation = {
  operation: 'RestoreSecret',
  input: {},
  apply: change(() => ({ isDeleted: false })),
};

const forget: SecretOperation = {
  operation: 'DeleteSecret',
  input: { ForceDeleteWithoutRecovery: true },
  apply: () => undefined,
};

function change(part: (state: SecretState) => Partial<SecretState>): SecretOperation['apply'] {
  return (state) => (state === undefined ? undefined : { ...state, ...part(state) });
}
