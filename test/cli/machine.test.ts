// `rekey machine check`: what AWS would refuse of a definition, told by file, line, state and field.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runRekey } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-machine-'));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the project’s own machines are good', async () => {
  const { code, out } = await runRekey('machine', 'check');
  expect(out).toBe('✓ statemachines/rotation.asl.yaml\n✓ statemachines/watch.asl.yaml\n');
  expect(code).toBe(0);
});

test('each mistake has its file, line, state and field, what was expected and what was found', async () => {
  const file = write(
    'bad.asl.yaml',
    `QueryLanguage: JSONata
StartAt: Call a/b
States:
  Call a/b:
    Type: Task
    Resource: !GetAtt StepLambdaFunction.Arn
    Arguments:
      name: !Ref Topic
      first: "{% name %}"
    TimeoutSeconds: 5
    HeartbeatSeconds: 5
    Retry:
      - ErrorEquals: [States.ALL, Other]
        IntervalSeconds: 0
    Next: Nowhere
  Call a:
    Type: Task
    Resource: \${self:custom.stepArn}
    End: true
  Each:
    Type: Map
    ItemProcessor:
      StartAt: Inner
      States:
        Inner:
          Type: Pass
          Output: "{% 1 + %}"
          End: true
    End: true
`,
  );
  const { code, out } = await runRekey('machine', 'check', file);
  expect(out.trimEnd().split('\n')).toEqual([
    `${file}:9:7: Call a/b: Arguments/first: Reference to 'name' at the top level is not supported.; found "{% name %}"`,
    `${file}:11:5: Call a/b: HeartbeatSeconds: 'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'; found 5`,
    `${file}:13:9: Call a/b: Retry[0]/ErrorEquals: 'States.ALL' must appear alone in 'ErrorEquals'`,
    `${file}:14:9: Call a/b: Retry[0]/IntervalSeconds: Minimum value is 1; found 0`,
    `${file}:15:5: Call a/b: Next: Missing 'Next' target: Nowhere; found "Nowhere"`,
    `${file}:16:3: Call a: State "Call a" is not reachable.`,
    `${file}:20:3: Each: State "Each" is not reachable.`,
    `${file}:27:11: Inner: Output: Unexpected end of expression; found "{% 1 + %}"`,
  ]);
  expect(code).toBe(1);
});

test('a state whose name begins like another’s and goes on with a slash is told apart', async () => {
  const end = 'Type: Pass, End: true';
  const text = `{QueryLanguage: JSONata, StartAt: A, States: {A: {Type: Pass, Next: A/b}, A/b: {${end}, X: 1}}}\n`;
  const file = write('slash.asl.yaml', text);
  const { out } = await runRekey('machine', 'check', file);
  expect(out).toContain(": A/b: Field 'X' is not supported");
});

test('a state named like a word of CloudFormation is a state', async () => {
  const text = '{QueryLanguage: JSONata, StartAt: Ref, States: {Ref: {Type: Pass, End: true}}}';
  const { out } = await runRekey('machine', 'check', write('ref.asl.yaml', text));
  expect(out).toMatch(/^✓ .*ref\.asl\.yaml\n$/);
});

test('a machine in JSON too, as one document for programs', async () => {
  const file = write(
    'bad.asl.json',
    JSON.stringify(
      {
        StartAt: 'A',
        States: { A: { Type: 'Task', Resource: { 'Fn::GetAtt': ['F', 'Arn'] }, End: true } },
      },
      undefined,
      2,
    ),
  );
  const { code, out } = await runRekey('machine', 'check', file, '--json');
  expect(JSON.parse(out)).toEqual({
    files: [file],
    good: false,
    problems: [
      {
        file,
        line: 4,
        column: 5,
        state: 'A',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: expect.stringContaining("State 'A' uses the QueryLanguage 'JSONPath'"),
      },
    ],
  });
  expect(code).toBe(1);
});

test('what is no YAML, or names a member twice, has its place', async () => {
  const file = write('broken.asl.yaml', 'StartAt: A\nStates:\n  A: {Type: Pass}\n  A: {}\n');
  const { code, out } = await runRekey('machine', 'check', file);
  expect([code, out]).toEqual([1, `${file}:4:3: Map keys must be unique\n`]);
});

test('a file that is not there is a wrong call', async () => {
  const { code, errors } = await runRekey('machine', 'check', join(folder, 'none.yaml'));
  expect(code).toBe(2);
  expect(errors).toContain('none.yaml cannot be read (ENOENT)');
});
