// A PostgreSQL user: two of them take turns, and own what they make together.
import { type PostgresService, queryOnce } from '../services/postgres.ts';
import type { Login } from '../services/postgres-process.ts';
import type { DemoCredential } from './credential.ts';

/** @param password of the first user; made by the caller at run time */
export async function createPostgresUser(
  service: PostgresService,
  password: string,
): Promise<DemoCredential> {
  const { port } = service;
  await service.run(`CREATE ROLE shop LOGIN PASSWORD '${password}'; CREATE SCHEMA shop AUTHORIZATION shop;
    SET ROLE shop; CREATE TABLE shop.orders (id int); INSERT INTO shop.orders VALUES (1)`);
  const place = { engine: 'postgres', host: '127.0.0.1', port, dbname: 'postgres' };
  const admin = { secretId: 'demo/postgres/admin', fields: { ...place, ...service.admin } };
  return {
    title: 'PostgreSQL user',
    secretId: 'demo/postgres/shop',
    tags: {
      'rekey:target': 'postgres',
      'rekey:options': 'tls=off',
      'rekey:admin': admin.secretId,
    },
    fields: { ...place, username: 'shop', password },
    admin,
    secretFields: ['password'],
    call: async ({ username, password: own }) => {
      const login = { username, password: own } as Login;
      await queryOnce(port, login, 'SELECT count(*) FROM shop.orders');
      return true;
    },
  };
}
