// What a service's error is called in a state machine. An error that the service's model knows keeps its name; any
// other, such as a refusal by IAM, gets the name of the SDK's base exception (recorded for secretsmanager's ValidationException).

import { isServiceError } from '../../service-error.ts';
import type { TaskResult } from '../asl/position.ts';
import { failed } from './call.ts';

export interface ErrorNaming {
  /** Before the dot, such as `SecretsManager`. */
  readonly prefix: string;
  /** Behind the dot for errors outside the model, such as `SecretsManagerException`. */
  readonly base: string;
  /** As the cause names the service. */
  readonly service: string;
  /** The SDK package: its exports tell what the model knows. */
  readonly sdk: () => Promise<object>;
  /** A refusal by IAM has this status where the protocol is not JSON; there it is 400, as for any error. */
  readonly deniedStatus?: 403;
}

export async function toFailure(
  error: unknown,
  naming: ErrorNaming,
  requestId: string,
): Promise<TaskResult> {
  const { code, message, status } = toFacts(error, naming);
  const cause = `${message} (Service: ${naming.service}, Status Code: ${String(status)}, Request ID: ${requestId})`;
  return failed(`${naming.prefix}.${await findName(code, naming)}`, cause);
}

function toFacts(
  error: unknown,
  { deniedStatus }: ErrorNaming,
): { readonly code: string; readonly message: string; readonly status: number } {
  if (!isServiceError(error)) {
    return { code: 'InternalFailure', message: 'Internal failure', status: 500 };
  }
  const { code, message, status } = error;
  const isDenied = code === 'AccessDeniedException' || code === 'AccessDenied';
  return { code, message, status: isDenied ? (deniedStatus ?? status) : status };
}

async function findName(code: string, { base, sdk }: ErrorNaming): Promise<string> {
  const name = code.endsWith('Exception') ? code : `${code}Exception`;
  const model = await sdk();
  return code in model || name in model ? name : base;
}
