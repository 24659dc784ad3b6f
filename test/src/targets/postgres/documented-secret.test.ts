// Secrets of RDS and Aurora as AWS documents their JSON, as they are: port as a number or a text, masterarn for the admin, fields of AWS's
// own. docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createPostgres } from '../../../../src/targets/postgres/postgres.ts';
import { createServiceWorld, readCurrent } from '../../../contract/whole-runs.ts';
import { driveRotation } from '../../../support/drive-rotation.ts';
import { type PostgresServer, startPostgres, toPostgresSecret } from '../../../support/postgres.ts';

const ADMIN_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db/admin-AbCdEf';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.close();
});

test.each([
  ['Aurora, alternating users', { engine: 'aurora-postgresql', dbClusterIdentifier: 'billing' }],
  ['RDS, alternating users', { engine: 'postgres', dbInstanceIdentifier: 'billing' }],
])('a secret of %s is rotated twice as it is, and keeps its other fields', async (title, own) => {
  const username = title.startsWith('Aurora') ? 'aurora' : 'rds';
  const password = createUuid(createSystemRandom());
  await server.query(`CREATE ROLE ${username} LOGIN PASSWORD '${password}'`);
  const kept = {
    ...own,
    host: '127.0.0.1',
    port: username === 'rds' ? server.port : String(server.port),
    dbname: 'postgres',
    masterarn: ADMIN_ARN,
  };
  const current = new SecretValue(JSON.stringify({ ...kept, username, password }));
  const world = createServiceWorld(
    {
      target: createPostgres(new Map([['tls', 'off']])),
      fixture: { accepts: async (value) => await server.accepts(toLogin(value)) },
      admins: new Map([[ADMIN_ARN, toPostgresSecret(server.port, server.admin)]]),
    },
    current,
  );
  for (const turn of [`${username}_clone`, username]) {
    const before = toLogin(readCurrent(world));
    expect(await driveRotation(world, { name: `${title} ${turn}` })).toMatchObject({
      decision: 'rotated',
    });
    const after = toLogin(readCurrent(world));
    expect(after).toMatchObject({ ...kept, username: turn });
    expect(await server.accepts(after)).toBe(true);
    expect(await server.accepts(before)).toBe(false);
  }
});

function toLogin(value: SecretValue): { readonly username: string; readonly password: string } {
  return JSON.parse(value.reveal()) as { username: string; password: string };
}
