import { readFileSync } from 'node:fs';
import * as kms from '@aws-sdk/client-kms';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from '../support/refusal.ts';
import { type RotationHost, startRotationHost } from '../support/rotation-host.ts';
import { probeKms } from './kms-probe.ts';
import { listOperations, listPaths, type Operation } from './model.ts';
import { PAGE, toMemberTables, toPage } from './page.ts';
import { createRecorder, createSend, type Recorder, type Send } from './recorder.ts';
import { probeSecretsManager } from './secrets-manager-probe.ts';
import { listServices } from './services.ts';
import { findRow, isShown, type Members } from './support.ts';

// docs/feature-support.md is made from what these tests hold against the models, the code and the wire.

const services = listServices();
const tables = toMemberTables(new Uint8Array());

const serviceOf = (folder: string) => {
  const found = services.find((one) => one.folder === folder);
  if (found === undefined) throw new Error(`There is no service ${folder}.`);
  return found.service;
};

test('the page is as it is made', async () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(await toPage()); // npm run docs:features
});

/** Between the endpoint's own services: the wire does not know them. */
const INTERNAL = ['events:PutForwardedEvent'];

test('no service has an action that its model has not', async () => {
  const unknown: string[] = [];
  for (const { folder, service } of services) {
    const names = (await listOperations(service.wire)).map(({ name }) => name);
    const others = Object.keys(service.actions).filter((name) => !names.includes(name));
    unknown.push(...others.map((name) => `${folder}:${name}`));
  }
  expect(unknown).toEqual(INTERNAL);
});

describe.each(Object.keys(tables))('%s', (folder) => {
  const support = tables[folder] ?? {};

  test('every action has its table, and none has that is refused', () => {
    expect(Object.keys(support).sort()).toEqual(Object.keys(serviceOf(folder).actions).sort());
  });

  test('every member of the model has a row, and no row is of nothing', async () => {
    for (const { name, input, output } of await listOperations(serviceOf(folder).wire)) {
      const rows = support[name];
      if (rows === undefined) continue;
      expect({ name, ...findGaps(listPaths(input), rows.input) }).toEqual({ name, ...NO_GAPS });
      expect({ name, ...findGaps(listPaths(output), rows.output) }).toEqual({ name, ...NO_GAPS });
    }
  });
});

const NO_GAPS = { without: [], unknown: [] };

function findGaps(paths: readonly string[], members: Members) {
  return {
    without: paths.filter((path) => {
      const isTop = !path.includes('.');
      return isTop ? !Object.hasOwn(members, path) : findRow(members, path) === undefined;
    }),
    unknown: Object.keys(members).filter((row) => !paths.includes(row)),
  };
}

describe('over the wire', () => {
  let host: RotationHost;
  let ciphertext: Uint8Array;
  const senders = new Map<string, Send>();
  const recorders = new Map<string, Recorder>();

  beforeAll(async () => {
    host = await startRotationHost();
    const { client: aClient, clientOf } = host;
    const { config } = aClient;
    const settings = { endpoint: host.cloudUrl, credentials: config.credentials, maxAttempts: 1 };
    const kmsIn = (region: string): Send =>
      createSend(new kms.KMSClient({ ...settings, region }), kms);
    for (const folder of Object.keys(tables)) {
      recorders.set(folder, await createRecorder(serviceOf(folder).wire));
    }
    const record = (folder: string, send: Send): Send =>
      recorders.get(folder)?.record(send) ?? send;
    senders.set('kms', kmsIn('us-east-1'));
    senders.set('secretsmanager', createSend(aClient, secretsManager));
    ciphertext = await probeKms(record('kms', kmsIn('us-east-1')));
    const createKey = async (region: string) => {
      const made = await kmsIn(region)<{ KeyMetadata: { Arn: string } }>('CreateKey');
      return made.KeyMetadata.Arn;
    };
    await probeSecretsManager({
      host,
      keys: [await createKey('us-east-1'), await createKey('eu-west-1')],
      sendIn: (region) => {
        const client = region === undefined ? aClient : clientOf(region);
        return record('secretsmanager', createSend(client, secretsManager));
      },
    });
  });
  afterAll(() => host.close());

  test.each(Object.keys(tables))(
    '%s takes and answers what the page says, and nothing more',
    async (folder) => {
      const { seen } = recorders.get(folder) as Recorder;
      const promised = new Set<string>();
      for (const operation of await listOperations(serviceOf(folder).wire)) {
        for (const path of listPromised(operation, folder)) promised.add(path);
      }
      expect([...promised].filter((path) => !seen.has(path))).toEqual([]);
      expect([...seen].filter((path) => !promised.has(path))).toEqual([]);
    },
  );

  const listPromised = ({ name, input, output }: Operation, folder: string): readonly string[] => {
    const rows = tables[folder]?.[name] ?? { input: {}, output: {} };
    const toShown = (side: string, paths: readonly string[], members: Members) =>
      paths
        .filter((path) => isShown(members[findRow(members, path) ?? '']))
        .map((path) => `${name} ${side} ${path}`);
    return [
      ...toShown('in', listPaths(input), rows.input),
      ...toShown('out', listPaths(output), rows.output),
    ];
  };

  test.each(Object.keys(tables))('%s refuses what the page says, by that name', async (folder) => {
    const send = senders.get(folder) as Send;
    for (const [action, { input }] of Object.entries(toMemberTables(ciphertext)[folder] ?? {})) {
      for (const [name, member] of Object.entries(input)) {
        if (typeof member === 'string' || member.is === 'never') continue;
        const { name: error } = await refusalOf(send(action, member.sample));
        expect({ action, name, error }).toEqual({ action, name, error: member.error });
        expect(member.sample).toHaveProperty(name);
      }
    }
  });
});
