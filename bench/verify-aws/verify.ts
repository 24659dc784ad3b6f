// Races and checks on one throw-away secret, which is gone afterwards.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../local/clock.ts';
import type { Random } from '../../local/random.ts';
import type { ClientConfig } from '../../src/aws/clients.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import type { SecretStore } from '../../src/rotation/ports.ts';
import { createContender, enter } from './contest.ts';
import type { Finding } from './finding.ts';
import { checkLabelRules } from './label-rules.ts';
import { raceForClaim, raceForSwitch } from './race.ts';
import { withThrowAwaySecret } from './throw-away-secret.ts';

export interface VerifyOptions {
  readonly config: ClientConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly contenders: number;
  readonly rounds: number;
  /** Ends the work early; the secret is deleted all the same. */
  readonly signal: AbortSignal;
  readonly show: (text: string) => void;
  /** One for each contender; ours over Secrets Manager where left out. */
  readonly createSecrets?: () => SecretStore;
}

/** @throws where AWS answers what `src/aws` does not expect; the secret is deleted then too */
export async function verify(options: VerifyOptions): Promise<readonly Finding[]> {
  const { config, clock, random, rounds, signal, show } = options;
  const createSecrets = options.createSecrets ?? (() => createSecretStore(config, clock));
  const client = new SecretsManagerClient(config);
  try {
    return await withThrowAwaySecret(client, random, async ({ arn, name }) => {
      show(`made ${name}`);
      const contenders = Array.from({ length: options.contenders }, () =>
        createContender(createSecrets(), arn, random),
      );
      const contest = { arn, clock, signal, contenders };
      await enter(contest);
      show('checking labels …');
      const rules = await checkLabelRules(contest);
      show('racing for AWSPENDING …');
      const claim = await raceForClaim(contest, rounds);
      show('racing for AWSCURRENT …');
      const change = await raceForSwitch(contest, rounds);
      show(`deleting ${name}`);
      return [...rules, claim, change];
    });
  } finally {
    client.destroy();
  }
}

/** Calls of one verification, for the price; a few more where reads are stale. */
export function countCalls({ contenders, rounds }: Pick<VerifyOptions, 'contenders' | 'rounds'>) {
  const racing = 2 * rounds * (2 * contenders + 3);
  return contenders + 20 + racing;
}
