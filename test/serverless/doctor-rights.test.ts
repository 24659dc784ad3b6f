// The doctor's table of what each role must be allowed is the one that is deployed.
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { adminReaders, secretRights } from '../../src/rotation/doctor/expected-rights.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
interface Role {
  readonly Properties: {
    readonly Policies: readonly [
      { readonly PolicyDocument: { readonly Statement: readonly object[] } },
    ];
  };
}

const { Resources: roles } = createRequire(import.meta.url)(
  '../../serverless/function-roles.cjs',
) as { readonly Resources: Readonly<Record<string, Role>> };

test('for the secret that is rotated', () => {
  const deployed = Object.keys(roles)
    .map((role) => [toStep(role), listActions(role, isTagged)] as const)
    .filter(([step, actions]) => step in secretRights || actions.length > 0);
  expect(Object.fromEntries(deployed)).toEqual(
    Object.fromEntries(
      Object.entries(secretRights).map(([step, actions]) => [step, [...actions].sort()]),
    ),
  );
});

test('for the admin credential', () => {
  const readers = Object.keys(roles).filter((role) =>
    listActions(role, isAdmin).includes('GetSecretValue'),
  );
  expect(readers.map(toStep).sort()).toEqual([...adminReaders].sort());
});

function listActions(role: string, isMeant: (statement: Statement) => boolean): readonly string[] {
  const statements = roles[role]?.Properties.Policies[0].PolicyDocument.Statement ?? [];
  return statements
    .filter((statement): statement is Statement => 'Action' in statement)
    .filter(isMeant)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith('secretsmanager:'))
    .map((action) => action.replace('secretsmanager:', ''))
    .sort();
}

function isTagged({ Condition = {} }: Statement): boolean {
  return Condition['Null']?.['aws:ResourceTag/rekey:target'] === 'false';
}

function isAdmin({ Condition = {} }: Statement): boolean {
  return Condition['StringEquals']?.['aws:ResourceTag/rekey:role'] === 'admin';
}

function toStep(role: string): string {
  return role.replace(/Role$/, '');
}
