// The endpoint's log as a person reads it: one line a call, with who called, what came of it and how long it took.
import type { OpenCloudOptions } from '../local/cloud.ts';
import type { Style, Writer } from './writer.ts';

type Log = NonNullable<OpenCloudOptions['log']>;
type LogLine = Parameters<Log>[0];

const CALL_WIDTH = 42;
const RESULT_WIDTH = 24;

/** @param quiet leaves errors of the endpoint itself, and nothing else */
export function createRequestLog(writer: Writer, quiet: boolean): Log {
  return (line) => {
    const isError = line.level === 'error';
    if (quiet && !isError) return;
    const text = toText(line, writer);
    if (isError) writer.note(text);
    else writer.line(text);
  };
}

function toText(line: LogLine, writer: Writer): string {
  const { call, principal, result = '', milliseconds, resource } = line;
  const parts = [
    writer.paint('dim', new Date().toTimeString().slice(0, 8)),
    call?.padEnd(CALL_WIDTH),
    result === '' ? undefined : writer.paint(toStyle(line), result.padEnd(RESULT_WIDTH)),
    milliseconds === undefined ? undefined : `${String(milliseconds).padStart(5)} ms`,
    principal === undefined ? undefined : writer.paint('dim', toShortName(principal)),
    line.message === 'call' ? undefined : line.message,
    resource,
  ];
  return parts.filter((part) => part !== undefined).join('  ');
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
