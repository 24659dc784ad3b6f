// What `rekey local` says once it listens: what to export, who one is then, and what stays. Never a secret.
import type { Writer } from '../writer.ts';
import { DEFAULT_PROFILE } from './administrator.ts';

export interface Welcome {
  readonly url: string;
  readonly data?: string;
  readonly strictAuth?: boolean;
  /** Where there are users. */
  readonly credentialsFile?: string;
  readonly users: readonly { readonly name: string }[];
  readonly quiet: boolean;
  readonly clock?: 'system' | 'manual';
}

export function printWelcome(welcome: Welcome, writer: Writer): void {
  writer.line(`The AWS endpoint listens on ${writer.paint('strong', welcome.url)}`);
  if (welcome.quiet) return;
  writer.line(
    [
      '',
      `  export AWS_ENDPOINT_URL=${welcome.url}`,
      '  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
      ...listKeyLines(welcome),
      '',
      `leads SDKs, the aws command and sls here. ${describeCallers(welcome)}`,
      describeData(welcome.data),
      ...(welcome.clock === 'manual' ? [MANUAL_CLOCK] : []),
      'Ctrl-C stops it.',
      '',
    ].join('\n'),
  );
}

const MANUAL_CLOCK =
  'Its time stands until it is moved: npx rekey clock advance P1D, npx rekey clock until idle.';

function listKeyLines({ credentialsFile, strictAuth, users }: Welcome): readonly string[] {
  const anyKey = '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local';
  if (credentialsFile === undefined) return [anyKey];
  const names = [DEFAULT_PROFILE, ...users.map(({ name }) => name)].join(', ');
  const file = `  export AWS_SHARED_CREDENTIALS_FILE=${credentialsFile}`;
  const profiles = `  export AWS_PROFILE=${users[0]?.name ?? DEFAULT_PROFILE}    # or another of: ${names}`;
  return strictAuth === true ? [file, profiles] : [file, profiles, `${anyKey}    # root, instead`];
}

function describeCallers({ credentialsFile, strictAuth }: Welcome): string {
  if (strictAuth === true) {
    return `Any region will do. Keys that it did not issue are refused; the profile ${DEFAULT_PROFILE} is the administrator's.`;
  }
  const others = credentialsFile === undefined ? 'any key' : 'any key that it did not issue';
  return `Any region will do, and ${others}: it is the account's root.`;
}

function describeData(data: string | undefined): string {
  return data === undefined
    ? 'Everything is in memory and gone when it stops; --data FOLDER keeps it.'
    : `Everything is kept in ${data}; whoever can read that folder can read the secrets.`;
}
