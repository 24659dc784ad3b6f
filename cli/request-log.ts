// The endpoint's log: one line a call, with who called, what for, what came of it and how long it took, and never a value. As a
// person reads it, or as JSON lines for programs.
import { openSync, writeSync } from 'node:fs';
import type { OpenCloudOptions } from '../local/cloud.ts';
import type { Style, Writer } from './writer.ts';

export type Log = NonNullable<OpenCloudOptions['log']>;
type LogLine = Parameters<Log>[0];

type Paint = (style: Style, text: string) => string;

export type LogFormat = 'text' | 'json';

export interface RequestLogOptions {
  readonly logFormat: LogFormat;
  /** Leaves errors of the endpoint itself, and nothing else, on the screen. */
  readonly quiet: boolean;
  /** Where the lines go instead of the screen; errors of the endpoint itself stand on both. */
  readonly log?: string;
}

const CALL_WIDTH = 42;
const RESULT_WIDTH = 24;

/** @throws Error where the file cannot be opened */
export function createRequestLog(
  writer: Writer,
  { logFormat, quiet, log: file }: RequestLogOptions,
): Log {
  const toLine = (line: LogLine, style: Paint): string =>
    logFormat === 'json' ? toJson(line) : toText(line, style);
  const paint: Paint = (style, text) => writer.paint(style, text);
  if (file === undefined) return toScreen;
  const descriptor = openSync(file, 'a', 0o600);
  return (line) => {
    writeSync(descriptor, `${toLine(line, paintNothing)}\n`);
    if (line.level === 'error') writer.note(toText(line, paint));
  };

  function toScreen(line: LogLine): void {
    const isError = line.level === 'error';
    if (quiet && !isError) return;
    const text = toLine(line, paint);
    if (isError && logFormat === 'text') writer.note(text);
    else writer.line(text);
  }
}

function paintNothing(_style: Style, text: string): string {
  return text;
}

function toJson(line: LogLine): string {
  return JSON.stringify({ time: new Date().toISOString(), ...line });
}

function toText(line: LogLine, paint: Paint): string {
  const { call, principal, accessKeyId, region, result = '', milliseconds } = line;
  const { resource, requestId } = line;
  const parts = [
    paint('dim', new Date().toTimeString().slice(0, 8)),
    call === undefined ? undefined : toVisible(call).padEnd(CALL_WIDTH),
    result === '' ? undefined : paint(toStyle(line), result.padEnd(RESULT_WIDTH)),
    milliseconds === undefined ? undefined : `${String(milliseconds).padStart(5)} ms`,
    principal === undefined ? undefined : paint('dim', toVisible(toShortName(principal))),
    accessKeyId === undefined ? undefined : paint('dim', `key ${accessKeyId}`),
    resource === undefined ? undefined : toVisible(resource),
    line.message === 'call' ? undefined : line.message,
    region === undefined ? undefined : paint('dim', toVisible(region)),
    requestId === undefined ? undefined : paint('dim', requestId),
  ];
  return parts.filter((part) => part !== undefined).join('  ');
}

/** Names are the callers': none may look like a line of its own, or steer the terminal. */
function toVisible(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

/** AWS refuses much in the course of good work (a role that is not there yet), so a refusal is not painted as a fault. */
function toStyle({ level, result }: LogLine): Style {
  if (level === 'error' || result === 'fault') return 'bad';
  return result === '200' ? 'good' : 'strong';
}

/** `arn:aws:sts::000000000000:assumed-role/name/session` to `assumed-role/name/session`. */
function toShortName(principal: string): string {
  return principal.startsWith('arn:') ? principal.split(':').slice(5).join(':') : principal;
}
