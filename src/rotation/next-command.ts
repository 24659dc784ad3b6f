// The exact command that a notice ends with. Never a redrive: it serves only stopped and timed-out runs, with their old definition.
import { toMachineArn } from './machine-arn.ts';
import type { NoticeFacts } from './notice-facts.ts';
import { listOwned } from './owner-label.ts';
import { areBothRefused } from './severity.ts';
import { quote } from './shell-quote.ts';
import { AWSPENDING, findHolder } from './staging.ts';

export function toNextCommand(facts: Omit<NoticeFacts, 'diagnosis'>): string {
  const { executionArn, failure, recovery, description } = facts;
  const secretId = description?.name ?? facts.secretId;
  const region = executionArn.split(':')[3] ?? '';
  const secretsManager = (command: string): string =>
    `aws secretsmanager ${command.replace('SECRET', quote(secretId))} --region ${region}`;
  const start = (input: Readonly<Record<string, string>>): string =>
    `aws stepfunctions start-execution --state-machine-arn ${toMachineArn(executionArn)} ` +
    `--input ${quote(JSON.stringify(input))} --region ${region}`;

  if (failure.state === 'RetirePrevious') return start({ secretId, mode: 'retire' });
  if (failure.error === 'Rekey.RecoveryGivenUp') return start({ secretId, mode: 'recover' });
  const put = 'put-secret-value --secret-id SECRET --secret-string file://value.json';
  if (areBothRefused(failure)) return secretsManager(put);
  switch (recovery?.outcome) {
    case 'both-refused':
      return secretsManager(put);
    case 'finished':
    case 'promoted':
    case 'superseded':
      return secretsManager('describe-secret --secret-id SECRET');
    case 'unreachable':
    case 'failed':
      return start({ secretId, mode: 'recover' });
    case 'nothing-to-undo':
    case 'undone':
    case undefined: {
      const holder = findForeignHolder(facts);
      if (failure.error !== 'Rekey.RotationInProgress' || holder === undefined) {
        return start({ secretId });
      }
      return secretsManager(
        `update-secret-version-stage --secret-id SECRET --version-stage AWSPENDING --remove-from-version-id ${holder}`,
      );
    }
  }
}

function findForeignHolder({ description }: Pick<NoticeFacts, 'description'>): string | undefined {
  if (description === undefined) return undefined;
  const holder = findHolder(description, AWSPENDING);
  const isOurs = listOwned(description).some(({ versionId }) => versionId === holder);
  return isOurs ? undefined : holder;
}
