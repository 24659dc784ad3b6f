// `rekey doctor`: goes through the troubleshooting catalogue with evidence, for the deployment and for one secret, and with --fix does
// what is safe. Before it changes anything it looks again, and afterwards too.
import { gatherSecret } from '../../src/aws/doctor/gather-secret.ts';
import { type Gathering, gatherPreflight, gatherStack } from '../../src/aws/doctor/gather-stack.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { examineSecret, examineStack } from '../../src/rotation/doctor/examine.ts';
import type { StackFacts } from '../../src/rotation/doctor/facts.ts';
import type { Finding } from '../../src/rotation/doctor/finding.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { createQuestions, type Questions } from '../confirm.ts';
import { toDoctorStack } from '../doctor/doctor-stack.ts';
import { findTroubled, type Troubled } from '../doctor/find-troubled.ts';
import { mend } from '../doctor/mend.ts';
import { describeCounts, printFindings } from '../doctor/print-findings.ts';
import { toDocument } from '../doctor/to-document.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { type ScheduleDesk, withDesk } from '../schedules/desk.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface DoctorOptions extends StackOptions {
  /** Without it: the deployment, and a line for each secret in trouble. */
  readonly secretId?: string;
  readonly fix: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** @throws RotationError where the stack or the secret is not there, and for --fix where nobody can say yes */
export async function runDoctor(
  options: DoctorOptions,
  writer: Writer,
  signals: Signals,
  questions: Questions | undefined = process.stdin.isTTY ? createQuestions() : undefined,
): Promise<ExitCode> {
  checkFix(options, questions);
  return await withDesk(options, writer, signals, async (desk) => {
    const gathering: Gathering = {
      ...desk,
      stack: toDoctorStack(desk, options),
      progress: (what) => writer.moving(`… ${what}`),
    };
    return options.secretId === undefined
      ? await examineAll(gathering, desk, options, writer)
      : await examineOne(
          gathering,
          desk,
          { ...options, secretId: options.secretId },
          writer,
          questions,
        );
  });
}

function checkFix({ fix, yes, secretId }: DoctorOptions, questions: Questions | undefined): void {
  if (!fix) return;
  if (secretId === undefined) throw invalid('--fix: expected a secret to mend, found none.');
  if (yes || questions !== undefined) return;
  throw invalid(
    '--fix asks before each change, and nobody can answer here: add --yes, or leave --fix out to look only.',
  );
}

async function examineAll(
  gathering: Gathering,
  desk: ScheduleDesk,
  options: DoctorOptions,
  writer: Writer,
): Promise<ExitCode> {
  const preflight = await gatherPreflight(gathering, { verify: false });
  const findings = examineStack(await gatherStack(gathering, preflight));
  const troubled = await findTroubled(gathering, desk);
  if (options.json) writer.json(toDocument(options, { stack: findings, troubled }));
  else {
    printHeading(writer, `Deployment ${options.stack} in ${options.region}`);
    printFindings(writer, findings);
    printTroubled(writer, troubled);
    writer.line(
      `\n${describeCounts(findings)}; ${String(troubled.secrets.length)} of ${String(troubled.count)} secrets in trouble.`,
    );
  }
  return toExitCode([...findings, ...troubled.secrets.flatMap((each) => each.findings)]);
}

function printTroubled(writer: Writer, { secrets }: Troubled): void {
  if (secrets.length === 0) return;
  printHeading(writer, '\nSecrets in trouble');
  for (const { name, findings, command } of secrets) {
    const ids = findings.map(({ id, catalogue }) =>
      catalogue === undefined ? id : `${id} (${catalogue})`,
    );
    writer.line(`  ${writer.paint('bad', '✗')} ${writer.paint('strong', name)}  ${ids.join(', ')}`);
    writer.line(`    → ${command}`);
  }
}

interface Looked {
  readonly secret: readonly Finding[];
  readonly stack: readonly Finding[];
}

async function examineOne(
  gathering: Gathering,
  desk: ScheduleDesk,
  options: DoctorOptions & { readonly secretId: string },
  writer: Writer,
  questions: Questions | undefined,
): Promise<ExitCode> {
  const description = await desk.describe(options.secretId);
  const preflight = await gatherPreflight(gathering, { secretId: description.arn, verify: true });
  const stack = await gatherStack(gathering, preflight);
  const look = async (): Promise<Looked> => await lookAgain(gathering, desk, description, stack);
  const before: Looked = {
    secret: examineSecret({ hash: sha256 }, await gatherSecret(gathering, description, stack)),
    stack: examineStack(stack),
  };
  if (!options.json) print(writer, options, description, before);
  const { fix, yes, json } = options;
  const mending = {
    desk,
    writer: json ? undefined : writer,
    questions: yes ? undefined : questions,
    name: description.name,
    look: async () => (await look()).secret,
  };
  const done = fix ? await mend(mending, before.secret) : [];
  const after = done.length > 0 ? await look() : before;
  if (options.json)
    writer.json(toDocument(options, { ...after, secretName: description.name, done }));
  else if (done.length > 0) printSecret(writer, description, after.secret);
  return toExitCode([...after.secret, ...after.stack]);
}

/** The deployment does not change by what is mended here. */
async function lookAgain(
  gathering: Gathering,
  desk: ScheduleDesk,
  { arn }: SecretDescription,
  stack: StackFacts,
): Promise<Looked> {
  const description = await desk.describe(arn);
  const preflight = await gatherPreflight(gathering, { secretId: arn, verify: true });
  const facts = await gatherSecret(gathering, description, { ...stack, preflight });
  return {
    secret: examineSecret({ hash: sha256 }, facts),
    stack: examineStack({ ...stack, preflight }),
  };
}

function print(
  writer: Writer,
  { stack, region }: StackOptions,
  description: SecretDescription,
  looked: Looked,
): void {
  printSecret(writer, description, looked.secret);
  printHeading(writer, `\nDeployment ${stack} in ${region}`);
  printFindings(writer, looked.stack);
  writer.line(`\n${describeCounts([...looked.secret, ...looked.stack])}.`);
}

function printSecret(
  writer: Writer,
  { name }: SecretDescription,
  findings: readonly Finding[],
): void {
  printHeading(writer, `Secret ${name}`);
  printFindings(writer, findings);
}

function printHeading(writer: Writer, text: string): void {
  writer.line(writer.paint('strong', text));
}

function toExitCode(findings: readonly Finding[]): ExitCode {
  return findings.some(({ verdict }) => verdict === 'problem') ? exitCodes.failure : exitCodes.ok;
}

function invalid(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}
