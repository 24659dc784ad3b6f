// One suite for every target, against its real service. A target's own test file only says how to start the service.
import { describe, test } from '@jest/globals';
import { testConsumers } from './consumers.ts';
import { openContract } from './contract.ts';
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

/**
 * @param lacks what the service or its target does not have, each with the reason
 * @param isSlow a login takes the service so long that whoever dies where is asked only where everything is (REKEY_CONTRACTS=whole)
 */
export function testTargetContract(
  name: string,
  start: () => Promise<TargetFixture>,
  lacks: Lacks,
  isSlow = false,
): void {
  describe(`the contract of targets: ${name}`, () => {
    const contract = openContract(name, start, lacks);
    testLacks(contract);
    testLife(contract);
    if (!isSlow || IS_ALL_ASKED) {
      testCrashes(contract);
      testWholeRuns(contract);
    } else {
      test.todo('wherever a call fails or a Lambda dies (with REKEY_CONTRACTS=whole: minutes)');
    }
    testConsumers(contract);
    testWrongValues(contract);
    testOutages(contract);
  });
}
