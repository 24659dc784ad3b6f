// The program `rekey`: its verbs, and what becomes of their errors. Each verb adds itself (verbs/<verb>.ts) and works in
// commands/<verb>.ts, which is loaded when it is asked for, so that help is quick.
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { describeError } from './describe-error.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { addApply } from './verbs/apply.ts';
import { addClock } from './verbs/clock.ts';
import { addComplete } from './verbs/complete.ts';
import { addCost } from './verbs/cost.ts';
import { addDoctor } from './verbs/doctor.ts';
import { addExplain } from './verbs/explain.ts';
import { addHistory } from './verbs/history.ts';
import { addLocal } from './verbs/local.ts';
import { addMachine } from './verbs/machine.ts';
import { addNew } from './verbs/new.ts';
import { addRecipe } from './verbs/recipe.ts';
import { addReport } from './verbs/report.ts';
import { addRotate } from './verbs/rotate.ts';
import { addSchedule } from './verbs/schedule.ts';
import { addSchedules } from './verbs/schedules.ts';
import { addStatus } from './verbs/status.ts';
import { addUnschedule } from './verbs/unschedule.ts';
import type { AddVerb } from './verbs/verb.ts';
import type { Writer } from './writer.ts';

/** In the order in which help lists them: as somebody new would need them. */
const verbs: readonly AddVerb[] = [
  addLocal,
  addClock,
  addRotate,
  addComplete,
  addSchedule,
  addUnschedule,
  addSchedules,
  addApply,
  addStatus,
  addHistory,
  addExplain,
  addDoctor,
  addReport,
  addCost,
  addRecipe,
  addMachine,
  addNew,
];

/** Never throws: what went wrong stands on standard error, and in the exit code. */
export async function runProgram(argv: readonly string[], writer: Writer): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(writer);
  const run = async (work: () => Promise<ExitCode>): Promise<void> => {
    exitCode = await work();
  };
  for (const addVerb of verbs) addVerb(program, { writer, run });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed what it has to say; help and version are no mistakes
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    const described = describeError(error);
    writer.note(`rekey: ${described.text}`);
    return described.code;
  }
}

function createProgram(writer: Writer): Command {
  return new Command('rekey')
    .description('Rotates secrets in AWS Secrets Manager that AWS does not rotate by itself.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writer.line(text.trimEnd()),
      writeErr: (text) => writer.note(text.trimEnd()),
    })
    .showHelpAfterError('(add --help to see what there is)')
    .addHelpText('after', EXAMPLES);
}

const EXAMPLES = `
Examples:
  npx rekey local                       an AWS endpoint on this machine
  npx rekey rotate prod/acme/api-key    rotate one secret now

npx rekey <command> --help says more.`;
