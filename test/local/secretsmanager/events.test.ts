import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { expect, test } from '@jest/globals';
import { createKms } from '../../../local/kms/service.ts';
import type { LogLine } from '../../../local/log.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import type { Principal, Service } from '../../../local/service.ts';
import { startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

const services = { kms: createKms, secretsmanager: createSecretsManager };

/** A bus that only remembers. */
function createBus(): {
  readonly entries: PutEventsRequestEntry[];
  readonly principals: Principal[];
  readonly create: () => Service;
} {
  const entries: PutEventsRequestEntry[] = [];
  const principals: Principal[] = [];
  return {
    entries,
    principals,
    create: () => ({
      wire: {
        signingName: 'events',
        protocols: ['awsJson1_1'],
        schemas: () => Promise.resolve({}),
      },
      actions: {
        PutEvents: {
          run: (input: { Entries: PutEventsRequestEntry[] }, { principal }) => {
            entries.push(...input.Entries);
            principals.push(principal);
            return { FailedEntryCount: 0 };
          },
        },
      },
    }),
  };
}

// User Guide, event-detail-secret-label-updated-secretsmanager (read 2026).
test('Secret Label Updated tells of AWSCURRENT and custom labels, not of AWSPENDING and AWSPREVIOUS', async () => {
  const bus = createBus();
  const host = await startServices({ services: { ...services, events: bus.create } });
  const send = (operation: string, input: object) =>
    host.send<{ ARN: string }>('secretsmanager', operation, input);
  const put = (name: string, VersionStages?: string[]) =>
    send('PutSecretValue', {
      SecretId: 'told',
      SecretString: 'value',
      ClientRequestToken: tokenOf(name),
      VersionStages,
    });
  const labels = () =>
    bus.entries.splice(0).map(({ Detail = '' }) => JSON.parse(Detail) as unknown);
  const { ARN } = await send('CreateSecret', { Name: 'told', ClientRequestToken: tokenOf('0') });
  expect(bus.entries).toEqual([]);
  await put('1');
  expect(bus.principals[0]).toMatchObject({
    kind: 'service',
    service: 'secretsmanager.amazonaws.com',
  });
  expect(bus.entries).toMatchObject([
    { Source: 'aws.secretsmanager', DetailType: 'Secret Label Updated', Resources: [ARN] },
  ]);
  expect(labels()).toEqual([{ name: 'told', labelUpdated: 'AWSCURRENT', versionId: tokenOf('1') }]);
  await put('2', ['AWSPENDING']);
  expect(labels()).toEqual([]);
  await put('3', ['AWSPENDING', 'mine']);
  expect(labels()).toEqual([{ name: 'told', labelUpdated: 'mine', versionId: tokenOf('3') }]);
  const move = {
    SecretId: 'told',
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: tokenOf('3'),
    RemoveFromVersionId: tokenOf('1'),
  };
  await send('UpdateSecretVersionStage', move);
  expect(labels()).toEqual([{ name: 'told', labelUpdated: 'AWSCURRENT', versionId: tokenOf('3') }]);
  await send('UpdateSecretVersionStage', { ...move, RemoveFromVersionId: undefined });
  await put('3', ['AWSPENDING', 'mine']);
  expect(labels()).toEqual([]);
  await host.close();
});

test('a bus that cannot be reached costs a log line and not the call', async () => {
  const lines: LogLine[] = [];
  const host = await startServices({ services, log: (line) => lines.push(line) });
  await host.send('secretsmanager', 'CreateSecret', {
    Name: 'alone',
    SecretString: 'hidden-value',
    ClientRequestToken: tokenOf('1'),
  });
  expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('hidden-value');
  await host.close();
});
