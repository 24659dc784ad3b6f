// The two secrets: the user's, in AWS's documented JSON for databases or for MongoDB Atlas, and the service account's, which changes it.
// docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partner-MongoDBAtlasDatabaseUser.html, mes-partner-MongoDBAtlasServiceAccount.html
import { RotationError } from '../../../rotation/errors.ts';
import { SecretValue } from '../../../rotation/secret-value.ts';
import { findText, parseSecretFields, toSecretValue } from '../../secret-json.ts';
import { type MongoLogin, readUser } from '../login.ts';
import type { AtlasSettings } from './settings.ts';

export interface ServiceAccount {
  readonly clientId: string;
  readonly clientSecret: SecretValue;
  /** Certificates (PEM) of whoever signed the API's, where the runtime does not know them. */
  readonly ca: string | undefined;
}

/** Where Atlas keeps every user that logs in by a password. */
const AUTH_SOURCE = 'admin';

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readAtlasUser(value: SecretValue, { groupId, tls }: AtlasSettings): MongoLogin {
  const fields = parseSecretFields(value);
  const project = findText(fields, 'groupId');
  if (project !== undefined && project !== groupId) {
    throw invalid('groupId in secret JSON: expected the project of rekey:options, found another.');
  }
  for (const name of ['authSource', 'databaseName']) {
    if ((findText(fields, name) ?? AUTH_SOURCE) === AUTH_SOURCE) continue;
    throw invalid(
      `${name} in secret JSON: expected ${AUTH_SOURCE}, where Atlas keeps the users that have a password, found another. Those of $external log in by a certificate, IAM, LDAP or OIDC.`,
    );
  }
  const host = findText(fields, 'host') ?? findText(fields, 'clusterUrl');
  const known = host === undefined ? {} : { host };
  const user = readUser(toSecretValue(fields, { ...known, authSource: AUTH_SOURCE }), tls);
  // As the name of a path it would lead elsewhere.
  if (/^\.+$/.test(user.username)) throw invalid('username in secret JSON: expected a name.');
  return { ...user, ...(fields['port'] === undefined ? { isCluster: true } : {}) };
}

/** @throws RotationError InvalidConfiguration */
export function readServiceAccount(admin: SecretValue): ServiceAccount {
  const fields = parseSecretFields(admin);
  const [clientId, clientSecret] = ['clientId', 'clientSecret'].map((key) => findText(fields, key));
  if (clientId === undefined || clientSecret === undefined) {
    throw invalid(
      `Tag rekey:admin: expected the secret of an Atlas service account, {"clientId": …, "clientSecret": …}, found ${fields['privateKey'] === undefined ? 'another' : 'an API key, which is not taken'}.`,
    );
  }
  return { clientId, clientSecret: new SecretValue(clientSecret), ca: findText(fields, 'ca') };
}

function invalid(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}
