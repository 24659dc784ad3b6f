// One suite for every target, against its real service. A target's own test file only says how to start the service.
import { describe } from '@jest/globals';
import { testConsumers } from './consumers.ts';
import { openContract } from './contract.ts';
import { testCrashes } from './crashes.ts';
import type { TargetFixture as Fixture } from './fixture.ts';
import { testLife } from './life.ts';
import { testOutages } from './outages.ts';
import { testWholeRuns } from './whole-runs.ts';
import { testWrongValues } from './wrong-values.ts';

export type TargetFixture = Fixture;

export function testTargetContract(name: string, start: () => Promise<TargetFixture>): void {
  describe(`the contract of targets: ${name}`, () => {
    const contract = openContract(name, start);
    testLife(contract);
    testCrashes(contract);
    testWholeRuns(contract);
    testConsumers(contract);
    testWrongValues(contract);
    testOutages(contract);
  });
}
