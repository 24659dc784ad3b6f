// The doctor's rounds: every check, in the order in which people would look.
import type { Ports } from '../ports.ts';
import { checkFunctions } from './check-functions.ts';
import {
  checkAlarms,
  checkEvidence,
  checkQueues,
  checkRules,
  checkTopics,
} from './check-hearing.ts';
import { checkKey } from './check-key.ts';
import { checkLabels } from './check-labels.ts';
import { checkLastRun } from './check-last-run.ts';
import { checkNative } from './check-native.ts';
import { checkNetwork } from './check-network.ts';
import { checkPending } from './check-pending.ts';
import { checkRunRights, checkSecretRights } from './check-rights.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkTarget } from './check-target.ts';
import type { SecretFacts, StackFacts } from './facts.ts';
import type { Finding } from './finding.ts';

export function examineSecret(ports: Pick<Ports, 'hash'>, facts: SecretFacts): readonly Finding[] {
  return [
    ...checkLabels(facts),
    ...checkNative(facts),
    ...checkPending(facts),
    ...checkTarget(facts),
    ...checkSecretRights(facts),
    ...checkKey(facts),
    ...checkSchedule(ports, facts),
    ...checkLastRun(facts),
  ];
}

export function examineStack(facts: StackFacts): readonly Finding[] {
  return [
    ...checkNetwork(facts),
    ...checkFunctions(facts),
    ...checkRunRights(facts),
    ...checkTopics(facts),
    ...checkAlarms(facts),
    ...checkRules(facts),
    ...checkQueues(facts),
    ...checkEvidence(facts),
  ];
}
