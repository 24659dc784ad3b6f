// The report's formats: what a spreadsheet, a Markdown reader and a program get, whatever names people gave.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createReport, type Report } from '../../../../src/rotation/report/report.ts';
import { toCsv } from '../../../../src/rotation/report/to-csv.ts';
import { toReportDocument } from '../../../../src/rotation/report/to-json.ts';
import { toMarkdown } from '../../../../src/rotation/report/to-markdown.ts';
import {
  createReportFacts,
  NOW,
  toFailedRun,
  toRun,
  toSecret,
} from '../../../support/report-facts.ts';

const facts = createReportFacts();
const strange = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'toString',
    '__proto__',
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    'a|b',
    '<img src=x>',
    '"',
    ',',
    '\r\n',
  ),
);

/** Whoever names a secret or writes an input writes into the report. */
function toStrangeReport(text: string): Report {
  const failure = { step: text, error: text, catalogue: text, recovery: text, works: text };
  return createReport({
    ...facts,
    secrets: [toSecret(text)],
    runs: [
      toRun('a', text, NOW - 1000, { trigger: text, schedule: text, window: text }),
      toFailedRun('b', text, NOW - 900, { trigger: text, failure }),
      toFailedRun('c', text, NOW - 800, {
        result: 'skipped',
        reason: text,
        failure: undefined as never,
      }),
    ],
  });
}

test('the CSV has a line for each run and each secret without one, all as wide as the head', () => {
  const rows = parseCsv(toCsv(createReport(facts)));
  expect(rows).toHaveLength(1 + 10 + 2);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  const [head = [], ...lines] = rows;
  const column = (name: string) => lines.map((line) => line[head.indexOf(name)]);
  expect(column('secret')).toEqual([...column('secret')].sort());
  expect(column('result')).toContain('no run');
  expect(column('verdict')).toContain('over policy');
  expect(column('previous_refused_at')).toContain('2026-11-12T01:00:05.000Z');
});

test('whatever texts it holds, the CSV comes back as they were, and no cell is a formula', () => {
  fc.assert(
    fc.property(strange, (text) => {
      const rows = parseCsv(toCsv(toStrangeReport(text)));
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      const isFormula = /^[=+\-@\t\r]/.test(text);
      const expected = isFormula ? `'${text}` : text;
      expect(rows.slice(1).map((row) => row[0])).toEqual([expected, expected, expected]);
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    }),
  );
});

test('whatever texts it holds, every table of the Markdown keeps its shape, and nothing is markup', () => {
  fc.assert(
    fc.property(strange, (text) => {
      const lines = toMarkdown(toStrangeReport(text)).split('\n');
      const plain = lines.map((line) => line.replaceAll(/\\[!-/:-@[-`{-~]/g, ''));
      for (const [index, line] of plain.entries()) {
        if (!/^\|-/.test(line)) continue;
        const columns = countColumns(line);
        let row = index - 1;
        for (; plain[row]?.startsWith('|') === true; row += 1) {
          expect(countColumns(plain[row] ?? '')).toBe(columns);
        }
        expect(plain[row]).toBe('');
      }
      expect(plain.filter((line) => /[<>`*_[\]]/.test(line))).toEqual([]);
    }),
  );
});

test('the Markdown tells first what matters, and each list where there is something to tell', () => {
  const text = toMarkdown(createReport(facts));
  expect(text.match(/^## .*$/gm)).toEqual([
    '## Age against policy',
    '## Not rotated in this period',
    '## Rotations',
    '## Failures',
    '## Warnings',
    '## Runs that rotated nothing',
    '## What this evidence cannot say',
  ]);
  expect(text).toMatch(/\| 2026-11-21 23:31 \| prod\/new .*in grace until 2026-11-22 01:00/);
  expect(text).toMatch(
    /TestSecret .*undone; the credential before stayed in use +\| 2026-10-23 00:00/,
  );
  const empty = toMarkdown(createReport({ ...facts, secrets: [], runs: [] }));
  expect(empty).toContain('No secret.');
});

test('the JSON has times in ISO 8601, spans in seconds, and no undefined', () => {
  const document = toReportDocument(createReport(facts));
  expect(JSON.parse(JSON.stringify(document))).toMatchObject({
    since: '2026-08-24T00:00:00.000Z',
    evidence: { beginsAt: '2026-07-23T00:00:00.000Z' },
    totals: { rotations: 8 },
  });
  const { secrets } = document as { readonly secrets: readonly object[] };
  expect(secrets[1]).toMatchObject({
    name: 'prod/good',
    policy: { expression: 'rate(30 days)', window: '3h', allowedSeconds: 30 * 86_400 + 3 * 3600 },
    lastRotatedAt: '2026-11-12T00:01:00.000Z',
    greatestAge: { seconds: 30 * 86_400, isAtLeast: false },
  });
});

function countColumns(line: string): number {
  return line.split('|').length;
}

/** RFC 4180, the whole of it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const cell = /"((?:[^"]|"")*)"|[^",\r\n]*/y;
    cell.lastIndex = at;
    const [whole = '', quoted] = cell.exec(text) ?? [];
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? whole);
    at += whole.length;
    if (text.startsWith('\r\n', at)) {
      at += 2;
      rows.push([]);
    } else if (text[at] === ',') at += 1;
    else if (at < text.length)
      throw new Error(`At ${String(at)}: ${JSON.stringify(text.slice(at, at + 20))}`);
  }
  expect(rows.at(-1)).toEqual([]);
  return rows.slice(0, -1);
}
