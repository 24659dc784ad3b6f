// docs/feature-support.md, made of the SDK's models, the services' actions and what is written here of their members.

import { keyActions } from './kms.ts';
import { toCryptography } from './kms-cryptography.ts';
import { listOperations, listPaths, type Operation } from './model.ts';
import { secretActions } from './secrets-manager.ts';
import { listActions } from './secrets-manager-lists.ts';
import { listServices } from './services.ts';
import { findRow, type Member, type Members, type ServiceSupport } from './support.ts';

export const PAGE = 'docs/feature-support.md';

/** Services whose members the page tells one by one. @param ciphertext for the samples, which the page does not show */
export const toMemberTables = (
  ciphertext: Uint8Array,
): Readonly<Record<string, ServiceSupport>> => ({
  secretsmanager: { ...secretActions, ...listActions },
  kms: { ...keyActions, ...toCryptography(ciphertext) },
});

const HEAD = `# What the local endpoint supports

Made by \`npm run docs:features\` from the SDK's models and the endpoint's code; tests hold it to both and to the wire.

- A refused action answers \`UnknownOperationException\` (JSON), \`InvalidAction\` (Query) or \`NotImplemented\` (S3), and does nothing.
- [Secrets Manager](#secrets-manager-member-by-member) and [KMS](#kms-member-by-member) stand member by member: what is supported has been sent and answered in a
  test, what is refused has been refused with the error named. Of the other services the page tells the actions only.
- *in* is a member of the request, *out* one of the answer; *never there* is a member that AWS's model has and the endpoint never answers.

## Actions
`;

export async function toPage(): Promise<string> {
  const services = listServices();
  const tables: string[] = [];
  for (const { title, about, service } of services) {
    const operations = await listOperations(service.wire);
    const names = operations.map(({ name }) => name);
    tables.push(toActionTable(title, about, names, Object.keys(service.actions)));
  }
  const details: string[] = [];
  for (const [folder, support] of Object.entries(toMemberTables(new Uint8Array()))) {
    const found = services.find((one) => one.folder === folder);
    if (found === undefined) throw new Error(`There is no service ${folder}.`);
    const operations = await listOperations(found.service.wire);
    const known = operations.filter(({ name }) => Object.hasOwn(support, name));
    details.push(`## ${found.title}, member by member\n`);
    details.push(...known.map((operation) => toMemberTable(operation, support)));
  }
  return [HEAD, ...tables, ...details].join('\n');
}

function toActionTable(
  title: string,
  about: string,
  operations: readonly string[],
  actions: readonly string[],
): string {
  const supported = operations.filter((name) => actions.includes(name));
  const others = operations.filter((name) => !actions.includes(name));
  const toCell = (names: readonly string[]): string =>
    names.length === 0 ? 'none' : names.join(', ');
  return [
    `### ${title}\n`,
    `${about}\n`,
    '| | Actions |',
    '|---|---|',
    `| supported (${String(supported.length)}) | ${toCell(supported)} |`,
    `| refused (${String(others.length)}) | ${toCell(others)} |\n`,
  ].join('\n');
}

function toMemberTable({ name, input, output }: Operation, support: ServiceSupport): string {
  const { input: given, output: answered } = support[name] ?? { input: {}, output: {} };
  const rows = [
    ...toRows('in', listPaths(input), given),
    ...toRows('out', listPaths(output), answered),
  ];
  const table = ['| | Member | Support | |', '|---|---|---|---|', ...rows];
  return [`### ${name}\n`, ...table, ''].join('\n');
}

/** One for each member that has words of its own, after one for all those that have none; what is within a member stands beside it. */
function toRows(side: string, paths: readonly string[], members: Members): readonly string[] {
  const own = paths.filter((path) => Object.hasOwn(members, path));
  const rows = own.map((path) => {
    const within = paths
      .filter((other) => other !== path && findRow(members, other) === path)
      .map((other) => `\`${other.slice(path.length).replace(/^(\[\])?\.?/u, '')}\``);
    const beside = within.length === 0 ? '' : ` with ${within.join(', ')}`;
    const [support, words] = describe(members[path]);
    return { name: `\`${path}\`${beside}`, support, words };
  });
  const isPlain = ({ words }: { readonly words: string }): boolean => words === '';
  const plain = rows.filter(isPlain).map(({ name }) => name);
  return [
    ...(plain.length === 0 ? [] : [`| ${side} | ${plain.join(', ')} | yes | |`]),
    ...rows
      .filter((row) => !isPlain(row))
      .map(({ name, support, words }) => `| ${side} | ${name} | ${support} | ${words} |`),
  ];
}

function describe(member: Member | undefined): readonly [support: string, words: string] {
  if (typeof member === 'string') return ['yes', member];
  switch (member?.is) {
    case 'partly':
      return ['partly', `${member.how}; else \`${member.error}\``];
    case 'refused':
      return ['refused', `\`${member.error}\`: ${member.why}`];
    case 'never':
      return ['never there', member.why];
    case undefined:
      return ['?', ''];
  }
}
