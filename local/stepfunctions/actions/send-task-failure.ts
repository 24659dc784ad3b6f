// SendTaskFailure: the Task that waits for the token fails with the error and cause.
import type { SendTaskFailureInput, SendTaskFailureOutput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

/** The model calls both sensitive, so a refusal does not repeat them. */
const constraints: Constraints = {
  error: { length: [0, 256], sensitive: true },
  cause: { length: [0, 32_768], sensitive: true },
};

export function createSendTaskFailure(
  parts: Parts,
): Action<SendTaskFailureInput, SendTaskFailureOutput> {
  return {
    permissions: () => permitOn('SendTaskFailure', '*'),
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { error, cause } = input;
      await parts.sendToken(input, context, {
        kind: 'tokenSent',
        result: { kind: 'failed', error, cause },
      });
      return {};
    },
  };
}
