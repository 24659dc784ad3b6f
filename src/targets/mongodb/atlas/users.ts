// The users of a project of MongoDB Atlas: they log in at its clusters, and are changed by its Admin API, which the clusters follow seconds
// later. mongodb.com/docs/atlas/security-add-mongodb-users
import { SecretValue } from '../../../rotation/secret-value.ts';
import { toTwinName } from '../../database/twin-name.ts';
import type { DatabaseUsers, UserPair } from '../../database/users.ts';
import type { MongoLogin } from '../login.ts';
import type { Session } from '../session.ts';
import { type AdminApi, withAdminApi } from './admin-api.ts';
import {
  type DatabaseUser,
  databaseUsersPath,
  findDatabaseUser,
  findDifference,
  loadDatabaseUser,
  toPath,
} from './database-user.ts';
import { readNote, writeNote } from './note.ts';
import { readAtlasUser, readServiceAccount } from './secrets.ts';
import type { AtlasSettings } from './settings.ts';

/** As AWS's function names the second user of a MongoDB. */
const NAMING = { suffix: '_clone', bytesMax: 1024 };

type AtlasUsers = DatabaseUsers<MongoLogin, Session, Project>;

/** The API, and the time. */
interface Project extends AdminApi {
  now(): number;
}

export function createAtlasUsers(
  settings: AtlasSettings,
  { createPassword, withSession }: Pick<AtlasUsers, 'createPassword' | 'withSession'>,
): AtlasUsers {
  return {
    name: 'mongodb',
    locksOut: false,
    propagationMs: settings.propagationMs,
    readUser: (value) => readAtlasUser(value, settings),
    toTwin: (username) => toTwinName(username, NAMING),
    createPassword,
    withSession,
    withAdminSession: async (admin, _user, context, work) => {
      const now = (): number => context.clock.now();
      const account = readServiceAccount(admin);
      return await withAdminApi(account, settings, context, (api) => work({ ...api, now }));
    },
    setPassword: async (project, user, password) => {
      await setPassword(project, user, await loadDatabaseUser(project, user.username), password);
    },
    prepareUser,
    disableUser: async (project, user, random) => {
      const found = await findDatabaseUser(project, user.username);
      if (found === undefined) return;
      await setPassword(project, user, found, new SecretValue(createPassword(random)));
    },
    foresee: async (project, user) => {
      const found = await findDatabaseUser(project, user.username);
      if (found === undefined) return 'settled';
      return readNote(found, user, project.now(), settings.propagationMs);
    },
  };
}

/** Sent again it changes nothing. What is not named stays as it is. */
async function setPassword(
  project: Project,
  user: MongoLogin,
  { labels }: DatabaseUser,
  password: SecretValue,
): Promise<void> {
  await project.change('PATCH', toPath(user.username), {
    password: password.reveal(),
    labels: writeNote(labels, { ...user, password }, project.now()),
  });
}

/** One request makes or changes the user with all it needs, so nothing half done is left. */
async function prepareUser(
  project: Project,
  { current, pending }: UserPair<MongoLogin>,
): Promise<void> {
  const { username, password } = pending;
  const model = await loadDatabaseUser(project, current.username);
  const found = await findDatabaseUser(project, username);
  const difference = findDifference(model, found);
  const labels = writeNote((found ?? model).labels, pending, project.now());
  const change = { ...difference, password: password.reveal(), labels };
  if (found !== undefined) {
    await project.change('PATCH', toPath(username), change);
    return;
  }
  const { description } = model;
  await project.change('POST', databaseUsersPath, {
    ...change,
    ...(typeof description === 'string' ? { description } : {}),
    databaseName: 'admin',
    groupId: project.groupId,
    username,
  });
}
