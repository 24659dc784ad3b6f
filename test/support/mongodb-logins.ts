// Logins at a MongoDB that are not the target's own: what a consumer does, and whether it may.
import { MongoClient } from 'mongodb';
import type { OpenSession } from '../contract/fixture.ts';

export interface MongodbLogin {
  readonly username: string;
  readonly password: string;
}

export interface MongodbServer {
  readonly host: string;
  readonly port: number;
}

export function connectMongodb(
  { host, port }: MongodbServer,
  { username, password }: MongodbLogin,
): MongoClient {
  return new MongoClient(`mongodb://${host}:${String(port)}/`, {
    auth: { username, password },
    authSource: 'admin',
    directConnection: true,
    serverSelectionTimeoutMS: 5_000,
  });
}

export async function acceptsMongodb(server: MongodbServer, login: MongodbLogin): Promise<boolean> {
  const client = connectMongodb(server, login);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

export async function openMongodb(
  server: MongodbServer,
  login: MongodbLogin,
): Promise<OpenSession> {
  const client = connectMongodb(server, login);
  await client.connect();
  return {
    isAlive: async () => {
      const status = await client.db('admin').command({ connectionStatus: 1 });
      const { authenticatedUsers } = status['authInfo'] as { authenticatedUsers: unknown[] };
      return authenticatedUsers.length === 1;
    },
    close: async () => {
      await client.close();
    },
  };
}

/** A step of a login, or a command about users; not the driver's own looking whether the server is there. */
export function isMongodbCall(message: Buffer): boolean {
  return ['saslStart', 'saslContinue', 'usersInfo', 'createUser', 'updateUser'].some((command) =>
    message.includes(command),
  );
}
