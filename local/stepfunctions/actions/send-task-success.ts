// SendTaskSuccess: the Task that waits for the token ends with the output, which is its result.
import type { SendTaskSuccessInput, SendTaskSuccessOutput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { type Json, parseJson } from '../asl/json.ts';
import { createStatesError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

const constraints: Constraints = { output: { length: [0, 262_144], sensitive: true } };

export function createSendTaskSuccess(
  parts: Parts,
): Action<SendTaskSuccessInput, SendTaskSuccessOutput> {
  return {
    permissions: () => permitOn('SendTaskSuccess', '*'),
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const output = findJson(input.output ?? '');
      // Not repeated: it is the execution's data.
      if (output === undefined) {
        throw createStatesError('InvalidOutput', "Invalid Output: 'Invalid JSON'");
      }
      await parts.sendToken(input, context, {
        kind: 'tokenSent',
        result: { kind: 'succeeded', output },
      });
      return {};
    },
  };
}

function findJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
