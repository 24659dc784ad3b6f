// How the doctor asks and prints, without a deployment.
import { expect, test } from '@jest/globals';
import { mend } from '../../cli/doctor/mend.ts';
import { describeCounts, printFindings } from '../../cli/doctor/print-findings.ts';
import type { ScheduleDesk } from '../../cli/schedules/desk.ts';
import type { Finding } from '../../src/rotation/doctor/finding.ts';
import { createPrinted } from '../support/command-line.ts';

const stuck: Finding = {
  id: 'pending-foreign',
  verdict: 'problem',
  catalogue: 'T10',
  evidence: 'AWSPENDING is on a version.',
  command: 'aws secretsmanager …',
  fix: { kind: 'drop-pending', arn: 'arn', versionId: 'v' },
};
/** Any call of it would be a change. */
const untouched = {} as ScheduleDesk;

test('what is wrong stands with its entry of the catalogue, its evidence and the command; what is well in a line', () => {
  const printed = createPrinted();
  const findings: readonly Finding[] = [stuck, { id: 'key', verdict: 'ok', evidence: 'Enabled.' }];
  printFindings(printed.writer, findings);
  expect(printed.out().split('\n')).toEqual([
    '  ✗ pending-foreign  T10: A previous rotation isn’t complete',
    '    AWSPENDING is on a version.',
    '    → aws secretsmanager …',
    '      --fix does this',
    '  ✓ key  Enabled.',
    '',
  ]);
  expect(describeCounts(findings)).toBe('1 problem, 1 well');
});

test('nothing is changed where the answer is no', async () => {
  const asked: string[] = [];
  const questions = {
    ask: async (question: string) => {
      asked.push(question);
      return false;
    },
  };
  const mending = { desk: untouched, writer: undefined, questions, name: 'app/key' };
  expect(await mend({ ...mending, look: async () => [stuck] }, [stuck])).toEqual([]);
  expect(asked).toEqual([expect.stringContaining('Take AWSPENDING off version v of app/key?')]);
});

test('nothing is changed where it looks different by the time that somebody said yes', async () => {
  const printed = createPrinted();
  const questions = { ask: async () => true };
  const mending = { desk: untouched, writer: printed.writer, questions, name: 'app/key' };
  expect(await mend({ ...mending, look: async () => [] }, [stuck])).toEqual([]);
  expect(printed.errors()).toContain('It looks different by now');
});
