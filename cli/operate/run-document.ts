// A run of the machine as a JSON document: the record of the evidence, its times in ISO 8601.
import type { RunRecord } from '../../src/rotation/run-record.ts';
import { toIso } from './time-text.ts';

export function toRunDocument(run: RunRecord): object {
  return Object.fromEntries(
    Object.entries(run).map(([name, value]) => [
      name,
      name.endsWith('At') && typeof value === 'number' ? toIso(value) : (value as unknown),
    ]),
  );
}
