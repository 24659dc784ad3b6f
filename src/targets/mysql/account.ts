// An account as a server describes it, and what both kinds of server are asked to do with one.
import type { Random } from '../../rotation/effects.ts';
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Method } from './hashes.ts';
import type { Row, Session } from './session.ts';
import type { PasswordForm } from './settings.ts';
import { type AccountName, quoteText } from './sql.ts';

export interface Account extends AccountName {
  /** Each lets in by itself. MySQL has one or two, MariaDB any number. */
  readonly methods: readonly Method[];
  readonly isLocked: boolean;
  /** What the server demands of a connection: the clauses REQUIRE and WITH, such as `REQUIRE SSL WITH MAX_USER_CONNECTIONS 7`. */
  readonly demands: string;
}

/** How a password goes into a statement. */
export interface Writing {
  readonly send: PasswordForm;
  readonly random: Random;
}

/** MySQL and MariaDB have grown apart in whatever has to do with passwords. */
export interface Dialect {
  /** Accounts of one user name, each for its hosts. */
  findAccounts(session: Session, username: string): Promise<readonly Account[]>;
  /** Makes the account take `added` as well as `current`. Done twice it changes nothing. */
  addPassword(
    session: Session,
    account: Account,
    passwords: { readonly current: SecretValue; readonly added: SecretValue },
    writing: Writing,
  ): Promise<void>;
  /** Makes the account refuse `removed`, if it takes it, and go on with `kept`. Done twice it changes nothing. */
  removePassword(
    session: Session,
    account: Account,
    passwords: { readonly removed: SecretValue; readonly kept: SecretValue },
    writing: Writing,
  ): Promise<void>;
  /** Puts `added` in the place of `current`, or of the only password there is. */
  replacePassword(
    session: Session,
    account: Account,
    passwords: { readonly current: SecretValue; readonly added: SecretValue },
    writing: Writing,
  ): Promise<void>;
  /** As the user itself, with no right to change users. */
  replaceOwnPassword(session: Session, password: SecretValue, writing: Writing): Promise<void>;
  /** The clause that lets an account in by this password alone, with the plugin of `model`. */
  identify(model: Account, password: SecretValue, writing: Writing): string;
  /** Statements that give `to` the default roles of `from`, where they are not among its grants. */
  listDefaultRoles(
    session: Session,
    from: AccountName,
    to: AccountName,
  ): Promise<readonly string[]>;
}

export function toDemands(facts: {
  readonly tls: 'none' | 'any' | 'x509' | 'specified';
  readonly subject: string;
  readonly issuer: string;
  readonly cipher: string;
  readonly limits: Readonly<Record<string, number>>;
}): string {
  const limits = Object.entries(facts.limits).filter(([, limit]) => limit > 0);
  return [
    ...toRequirements(facts),
    ...(limits.length === 0 ? [] : ['WITH']),
    ...limits.map(([name, limit]) => `${name} ${String(limit)}`),
  ].join(' ');
}

function toRequirements({
  tls,
  ...facts
}: Pick<Parameters<typeof toDemands>[0], 'tls' | 'subject' | 'issuer' | 'cipher'>): string[] {
  if (tls === 'none') return ['REQUIRE NONE'];
  if (tls === 'any') return ['REQUIRE SSL'];
  if (tls === 'x509') return ['REQUIRE X509'];
  const { subject, issuer, cipher } = facts;
  const parts = Object.entries({ SUBJECT: subject, ISSUER: issuer, CIPHER: cipher });
  const named = parts.filter(([, text]) => text !== '');
  return [`REQUIRE ${named.map(([name, text]) => `${name} ${quoteText(text)}`).join(' AND ')}`];
}

/** A column as text: some are binary, and one that is not there in this version is empty. */
export function toText(row: Row, column: string): string {
  const value = row[column];
  if (Buffer.isBuffer(value)) return value.toString();
  return typeof value === 'string' ? value : '';
}

/** A JSON column, which the driver has read, or not, as the server tells it. */
export function toJson(row: Row, column: string): Row {
  const value = row[column];
  const read: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return typeof read === 'object' && read !== null ? (read as Row) : {};
}

/** @throws RotationError InvalidConfiguration where anybody gets in without a password */
export function checkHasPassword({ methods }: Account): void {
  if (methods.length > 0) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a user with a password, found one that needs none.',
  );
}

export function severalWays(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The user has several ways to log in, and not all would stay as they are: with rekey:options users=dual, and an admin, only the password of the secret changes.',
  );
}
