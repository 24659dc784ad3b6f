// What a model's shapes demand beyond types: lengths, ranges, patterns, enumerations, in the words of AWS's own validator.
// The SDK's schemas leave these out, so each action keeps them as data and calls checkConstraints first.
import { ServiceError } from './service-error.ts';

export interface Constraint {
  /** Characters of a string, bytes of a blob, items of a list: at least, at most. */
  readonly length?: readonly [number, number];
  readonly range?: readonly [number, number];
  /** AWS's own pattern; the whole string must match. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** The value is not repeated in the error. */
  readonly sensitive?: true;
  /** For each item of a list. */
  readonly member?: Constraint;
  /** For the members of a structure. */
  readonly members?: Constraints;
}

/** By member name as on the wire. */
export type Constraints = Readonly<Record<string, Constraint>>;

/** @throws ServiceError ValidationException that names every violation */
export function checkConstraints(constraints: Constraints, input: object): void {
  const violations = listViolations(constraints, input, '');
  if (violations.length === 0) return;
  const count = `${String(violations.length)} validation error${violations.length === 1 ? '' : 's'} detected: `;
  throw new ServiceError('ValidationException', count + violations.join('; '));
}

function listViolations(constraints: Constraints, input: object, path: string): string[] {
  const values = input as Readonly<Record<string, unknown>>;
  const violations: string[] = [];
  for (const [name, constraint] of Object.entries(constraints)) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    violations.push(...violationsOf(constraint, value, toPath(path, name)));
  }
  return violations;
}

function violationsOf(constraint: Constraint, value: unknown, path: string): string[] {
  const own = listDemands(constraint, value).map(
    (demand) =>
      `Value ${constraint.sensitive === true ? '' : `'${toText(value)}' `}at '${path}' failed to satisfy constraint: ${demand}`,
  );
  const { member, members } = constraint;
  const items =
    member !== undefined && Array.isArray(value)
      ? value.flatMap((item: unknown, index) =>
          violationsOf(member, item, `${path}.${String(index + 1)}.member`),
        )
      : [];
  const nested =
    members !== undefined && typeof value === 'object' && value !== null
      ? listViolations(members, value, path)
      : [];
  return [...own, ...items, ...nested];
}

function listDemands({ length, range, pattern, values }: Constraint, value: unknown): string[] {
  const demands: string[] = [];
  if (length !== undefined) {
    const [least, most] = length;
    const count = (value as { readonly length: number }).length;
    if (count < least)
      demands.push(`Member must have length greater than or equal to ${String(least)}`);
    if (count > most) demands.push(`Member must have length less than or equal to ${String(most)}`);
  }
  if (range !== undefined) {
    const [least, most] = range;
    if ((value as number) < least)
      demands.push(`Member must have value greater than or equal to ${String(least)}`);
    if ((value as number) > most)
      demands.push(`Member must have value less than or equal to ${String(most)}`);
  }
  if (values !== undefined && !values.includes(value as string)) {
    demands.push(`Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value as string)) {
    demands.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  return demands;
}

function toText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(toText).join(', ')}]` : String(value);
}

/** AWS names members in lower camel case whatever the wire says. */
function toPath(path: string, name: string): string {
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  return path === '' ? camel : `${path}.${camel}`;
}
