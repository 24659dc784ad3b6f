// What the parts of the suite share: the running service, a new credential for each test, and an ear on everything that a target says.
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../src/rotation/target.ts';
import { isToken } from '../../src/rotation/token.ts';
import { createTargetContext, type TestContext } from '../support/target-context.ts';
import { becomes } from './becomes.ts';
import type { TargetFixture } from './fixture.ts';
import type { Lacks } from './lacks.ts';

export interface Contract {
  readonly name: string;
  /** What is not asked, and why. */
  readonly lacks: Lacks;
  readonly fixture: TargetFixture;
  readonly target: Target;
  /** New for each test, and working. */
  readonly current: SecretValue;
  /** Of the test's first run. */
  readonly context: TestContext;
  /** The context of another run, with a token of its own. */
  readonly begin: (turn: string, overrides?: Partial<TargetContext>) => TestContext;
  /** Asks the service until it says so, as long as the target says that its changes may take. */
  readonly expectAccepted: (value: SecretValue, accepted: boolean) => Promise<void>;
}

/** Registers what comes before and after each test of the suite. */
export function openContract(
  name: string,
  start: () => Promise<TargetFixture>,
  lacks: Lacks,
): Contract {
  const values: SecretValue[] = [];
  const errors: unknown[] = [];
  const contexts: TestContext[] = [];
  let run = 0;
  let close = async (): Promise<void> => {};
  let fixture: TargetFixture;
  let target: Target;
  let current: SecretValue;
  let context: TestContext;

  const begin: Contract['begin'] = (turn, overrides = {}) => {
    const { admin } = fixture;
    const begun = createTargetContext(`${name} ${String(run)} ${turn}`, {
      ...(admin === undefined ? {} : { admin }),
      ...overrides,
    });
    contexts.push(begun);
    return begun;
  };

  beforeAll(async () => {
    fixture = await start();
    close = async () => {
      await fixture.close();
    };
    target = listenTo(fixture.target, values, errors);
  });
  afterAll(async () => {
    await close();
  });
  beforeEach(async () => {
    run += 1;
    for (const heard of [values, errors, contexts]) heard.length = 0;
    fixture.failRequest(undefined, 'before');
    fixture.echoCredentials?.(false);
    current = await fixture.createCurrent();
    values.push(current);
    context = begin('');
  });
  afterEach(async () => {
    const said = new Set([...errors.map(toText), ...contexts.flatMap(({ lines }) => lines)]);
    const parts = [...new Set(values.flatMap(listCredentials))];
    // One assertion for all: a test that crashes everywhere says and makes thousands.
    const leaks = [...said].filter((text) => parts.some((part) => text.includes(part)));
    expect(leaks).toEqual([]);
    const isQuiet = async (): Promise<boolean> => fixture.countConnections?.() === 0;
    if (fixture.countConnections !== undefined) expect(await becomes(isQuiet, 0)).toBe(true);
  });

  return {
    name,
    lacks,
    get fixture() {
      return fixture;
    },
    get target() {
      return target;
    },
    get current() {
      return current;
    },
    get context() {
      return context;
    },
    begin,
    expectAccepted: async (value, accepted) => {
      const isSo = async (): Promise<boolean> => (await fixture.accepts(value)) === accepted;
      expect({
        accepted: (await becomes(isSo, target.propagationMs)) ? accepted : !accepted,
      }).toEqual({ accepted });
    },
  };
}

/** The target, with every value that it makes and every error that it throws written down. */
function listenTo(target: Target, values: SecretValue[], errors: unknown[]): Target {
  const listen =
    <Args extends readonly unknown[], Result>(verb: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      try {
        return await verb(...args);
      } catch (error) {
        errors.push(error);
        throw error;
      }
    };
  const { set, test, retire, discard, verify } = target;
  return {
    ...target,
    create: listen(async (current, context) => {
      const made = await target.create(current, context);
      values.push(made);
      return made;
    }),
    ...(set === undefined ? {} : { set: listen(set) }),
    ...(test === undefined ? {} : { test: listen(test) }),
    ...(retire === undefined ? {} : { retire: listen(retire) }),
    ...(discard === undefined ? {} : { discard: listen(discard) }),
    ...(verify === undefined ? {} : { verify: listen(verify) }),
  };
}

/** Whatever a log could make of an error: its causes and all properties too. */
function toText(error: unknown): string {
  return `${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`;
}

/** Every text of the value that is long enough to be a secret, to be looked for by itself. */
function listCredentials(value: SecretValue): readonly string[] {
  const parts = value.reveal().match(/[A-Za-z0-9_-]{20,}/g) ?? [];
  return parts.filter((part) => !isToken(part)); // the name of what was made, and of its version
}
