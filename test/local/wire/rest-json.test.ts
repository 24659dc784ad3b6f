import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from '@jest/globals';
import { ServiceError } from '../../../local/service-error.ts';
import { type Actions, type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
});

async function startLambda(actions: Actions): Promise<LambdaClient> {
  wire = await startWire({ lambda: actions });
  return new LambdaClient(wire.clientConfig);
}

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f';

test('path, query, headers and payload each reach their member, and go back the same ways', async () => {
  const seen: unknown[] = [];
  const client = await startLambda({
    Invoke: (input: unknown) => {
      seen.push(input);
      return {
        StatusCode: 202,
        FunctionError: 'Unhandled',
        ExecutedVersion: '$LATEST',
        Payload: Buffer.from('{"ok":true}'),
      };
    },
  });
  const answer = await client.send(
    new InvokeCommand({
      FunctionName: FUNCTION_ARN,
      InvocationType: 'Event',
      Qualifier: 'live',
      Payload: Buffer.from('{"a":1}'),
    }),
  );
  expect(seen).toEqual([
    {
      FunctionName: FUNCTION_ARN,
      InvocationType: 'Event',
      Qualifier: 'live',
      Payload: new Uint8Array(Buffer.from('{"a":1}')),
    },
  ]);
  expect(answer).toMatchObject({
    StatusCode: 202,
    FunctionError: 'Unhandled',
    ExecutedVersion: '$LATEST',
  });
  expect(Buffer.from(answer.Payload ?? []).toString()).toBe('{"ok":true}');
});

test('a list in the query is a list, and an operation without output answers its own status', async () => {
  const seen: unknown[] = [];
  const client = await startLambda({
    UntagResource: (input: unknown) => {
      seen.push(input);
      return {};
    },
  });
  const { $metadata } = await client.send(
    new UntagResourceCommand({ Resource: FUNCTION_ARN, TagKeys: ['a', 'b c'] }),
  );
  expect(seen).toEqual([{ Resource: FUNCTION_ARN, TagKeys: ['a', 'b c'] }]);
  expect($metadata.httpStatusCode).toBe(204);
});

test('an error has the status of its shape and says whose fault it was', async () => {
  const client = await startLambda({
    GetFunction: () => {
      throw new ServiceError('ResourceNotFoundException', 'Function not found');
    },
  });
  await expect(client.send(new GetFunctionCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    Type: 'User',
    $metadata: { httpStatusCode: 404 },
  });
});

test('a path that no operation has is refused by name', async () => {
  const client = await startLambda({});
  await expect(client.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  expect(wire?.log).toContainEqual(expect.objectContaining({ call: 'lambda:ListFunctions' }));
});
