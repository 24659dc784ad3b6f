// Turns an error into one sentence that says what to do next. SDK errors about access name no secret values.
import { isRotationError } from '../src/rotation/errors.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';

export interface Described {
  readonly text: string;
  readonly code: ExitCode;
}

const LACKS_RIGHT = 'docs/schedules.md has the policies for operators, verb by verb.';

const HINTS: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'No AWS credentials found. Set AWS_PROFILE or AWS_ACCESS_KEY_ID, or AWS_ENDPOINT_URL with any key for a local endpoint.',
  ExpiredTokenException: 'The AWS credentials have expired: sign in again.',
  ECONNREFUSED: 'Nobody listens there. Is the local endpoint running (npx rekey local)?',
  AccessDenied: LACKS_RIGHT,
  AccessDeniedException: LACKS_RIGHT,
  PortInUse: 'Choose another with --port.',
  StoreInUse: 'Stop that one, or choose another folder with --data.',
  StoreTooNew: 'Use the newer Rekey for it, or choose another folder with --data.',
  StoreDamaged:
    'Nothing in it was changed. Put a copy of the whole folder back, or choose another with --data.',
  StoreUnusable: 'Choose a folder of your own with --data.',
  StoreFull: 'Make room and start again: what was acknowledged is kept.',
  StoreFailed: 'Look after the disk and start again: what was acknowledged before is kept.',
  MasterKeyMissing: 'Put it back, or choose another folder with --data.',
  MasterKeyWrong: 'Put its own key back, or choose another folder with --data.',
};

export function describeError(error: unknown): Described {
  if (isRotationError(error)) {
    const isUsage = error.code === 'Rekey.InvalidConfiguration';
    const text =
      error.code === 'Rekey.AccessDenied' ? addHint(error.message, LACKS_RIGHT) : error.message;
    return { text, code: isUsage ? exitCodes.usage : exitCodes.failure };
  }
  const {
    name = 'Error',
    code = '',
    message = String(error),
  } = error as {
    name?: string;
    code?: string;
    message?: string;
  };
  const text = (message === '' ? code : message).trim();
  // some errors come wrapped, with their code in the text only
  const key = Object.keys(HINTS).find((one) => [name, code].includes(one) || text.includes(one));
  const hint = key === undefined ? undefined : HINTS[key];
  return {
    text: hint === undefined ? `${name}: ${text}` : addHint(text, hint),
    code: exitCodes.failure,
  };
}

function addHint(text: string, hint: string): string {
  return `${text.replace(/\.?$/, '.')} ${hint}`;
}
