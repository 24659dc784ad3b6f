// A whole rotation of a target on a credential that may be lost: made, used, retired, with whatever was made gone in the end. Where old
// and new live side by side, the given credential is left as it was; where they do not, the new one is what remains.
import { isRotationError, RotationError } from '../rotation/errors.ts';
import type { SecretValue } from '../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../rotation/target.ts';

export interface RehearsalPorts extends Omit<TargetContext, 'token'> {
  /** Told after each step; `error` where it failed. */
  readonly tell: (step: RehearsalStep) => void;
  /** Keeps the credential that remains, before the old one dies. Needed where there is no overlap. */
  readonly save?: (value: SecretValue) => Promise<void>;
}

export interface RehearsalStep {
  readonly name: string;
  readonly milliseconds: number;
  readonly error?: unknown;
}

/** A slow service's share, on top of what the target says that a change may take. */
const PATIENCE_MS = 5_000;
const POLL_MS = 500;

interface Rehearsal {
  readonly target: Target;
  readonly given: SecretValue;
  readonly ports: RehearsalPorts;
  readonly step: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;
  readonly begin: () => TargetContext;
  /** What was made, to be looked for in the end. */
  readonly made: { readonly context: TargetContext; value?: SecretValue }[];
}

export function livesSideBySide({ overlap }: Target): boolean {
  return overlap === 'native' || overlap === 'slots';
}

/** @throws RotationError the first failure; what was made is removed all the same, where it can be */
export async function rehearse(
  target: Target,
  given: SecretValue,
  ports: RehearsalPorts,
): Promise<void> {
  const rehearsal = openRehearsal(target, given, ports);
  const { step, begin } = rehearsal;
  target.check(given);
  await step('the given credential works', async () => {
    await expectState(rehearsal, given, 'working', begin());
  });
  if (livesSideBySide(target)) await rehearseSideBySide(rehearsal);
  else await rehearseInPlace(rehearsal);
}

function openRehearsal(target: Target, given: SecretValue, ports: RehearsalPorts): Rehearsal {
  const { clock, random } = ports;
  return {
    target,
    given,
    ports,
    made: [],
    begin: () => {
      const hex = [...random.bytes(13)].map((byte) => byte.toString(16).padStart(2, '0'));
      return { ...ports, token: `rekey-${hex.join('')}` };
    },
    step: async (name, work) => {
      const began = clock.now();
      try {
        const result = await work();
        ports.tell({ name, milliseconds: clock.now() - began });
        return result;
      } catch (error) {
        ports.tell({ name, milliseconds: clock.now() - began, error });
        throw error;
      }
    },
  };
}

async function rehearseSideBySide(rehearsal: Rehearsal): Promise<void> {
  const { target, given, step } = rehearsal;
  try {
    let last = await make(rehearsal, 'a new credential', given);
    await step('the given credential still works', async () => {
      await expectState(rehearsal, given, 'working', last.context);
    });
    if (target.maxActive > 2) {
      const second = await make(rehearsal, 'the next one, by the new one', last.value);
      await retire(rehearsal, 'the new one is retired by the next', last, second.value);
      last = second;
    }
    await retire(rehearsal, 'what was made is retired', last, given);
  } finally {
    await cleanUp(rehearsal);
  }
}

async function rehearseInPlace(rehearsal: Rehearsal): Promise<void> {
  const { given, step } = rehearsal;
  const { value, context } = await make(rehearsal, 'a new credential', given);
  await step('the given credential is refused', async () => {
    await expectState(rehearsal, given, 'refused', context);
  });
  await step('the new one works', async () => {
    await expectState(rehearsal, value, 'working', context);
  });
}

async function make(
  rehearsal: Rehearsal,
  name: string,
  current: SecretValue,
): Promise<{ readonly value: SecretValue; readonly context: TargetContext }> {
  const { target, ports, step, begin, made } = rehearsal;
  const context = begin();
  const note: Rehearsal['made'][number] = { context };
  made.push(note);
  await step(
    `${name}: discard finds nothing`,
    async () => await target.discard?.({ current }, context),
  );
  const value = await step(`${name}: create`, async () => {
    const created = await target.create(current, context);
    note.value = created;
    await ports.save?.(created);
    return created;
  });
  const pair = { current, pending: value };
  if (target.set !== undefined)
    await step(`${name}: set`, async () => await target.set?.(pair, context));
  await step(`${name}: test`, async () => {
    await waitFor(rehearsal, async () => await passes(target, pair, context));
  });
  return { value, context };
}

async function retire(
  rehearsal: Rehearsal,
  name: string,
  previous: { readonly value: SecretValue; readonly context: TargetContext },
  current: SecretValue,
): Promise<void> {
  const { target, step } = rehearsal;
  await step(name, async () => {
    await target.retire?.({ current, previous: previous.value }, previous.context);
  });
  await step(`${name}: refused`, async () => {
    await expectState(rehearsal, previous.value, 'refused', previous.context);
  });
}

/** The calls that the rehearsal gave up may have had their effect; and its own signal may have ended. */
async function cleanUp({ target, given, made, step }: Rehearsal): Promise<void> {
  if (target.discard === undefined) return;
  await step('nothing is left', async () => {
    for (const { context, value } of made) {
      const own = { ...context, signal: new AbortController().signal };
      await target.discard?.(
        { current: given, ...(value === undefined ? {} : { made: value }) },
        own,
      );
    }
  });
}

/** @throws RotationError where it does not become so within the time that the target may take */
async function expectState(
  rehearsal: Rehearsal,
  value: SecretValue,
  wanted: CredentialState,
  context: TargetContext,
): Promise<void> {
  let found: CredentialState = wanted;
  await waitFor(rehearsal, async () => {
    found = (await rehearsal.target.verify?.(value, context)) ?? wanted;
    if (found === wanted) return undefined;
    return new RotationError(
      found === 'unreachable' ? 'Rekey.Transient' : 'Rekey.TargetFailed',
      `Expected the service to ${wanted === 'working' ? 'accept' : 'refuse'} the credential, found ${found}.`,
      { call: 'target:verify' },
    );
  });
}

/** A refusal is final only once all of the target had the time to learn of the change. */
async function passes(
  target: Target,
  pair: { readonly current: SecretValue; readonly pending: SecretValue },
  context: TargetContext,
): Promise<Error | undefined> {
  try {
    await target.test?.(pair, context);
    return undefined;
  } catch (error) {
    if (isRotationError(error) && error.code === 'Rekey.CredentialRefused') return error;
    throw error;
  }
}

/** @param look what is wrong as yet */
async function waitFor(
  { target, ports: { clock, signal } }: Rehearsal,
  look: () => Promise<Error | undefined>,
): Promise<void> {
  const endsAt = clock.now() + target.propagationMs + PATIENCE_MS;
  for (;;) {
    const wrong = await look();
    if (wrong === undefined) return;
    if (clock.now() >= endsAt || signal.aborted) throw wrong;
    await clock.sleep(POLL_MS, signal);
  }
}
