// Requests to the broker's management API, as a user with the tag administrator. Of an answer that is no success only its status is told.
// rabbitmq.com/docs/management, rabbitmq.com/docs/http-api-reference
import { RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import { type HttpAnswer, sendHttpRequest } from '../recipe/http-request.ts';
import { type RabbitmqLogin, readAdmin } from './login.ts';

export interface Management {
  /** What is there; undefined where nothing is. */
  find(...path: readonly string[]): Promise<unknown>;
  put(path: readonly string[], body: Readonly<Record<string, unknown>>): Promise<void>;
  remove(...path: readonly string[]): Promise<void>;
}

const ANSWER_MS_MAX = 30_000;
const CALL = 'target:management';

/** As the admin, or where there is none as the user itself. */
export function openManagement(user: RabbitmqLogin, context: TargetContext): Management {
  const { management, username, password } =
    context.admin === undefined ? user : readAdmin(context.admin, user);
  const basic = Buffer.from(`${username}:${password.reveal()}`).toString('base64');

  const send = async (
    method: string,
    path: readonly string[],
    body?: Readonly<Record<string, unknown>>,
  ): Promise<HttpAnswer> => {
    const answer = await sendHttpRequest(
      {
        method,
        url: `${management}/api/${path.map(encodeURIComponent).join('/')}`,
        headers: {
          authorization: `Basic ${basic}`,
          connection: 'close', // a Lambda may sleep long before its next request
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      { origins: new Set([management]), timeoutMs: ANSWER_MS_MAX, call: CALL, ca: user.ca },
      context,
    );
    if (answer.status < 300 || answer.status === 404) return answer;
    throw toRotationError(answer);
  };

  return {
    find: async (...path) => {
      const { status, body } = await send('GET', path);
      return status === 404 ? undefined : body;
    },
    put: async (path, body) => {
      const { status } = await send('PUT', path, body);
      if (status === 404) throw failed('found nothing at the address', status);
    },
    remove: async (...path) => {
      await send('DELETE', path);
    },
  };
}

function toRotationError({ status, body, milliseconds }: HttpAnswer): RotationError {
  if (status === 401 || status === 403) {
    // It spells the word with an s where the user is known and its password right.
    const { error } = (body ?? {}) as { readonly error?: unknown };
    if (status === 403 || error === 'not_authorised') {
      return failed(
        'refuses the user that makes the change: it needs the tag administrator',
        status,
      );
    }
    return new RotationError(
      'Rekey.CredentialRefused',
      'The management API refuses the user that makes the change, or its password.',
      { call: CALL, status },
    );
  }
  if (status === 429 || status === 408 || status >= 500) {
    return new RotationError('Rekey.Transient', 'The management API cannot answer now.', {
      call: CALL,
      status,
      milliseconds,
    });
  }
  return failed('answered an error that the rotation cannot go on with', status);
}

function failed(what: string, status: number): RotationError {
  return new RotationError('Rekey.TargetFailed', `The management API ${what}.`, {
    call: CALL,
    status,
  });
}
