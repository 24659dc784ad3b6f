// Which language a machine and its states are written in. Only JSONata runs here.
import type { Json } from '../json.ts';
import type { Report } from './diagnostic.ts';
import { checkValue } from './fields.ts';

export type Language = 'JSONata' | 'JSONPath';

/** What is written, or undefined where nothing is. Whatever is not exactly JSONPath is taken for JSONata (measured), and told apart. */
export function toLanguage(written: Json | undefined): Language | undefined {
  if (written === undefined) return undefined;
  return written === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

export function checkQueryLanguage(written: Json | undefined, path: string, report: Report): void {
  const place = `${path}/QueryLanguage`;
  if (written === undefined || !checkValue('string', written, place, report)) return;
  if (written === 'JSONata' || written === 'JSONPath') return;
  report(
    'SCHEMA_VALIDATION_FAILED',
    'Value is not one of the supported values: [JSONPath, JSONata]',
    place,
  );
}

/** Whether the state is one that runs here; whoever wrote JSONPath is told at which state. */
export function checkStateLanguage(
  name: string,
  { state, machine }: { readonly state: Json | undefined; readonly machine: Language | undefined },
  path: string,
  report: Report,
): boolean {
  checkQueryLanguage(state, path, report);
  if ((toLanguage(state) ?? machine ?? 'JSONPath') === 'JSONata') return true;
  report(
    'SCHEMA_VALIDATION_FAILED',
    machine === 'JSONata'
      ? "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
      : `State '${name}' uses the QueryLanguage 'JSONPath', which this endpoint does not run: set "QueryLanguage": "JSONata"`,
    path,
  );
  return false;
}
