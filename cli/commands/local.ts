// `rekey local`: the AWS endpoint of this machine in the foreground, until Ctrl-C.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Cloud, openCloud } from '../../local/cloud.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { createInterruption, type Signals } from '../interruption.ts';
import { type FaultSource, watchFaults } from '../local/fault-watch.ts';
import { giveAccess } from '../local/give-access.ts';
import { writeIamReport } from '../local/iam-report.ts';
import { loadWantedUsers, type WantedUser } from '../local/user-policies.ts';
import { printWelcome } from '../local/welcome.ts';
import { createRequestLog, type Log, type LogFormat } from '../request-log.ts';
import type { Writer } from '../writer.ts';

export interface LocalOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where everything is kept; in memory where left out. */
  readonly data?: string;
  /** Access keys that the endpoint did not issue are refused. */
  readonly strictAuth?: boolean;
  /** Time stands until `rekey clock` moves it. */
  readonly clock?: 'system' | 'manual';
  /** Where a manual clock begins, milliseconds since the epoch; now where left out. */
  readonly clockStart?: number;
  /** The same ids each time. */
  readonly seed?: string;
  /** `NAME=POLICY_FILE` */
  readonly user?: readonly string[];
  /** Where to write at the end who used which rights. */
  readonly iamReport?: string;
  readonly logFormat: LogFormat;
  /** The file for the log, which otherwise goes to the screen. */
  readonly log?: string;
  readonly quiet: boolean;
}

/** @throws ServiceError `PortInUse`, `MasterKeyMissing`, `MasterKeyInvalid`; RotationError InvalidConfiguration for a bad user */
export async function runLocal(
  options: LocalOptions,
  writer: Writer,
  signals: Signals & FaultSource,
): Promise<ExitCode> {
  const users = loadWantedUsers(options.user ?? []);
  const interruption = createInterruption(signals);
  try {
    const log = createSwitch(createRequestLog(writer, options));
    const cloud = openCloud({
      log: log.write,
      version: packageJson.version,
      ...{ strictAuth: options.strictAuth === true, iamReport: options.iamReport !== undefined },
      ...(options.data !== undefined && { folder: options.data }),
      ...(options.clock === 'manual' && { manualClock: { startMs: options.clockStart } }),
      seed: options.seed,
    });
    const faults = watchFaults(signals, (error) => cloud.tellFault(error));
    try {
      const hasUsers = options.strictAuth === true || users.length > 0;
      const keys = hasUsers ? openKeyFolder(options) : undefined;
      try {
        if (keys !== undefined) await giveAccess(cloud, keys.credentialsFile, users);
        log.on();
        const ended = AbortSignal.any([interruption.signal, faults.signal]);
        await serve(cloud, { ...options, ...keys, users }, writer, ended);
      } finally {
        keys?.release();
      }
    } finally {
      await cloud.stop();
      faults.release();
    }
    if (faults.signal.aborted) {
      writer.note(describeEnd(options));
      return exitCodes.failure;
    }
  } finally {
    interruption.release();
  }
  return exitCodes.ok;
}

function describeEnd({ data }: LocalOptions): string {
  const kept =
    data === undefined
      ? 'It was in memory and is gone.'
      : `What it acknowledged is in ${data}: start it again.`;
  return `The endpoint has ended after a fault of its own, told above; please report it. ${kept}`;
}

async function serve(
  cloud: Cloud,
  options: LocalOptions & { readonly users: readonly WantedUser[] },
  writer: Writer,
  interrupted: AbortSignal,
): Promise<void> {
  // Where standard output is for the log's JSON lines, people read the rest on standard error.
  const screen = options.logFormat === 'json' ? toNotes(writer) : writer;
  const { url } = await cloud.listen({ port: options.port });
  printWelcome({ url, ...options }, screen);
  if (!interrupted.aborted) await once(interrupted, 'abort');
  if (!options.quiet) screen.line('Stopping …');
  if (options.iamReport !== undefined) writeIamReport(cloud, options.iamReport, screen);
}

function toNotes(writer: Writer): Writer {
  return {
    ...writer,
    line: (text) => {
      writer.note(text);
    },
  };
}

/** The calls that make the users are nobody's: the log begins after them. Faults are always told. */
function createSwitch(log: Log) {
  let isOn = false;
  return {
    write: (line: Parameters<Log>[0]): void => {
      if (isOn || line.level === 'error') log(line);
    },
    on: (): void => {
      isOn = true;
    },
  };
}

/** Beside the store, or in a folder that goes with the endpoint. */
function openKeyFolder({ data }: LocalOptions) {
  if (data === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'rekey-local-')); // 0700
    const release = (): void => rmSync(folder, { recursive: true, force: true });
    return { credentialsFile: join(folder, 'credentials'), release };
  }
  mkdirSync(data, { recursive: true, mode: 0o700 });
  return { credentialsFile: join(resolve(data), 'credentials'), release: () => {} };
}
