// What a service's error is called in a state machine. An error that the service's model knows keeps its name, as a Java class; any
// other, such as a refusal by IAM, gets the name of the SDK's base exception (recorded for secretsmanager's ValidationException).

import { isServiceError } from '../../service-error.ts';
import type { TaskResult } from '../asl/position.ts';
import { failed } from './call.ts';
import { toExceptionName } from './java-names.ts';
import { loadSdkModel } from './sdk-model.ts';
import type { SdkService } from './sdk-services.ts';

export interface ErrorNaming {
  /** Before the dot, such as `SecretsManager`. */
  readonly prefix: string;
  /** Behind the dot for errors outside the model, such as `SecretsManagerException`. */
  readonly base: string;
  /** As the cause names the service. */
  readonly service: string;
  readonly sdkService: Pick<SdkService, 'folder' | 'sdk'>;
  /** A refusal by IAM has this status where the protocol is not JSON; there it is 400, as for any error. */
  readonly deniedStatus?: 403;
  /** Answers have a second id, which causes tell. */
  readonly hasExtendedId?: true;
}

export async function toFailure(
  error: unknown,
  naming: ErrorNaming,
  requestId: string,
): Promise<TaskResult> {
  const { code, message, status } = toFacts(error, naming);
  const known = (await loadSdkModel(naming.sdkService)).errors.get(code);
  const name = known === undefined ? naming.base : toExceptionName(known.name);
  const ids = [`Request ID: ${requestId}`];
  if (naming.hasExtendedId === true) {
    ids.push(`Extended Request ID: ${Buffer.from(requestId).toString('base64')}`);
  }
  const facts = [`Service: ${naming.service}`, `Status Code: ${String(status)}`, ...ids];
  return failed(`${naming.prefix}.${name}`, `${message} (${facts.join(', ')})`);
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

/** Of `aws-sdk` calls. */
export function namingOf(sdkService: SdkService): ErrorNaming {
  const { name, deniedStatus, hasExtendedId } = sdkService;
  return {
    prefix: name,
    base: `${name}Exception`,
    service: name,
    sdkService,
    ...(deniedStatus === undefined ? {} : { deniedStatus }),
    ...(hasExtendedId === undefined ? {} : { hasExtendedId }),
  };
}
