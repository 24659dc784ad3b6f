// `$LATEST` and every published version.
import type {
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse,
} from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, parseName, permitOnFunction } from '../lambda.ts';
import { toPage } from '../page.ts';

export function listVersionsByFunction(
  lambda: Lambda,
): Action<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse> {
  const { functions } = lambda;
  return {
    permissions: permitOnFunction(lambda, 'lambda:ListVersionsByFunction'),
    run: (input, context) => {
      const name = parseName(input, context);
      const { configuration } = functions.load(name);
      const latest = { ...configuration, FunctionArn: `${name.unqualifiedArn}:$LATEST` };
      const published = functions.versions(name).map((version) => version.configuration);
      const { items, NextMarker } = toPage([latest, ...published], input);
      return { Versions: items, ...NextMarker };
    },
  };
}
