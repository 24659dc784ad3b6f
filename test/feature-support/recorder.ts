// Remembers which members calls over the wire were taken with, and which their answers had.
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Wire } from '../../local/service.ts';
import { listGiven, listOperations } from './model.ts';

export type Send = <Output = Readonly<Record<string, unknown>>>(
  operation: string,
  input?: object,
) => Promise<Output>;

export interface Recorder {
  /** Sends with `send`, and remembers what was not refused. */
  readonly record: (send: Send) => Send;
  /** `GetSecretValue in SecretId`, `GetSecretValue out ARN`. */
  readonly seen: ReadonlySet<string>;
}

export async function createRecorder(wire: Wire): Promise<Recorder> {
  const operations = new Map((await listOperations(wire)).map((one) => [one.name, one]));
  const seen = new Set<string>();
  const note = (name: string, side: string, schema: NormalizedSchema, value: unknown): void => {
    for (const path of listGiven(schema, value)) seen.add(`${name} ${side} ${path}`);
  };
  return {
    seen,
    record:
      (send) =>
      async <Output>(name: string, input: object = {}) => {
        const operation = operations.get(name);
        if (operation === undefined) throw new Error(`There is no operation ${name}.`);
        const output = await send<Output>(name, input);
        note(name, 'in', operation.input, input);
        note(name, 'out', operation.output, output);
        return output;
      },
  };
}

type Command = new (input: object) => object;

/** Any operation of an SDK package by its name. */
export function createSend(
  client: { send: (command: never) => Promise<unknown> },
  sdk: Readonly<Record<string, unknown>>,
): Send {
  return async <Output>(operation: string, input: object = {}) => {
    const OperationCommand = sdk[`${operation}Command`] as Command;
    return (await client.send(new OperationCommand(input) as never)) as Output;
  };
}
