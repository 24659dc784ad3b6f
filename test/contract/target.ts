// One suite for every target, against its real service. A target's own test file only says how to start the service.
import { describe, test } from '@jest/globals';
import { testConsumers } from './consumers.ts';
import { type Contract, openContract } from './contract.ts';
import { testCrashes } from './crashes.ts';
import type { TargetFixture as Fixture } from './fixture.ts';
import { type Lacks, testLacks } from './lacks.ts';
import { testLife } from './life.ts';
import { testOutages } from './outages.ts';
import { testWholeRuns } from './whole-runs.ts';
import { testWrongValues } from './wrong-values.ts';

export type TargetFixture = Fixture;

/** Asks for everything also where that takes minutes. */
const IS_ALL_ASKED = process.env['REKEY_CONTRACTS'] === 'whole';

/** What takes a rotation for each call that it makes. */
const LONG = { calls: testCrashes, runs: testWholeRuns } satisfies Record<
  string,
  (contract: Contract) => void
>;
const TITLES: Readonly<Record<keyof typeof LONG, string>> = {
  calls: 'wherever a call fails',
  runs: 'wherever a Lambda dies in a whole run',
};

/**
 * @param lacks what the service or its target does not have, each with the reason
 * @param rarely what would take so long that it is asked only where everything is (REKEY_CONTRACTS=whole)
 */
export function testTargetContract(
  name: string,
  start: () => Promise<TargetFixture>,
  lacks: Lacks,
  rarely: readonly (keyof typeof LONG)[] = [],
): void {
  describe(`the contract of targets: ${name}`, () => {
    const contract = openContract(name, start, lacks);
    testLacks(contract);
    testLife(contract);
    for (const part of ['calls', 'runs'] as const) {
      if (!rarely.includes(part) || IS_ALL_ASKED) LONG[part](contract);
      else test.todo(`${TITLES[part]} (with REKEY_CONTRACTS=whole)`);
    }
    testConsumers(contract);
    testWrongValues(contract);
    testOutages(contract);
  });
}
