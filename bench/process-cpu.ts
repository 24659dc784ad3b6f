// How long processors have worked for another process, as Linux tells it.
import { existsSync, readFileSync } from 'node:fs';

/** proc_pid_stat(5): user and system time are the 14th and 15th field, in hundredths of a second; the 2nd is in parentheses. */
export function readCpuMs(pid: number | undefined): number | undefined {
  const file = `/proc/${String(pid)}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
