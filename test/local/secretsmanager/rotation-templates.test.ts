// AWS's own rotation functions, as they are, behind an adapter. Opt-in, for they are Python and no part of this project:
// REKEY_TEST_ROTATION_TEMPLATES names a checkout of aws-samples/aws-secrets-manager-rotation-lambdas; python3 needs boto3, and PyGreSQL
// (Debian: python3-pygresql) beside a PostgreSQL for those that rotate one.
import { dirname } from 'node:path';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Login } from '../../../demo/services/postgres-process.ts';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { findProgram } from '../../support/program.ts';
import { findPython } from '../../support/python-lambda.ts';
import { startTemplateHost, type TemplateHost } from '../../support/template-host.ts';

// Calls of one rotation, measured on AWS's files of 2025-02-25.
const GENERIC_CALLS = {
  DescribeSecret: 5,
  GetSecretValue: 2,
  GetRandomPassword: 1,
  PutSecretValue: 1,
  UpdateSecretVersionStage: 1,
};
const POSTGRES_CALLS = { ...GENERIC_CALLS, GetSecretValue: 6 };
const MINUTE_MS = 60_000;

const folder = process.env['REKEY_TEST_ROTATION_TEMPLATES'];
const python = findPython(['boto3']);
const pythonOfPostgres = findPython(['boto3', 'pg', 'pgdb']);
const initdb = findProgram('initdb');

function findMissing(): string | undefined {
  if (folder === undefined) return 'REKEY_TEST_ROTATION_TEMPLATES names no folder';
  return python === undefined ? 'python3 has no boto3 (Debian: python3-boto3)' : undefined;
}

function findMissingOfPostgres(): string | undefined {
  const missing = findMissing();
  if (missing !== undefined) return missing;
  if (pythonOfPostgres === undefined) return 'python3 has no pg (Debian: python3-pygresql)';
  return initdb === undefined ? 'there is no PostgreSQL (Debian: postgresql)' : undefined;
}

const missing = findMissing();
const missingOfPostgres = findMissingOfPostgres();
let host: TemplateHost;

if (folder === undefined || python === undefined) {
  test(`AWS’s rotation templates are left out: ${missing ?? ''}`, () => {
    expect(missing).toBeDefined();
  });
} else {
  beforeEach(async () => {
    host = await startTemplateHost(pythonOfPostgres ?? python, folder);
  });
  afterEach(() => host.close());

  test('the generic template rotates a secret twice, and AWSPENDING is gone after each', async () => {
    // It leaves these two to its reader.
    const without = ['set_secret', 'test_secret'];
    const lambdaArn = await host.install('SecretsManagerRotationTemplate', without);
    await createSecret('generic', 'first');
    const values = ['first'];
    for (const arn of [lambdaArn, undefined]) {
      expect(await host.rotate('generic', arn)).toEqual({
        calls: GENERIC_CALLS,
        events: ['RotationStarted', 'RotationSucceeded'],
      });
      expect(await listStages('generic')).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
      values.push(await read('generic'));
    }
    expect(new Set(values).size).toBe(3);
  });
}

