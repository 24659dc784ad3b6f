// `--iam-report FILE`: the endpoint's report on rights, as JSON, or as a page to read where the file ends in .md.
import { writeFileSync } from 'node:fs';
import type { Cloud, IamReport } from '../../local/cloud.ts';
import type { Writer } from '../writer.ts';

type Principal = IamReport['principals'][number];
type Used = Principal['used'][number];

export function writeIamReport(
  cloud: Pick<Cloud, 'createIamReport'>,
  file: string,
  writer: Writer,
): void {
  const report = cloud.createIamReport();
  if (report === undefined) return;
  const text = file.endsWith('.md') ? toMarkdown(report) : `${JSON.stringify(report, null, 2)}\n`;
  writeFileSync(file, text, { mode: 0o600 });
  writer.line(`Which rights were used: ${file}`);
}

export function toMarkdown({ from, until, principals, ...report }: IamReport): string {
  const active = principals.filter(({ used, denied }) => used.length + denied.length > 0);
  const idle = principals.filter(({ used, denied }) => used.length + denied.length === 0);
  return [
    '# Which rights were used',
    '',
    `From ${from} to ${until}. Conditions are not looked at: a right that was used may be narrower still.`,
    'A right that no run used may be needed on a day that this run was not: in failure, recovery, or another target.',
    '',
    ...active.flatMap(describePrincipal),
    ...section('Roles and users that called nothing', idle, ({ arn }) => [`- \`${arn}\``]),
    ...section('Done by root alone, with no role or user who might', report.rootOnly, toLine),
    ...section('Refused to services', report.deniedToServices, ({ service, ...use }) => [
      `- ${service}: ${toText(use)}`,
    ]),
  ].join('\n');
}

function describePrincipal({ arn, isGone, unused, used, denied }: Principal): readonly string[] {
  return [
    `## ${arn.slice(arn.indexOf(':', 'arn:aws:iam::'.length) + 1)}`,
    '',
    ...(isGone ? ['It is not there any more, so nobody knows what it was given.', ''] : []),
    ...section(
      'Granted, and never used',
      unused,
      ({ policy, statement, actions, resources, isWhole }) => [
        `- policy \`${policy}\`, statement \`${statement}\`${isWhole ? ' (all of it)' : ''} on ${list(resources)}:`,
        ...toShortList(actions),
      ],
      3,
    ),
    ...section('Refused', denied, toLine, 3),
    ...section('Used', used, toLine, 3),
  ];
}

function section<Item>(
  title: string,
  items: readonly Item[],
  toLines: (item: Item) => readonly string[],
  depth = 2,
): readonly string[] {
  if (items.length === 0) return [];
  return [`${'#'.repeat(depth)} ${title}`, '', ...items.flatMap(toLines), ''];
}

const ACTIONS_SHOWN = 30;

function toShortList(actions: readonly string[]): readonly string[] {
  const more = actions.length - ACTIONS_SHOWN;
  const shown = actions.slice(0, ACTIONS_SHOWN).map((action) => `  - \`${action}\``);
  return more > 0 ? [...shown, `  - and ${String(more)} more`] : shown;
}

function toLine(use: Used): readonly string[] {
  return [`- ${toText(use)}`];
}

const RESOURCES_SHOWN = 5;

function toText({ action, calls, resources }: Used): string {
  const more = resources.length - RESOURCES_SHOWN;
  const shown = list(resources.slice(0, RESOURCES_SHOWN).map(({ resource }) => resource));
  return `\`${action}\` ${String(calls)} × on ${shown}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

function list(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(', ');
}
