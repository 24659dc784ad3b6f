// CloudFormation over resource types of the test's own: each made thing is an entry in a map that the test looks into.
import { createManualClock, type ManualClock } from '../../../local/clock.ts';
import type { ResourceProvider } from '../../../local/cloudformation/engine/provider.ts';
import { createCloudFormation } from '../../../local/cloudformation/service.ts';
import type { ValueRecord } from '../../../local/cloudformation/template/value.ts';
import { defaultLimits } from '../../../local/limits.ts';
import { silentLog } from '../../../local/log.ts';
import { createSystemRandom } from '../../../local/random.ts';
import type { CallContext, Environment } from '../../../local/service.ts';
import { ServiceError } from '../../../local/service-error.ts';
import { createStore, type Store } from '../../../local/store.ts';

export interface FakeCloud {
  readonly things: Map<string, ValueRecord>;
  /** Calls of providers in their order: `create A`, `delete B`. */
  readonly done: string[];
  /** Physical ids and logical ids whose next create, update or delete is refused: `create Logical`. */
  readonly refused: Set<string>;
  /** Ends the process in the middle of the named effect, or of its nth (`update A 2`): the promise never resolves. */
  readonly hanging: Set<string>;
  run<Output = Record<string, unknown>>(operation: string, input: object): Promise<Output>;
  /** Waits until the stack rests, and gives its status. */
  rest(stackName: string): Promise<string>;
  /** Waits until the effect has been begun `times` times. */
  until(effect: string, times?: number): Promise<void>;
  /** Everything that the store holds, as it lies there. */
  dump(): string;
  /** A new process over the same store and the same things. */
  restart(): FakeCloud;
}

export function createFakeCloud(
  shared: { store: Store; things: Map<string, ValueRecord> } = {
    store: createStore(),
    things: new Map(),
  },
): FakeCloud {
  const { store, things } = shared;
  const clock = createManualClock(Date.UTC(2027, 0, 1));
  const done: string[] = [];
  const refused = new Set<string>();
  const hanging = new Set<string>();
  const before = async (verb: string, logicalId: string): Promise<void> => {
    const effect = `${verb} ${logicalId}`;
    done.push(effect);
    if (refused.has(effect)) throw new ServiceError('InvalidRequest', `no ${effect}`);
  };
  const after = async (verb: string, logicalId: string): Promise<void> => {
    const effect = `${verb} ${logicalId}`;
    const count = done.filter((one) => one === effect).length;
    const isHanging = hanging.has(effect) || hanging.has(`${effect} ${String(count)}`);
    if (isHanging) await new Promise(() => {});
  };
  const thing: ResourceProvider = {
    type: 'Test::Thing',
    shape: {
      members: { Name: 'string', Size: 'integer', Kind: 'string', Friends: { list: 'string' } },
    },
    replacedBy: ['Name', 'Kind'],
    nameProperty: 'Name',
    attributes: ['Arn', 'Size'],
    plannedId: ({ properties }, context) => nameOf(properties, context),
    create: async ({ properties }, context) => {
      await before('create', context.logicalId);
      const name = nameOf(properties, context);
      if (things.has(name)) throw new ServiceError('AlreadyExistsException', `${name} is there`);
      things.set(name, properties);
      await after('create', context.logicalId);
      return toPhysical(name, properties);
    },
    update: async ({ properties }, { physicalId }, context) => {
      await before('update', context.logicalId);
      things.set(physicalId, properties);
      await after('update', context.logicalId);
      return toPhysical(physicalId, properties);
    },
    delete: async ({ physicalId }, context) => {
      await before('delete', context.logicalId);
      things.delete(physicalId);
      await after('delete', context.logicalId);
    },
  };
  const service = createCloudFormation(createEnvironment(store, clock), (type) =>
    type === thing.type ? thing : undefined,
  );
  const run = async <Output>(operation: string, input: object): Promise<Output> =>
    (await service.actions[operation]?.run(input, CONTEXT)) as Output;
  void service.start?.();
  return {
    things,
    done,
    refused,
    hanging,
    run,
    rest: async (stackName) => {
      for (;;) {
        await clock.settle();
        const { Stacks } = await run<{ Stacks: { StackStatus: string }[] }>('DescribeStacks', {
          StackName: stackName,
        });
        const status = Stacks[0]?.StackStatus ?? '';
        if (!status.endsWith('IN_PROGRESS')) return status;
      }
    },
    until: async (effect, times = 1) => {
      while (done.filter((one) => one === effect).length < times) await clock.settle();
    },
    dump: () =>
      ['stacks', 'resources', 'events', 'journal', 'operations', 'change-sets', 'inputs']
        .map((noun) => JSON.stringify(store.collection(`cloudformation/${noun}`).list()))
        .join('\n'),
    restart: () => createFakeCloud(shared),
  };
}

function nameOf(
  properties: ValueRecord,
  context: { stackName: string; logicalId: string; nonce: string },
): string {
  const { stackName, logicalId, nonce } = context;
  return typeof properties['Name'] === 'string'
    ? properties['Name']
    : `${stackName}-${logicalId}-${nonce}`;
}

function toPhysical(name: string, properties: ValueRecord) {
  const Size = properties['Size'] ?? 0;
  return { physicalId: name, attributes: { Arn: `arn:thing:${name}`, Size } };
}

const CONTEXT: CallContext = {
  principal: { kind: 'root', accountId: '000000000000' },
  accountId: '000000000000',
  region: 'eu-central-1',
  requestId: 'request',
  signal: new AbortController().signal,
};

function createEnvironment(store: Store, clock: ManualClock): Environment {
  return {
    clock,
    random: createSystemRandom(),
    store,
    limits: defaultLimits,
    log: silentLog,
    accountId: '000000000000',
    call: async () => {
      throw new ServiceError('UnknownOperationException', 'there are no other services');
    },
    identity: {
      assumeRole: () => CONTEXT.principal,
      issueCredentials: () => {
        throw new ServiceError('AccessDenied', 'none');
      },
    },
    endpointUrl: () => 'http://127.0.0.1:4566',
    masterKey: new Uint8Array(32),
  };
}
