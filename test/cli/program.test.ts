// What the command line takes, refuses and explains.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runRekey } from '../support/command-line.ts';

test('--help names every verb and shows examples', async () => {
  const { code, out } = await runRekey('--help');
  expect(code).toBe(0);
  for (const verb of ['local', 'rotate', 'report']) expect(out).toContain(`\n  ${verb} `);
  expect(out).toContain('Examples:');
});

test('--version prints that of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await runRekey('--version')).toEqual({ code: 0, out: `${version}\n`, errors: '' });
});

test.each([
  { verb: 'local', options: ['--port', '--data', '--quiet'] },
  {
    verb: 'rotate',
    options: ['--window', '--grace', '--follow', '--json', '--stage', '--stack', '--region'],
  },
  {
    verb: 'schedule',
    options: [
      '--expression',
      '--window',
      '--grace',
      '--rotate-now',
      '--no-rotate-now',
      '--dry-run',
    ],
  },
  { verb: 'unschedule', options: ['--dry-run', '--yes', '--json', '--stage'] },
  { verb: 'schedules', options: ['--json', '--stage'] },
  { verb: 'apply', options: ['--file', '--prune', '--check', '--dry-run', '--yes', '--json'] },
  {
    verb: 'report',
    options: ['--since', '--until', '--secret', '--format', '--json', '--output', '--stage'],
  },
])('$verb --help has its options, examples and exit codes', async ({ verb, options }) => {
  const { code, out, errors } = await runRekey(verb, '--help');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  for (const option of options) expect(out).toContain(`  ${option}`);
  expect(out).toMatch(new RegExp(`Examples:\n  npx rekey ${verb}`));
  expect(out).toContain('Exit codes: 0 ');
});

test('without a verb it prints the help as an error, for nothing was done', async () => {
  const { code, out, errors } = await runRekey();
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain('Usage: rekey');
});

test.each([
  { what: 'an unknown verb', argv: ['frobnicate'], says: "unknown command 'frobnicate'" },
  { what: 'an unknown option', argv: ['local', '--nope'], says: "unknown option '--nope'" },
  {
    what: 'a secret that is left out',
    argv: ['rotate'],
    says: "missing required argument 'secret'",
  },
  { what: 'two secrets', argv: ['rotate', 'a', 'b'], says: 'too many arguments' },
  ...['70000', '-1', '4566x', ''].map((port) => ({
    what: `the port "${port}"`,
    argv: ['local', `--port=${port}`],
    says: 'Expected a port from 0 to 65535.',
  })),
])('$what is refused with exit code 2', async ({ argv, says }) => {
  const { code, out, errors } = await runRekey(...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain(says);
  expect(errors).toContain('--help');
});
