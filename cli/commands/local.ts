// `rekey local`: the AWS endpoint of this machine in the foreground, until Ctrl-C.
import { once } from 'node:events';
import { openCloud } from '../../local/cloud.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import { createRequestLog } from '../request-log.ts';
import type { Writer } from '../writer.ts';

export interface LocalOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where everything is kept; in memory where left out. */
  readonly data?: string;
  readonly quiet: boolean;
}

/** @throws ServiceError `PortInUse`, `MasterKeyMissing`, `MasterKeyInvalid`, `MasterKeyExposed`, `MasterKeyWrong` */
export async function runLocal(
  options: LocalOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const interruption = createInterruption(signals);
  try {
    const cloud = openCloud({
      log: createRequestLog(writer, options.quiet),
      ...(options.data !== undefined && { folder: options.data }),
    });
    try {
      const { url } = await cloud.listen({ port: options.port });
      printWelcome(url, options, writer);
      if (!interruption.signal.aborted) await once(interruption.signal, 'abort');
      if (!options.quiet) writer.line('Stopping …');
    } finally {
      await cloud.stop();
    }
  } finally {
    interruption.release();
  }
  return exitCodes.ok;
}

function printWelcome(url: string, { data, quiet }: LocalOptions, writer: Writer): void {
  writer.line(`The AWS endpoint listens on ${writer.paint('strong', url)}`);
  if (quiet) return;
  const kept =
    data === undefined
      ? 'Everything is in memory and gone when it stops; --data FOLDER keeps it.'
      : `Everything is kept in ${data}; whoever can read that folder can read the secrets.`;
  writer.line(
    [
      '',
      `  export AWS_ENDPOINT_URL=${url}`,
      '  export AWS_REGION=us-east-1',
      '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
      '',
      "leads SDKs, the aws command and sls here. Any region will do, and any key: it is the account's root.",
      kept,
      'Ctrl-C stops it.',
      '',
    ].join('\n'),
  );
}