if (
  folder === undefined ||
  python === undefined ||
  pythonOfPostgres === undefined ||
  initdb === undefined
) {
  test(`AWS’s rotation templates for PostgreSQL are left out: ${missingOfPostgres ?? ''}`, () => {
    expect(missingOfPostgres).toBeDefined();
  });
} else {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres({ programs: dirname(initdb) });
  });
  afterAll(() => postgres.close());

  const createUser = async (username: string): Promise<Login> => {
    const password = createUuid(createSystemRandom());
    await postgres.query(`CREATE ROLE ${username} LOGIN PASSWORD '${password}'`);
    return { username, password };
  };
  const store = async (name: string, login: Login, more: object = {}) => {
    const { port } = postgres;
    const value = { engine: 'postgres', host: '127.0.0.1', port, ...login, ...more };
    return await createSecret(name, JSON.stringify(value));
  };
  const readLogin = async (name: string): Promise<Login> => {
    const { username, password } = JSON.parse(await read(name)) as Login;
    return { username, password };
  };
  const isAccepted = async (login: Login) => await postgres.accepts(login);

  test('the template for one PostgreSQL user rotates its password twice, and each old one is refused', async () => {
    const lambdaArn = await host.install('SecretsManagerRDSPostgreSQLRotationSingleUser');
    const first = await createUser('single');
    const logins = [first];
    await store('single', first);
    for (const arn of [lambdaArn, undefined]) {
      expect(await Promise.all(logins.map(isAccepted))).toEqual(
        logins.map((_, index) => index === logins.length - 1),
      );
      expect(await host.rotate('single', arn)).toEqual({
        calls: POSTGRES_CALLS,
        events: ['RotationStarted', 'RotationSucceeded'],
      });
      expect(await listStages('single')).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
      logins.push(await readLogin('single'));
    }
    expect(await Promise.all(logins.map(isAccepted))).toEqual([false, false, true]);
  });

  test('the template for PostgreSQL with an administrator rotates between two users, and the first password is refused in the end', async () => {
    const lambdaArn = await host.install('SecretsManagerRDSPostgreSQLRotationMultiUser');
    const masterarn = await store('admin', postgres.admin);
    const first = await createUser('multi');
    const logins = [first];
    await store('multi', first, { masterarn });
    for (const arn of [lambdaArn, undefined]) {
      expect(await Promise.all(logins.map(isAccepted))).toEqual(logins.map(() => true));
      expect(await host.rotate('multi', arn)).toEqual({
        calls: POSTGRES_CALLS,
        events: ['RotationStarted', 'RotationSucceeded'],
      });
      expect(await listStages('multi')).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
      logins.push(await readLogin('multi'));
    }
    expect(logins.map(({ username }) => username)).toEqual(['multi', 'multi_clone', 'multi']);
    expect(await Promise.all(logins.map(isAccepted))).toEqual([false, true, true]);
  });

  test('a step that fails once passes when Secrets Manager calls the template again', async () => {
    const lambdaArn = await host.install('SecretsManagerRDSPostgreSQLRotationSingleUser');
    const first = await createUser('shut_out');
    await store('shut_out', first);
    await postgres.query('ALTER ROLE shut_out NOLOGIN');
    expect(await host.rotate('shut_out', lambdaArn, 'RotationFailed')).toEqual({
      // createSecret does all of its calls; setSecret ends after its four.
      calls: { DescribeSecret: 2, GetSecretValue: 5, GetRandomPassword: 1, PutSecretValue: 1 },
      events: ['RotationStarted', 'RotationFailed'],
    });
    await postgres.query('ALTER ROLE shut_out LOGIN');
    expect(await isAccepted(first)).toBe(true);
    await host.clock.advance(MINUTE_MS);
    expect(await host.watch('RotationSucceeded')).toEqual({
      // The value is there already: createSecret only looks.
      calls: { DescribeSecret: 5, GetSecretValue: 6, UpdateSecretVersionStage: 1 },
      events: ['RotationStarted', 'RotationSucceeded'],
    });
    expect(await isAccepted(first)).toBe(false);
    expect(await isAccepted(await readLogin('shut_out'))).toBe(true);
    expect(await listStages('shut_out')).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });
}

async function createSecret(Name: string, SecretString: string): Promise<string> {
  const { ARN = '' } = await host.client.send(new CreateSecretCommand({ Name, SecretString }));
  return ARN;
}

async function read(SecretId: string): Promise<string> {
  const { SecretString = '' } = await host.client.send(new GetSecretValueCommand({ SecretId }));
  return SecretString;
}

async function listStages(secretId: string): Promise<readonly string[]> {
  const { VersionIdsToStages = {} } = await host.describe(secretId);
  return Object.values(VersionIdsToStages).flat().sort();
}
