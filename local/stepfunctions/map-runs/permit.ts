// Whether the machine's role may start executions of the machine, as a map run does, or redrive them: asked with a call that is refused
// for its input wherever it is allowed.
import { createUuid } from '../../random.ts';
import type { Environment, Principal } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { StatesError } from '../asl/states-error.ts';
import { toExecutionArn, toMachineArn } from '../names.ts';
import { type MapRunDocument, toLabelled } from './map-run-document.ts';

/** @throws StatesError where it may not */
export async function checkMayStart(
  { call, random, accountId }: Pick<Environment, 'call' | 'random' | 'accountId'>,
  document: MapRunDocument,
  { region, principal }: { readonly region: string; readonly principal: Principal },
): Promise<void> {
  const place = { region, accountId };
  const { machineName } = document;
  const none = { machineName: toLabelled(document), name: createUuid(random) };
  const ask =
    document.redriveCount === 0
      ? {
          operation: 'StartExecution',
          input: { stateMachineArn: toMachineArn(place, machineName), name: '' },
        }
      : {
          operation: 'RedriveExecution',
          input: { executionArn: toExecutionArn(place, none) },
        };
  try {
    await call({ service: 'stepfunctions', ...ask, principal, region });
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'AccessDeniedException') return;
    throw toFailure(error.message, createUuid(random));
  }
}

/** Recorded. */
function toFailure(message: string, requestId: string): StatesError {
  return new StatesError(
    'States.Runtime',
    `Error contacting AWS Service. | Message from Service: ${message} (Service: Sfn, Status Code: 400, Request ID: ${requestId}) (SDK Attempt Count: 1)`,
  );
}
