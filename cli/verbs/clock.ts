import type { ClockMove } from '../commands/clock.ts';
import type { AddVerb } from './verb.ts';

interface Flags {
  readonly endpoint?: string;
  readonly within?: string;
  readonly json?: true;
}

export const addClock: AddVerb = (program, { writer, run }) => {
  const show = async (move: ClockMove | undefined, { json, endpoint }: Flags): Promise<void> => {
    await run(async () => {
      const { runClock } = await import('../commands/clock.ts');
      return await runClock({ move, endpoint, json: json === true }, writer, process);
    });
  };
  const clock = program
    .command('clock')
    .description('Show or move the time of an endpoint that runs with --clock manual.')
    .addHelpText('after', EXAMPLES);
  clock
    .command('show', { isDefault: true })
    .description('Show what time it is there and what falls due next.')
    .option('--endpoint <url>', ENDPOINT)
    .option('--json', 'print one JSON document')
    .action(async (flags: Flags) => {
      await show(undefined, flags);
    });
  clock
    .command('advance')
    .description('Let so much time pass: whatever falls due on the way happens, in order.')
    .argument('<duration>', 'such as P30D, P2W, PT1H30M, PT0.5S')
    .option('--endpoint <url>', ENDPOINT)
    .option('--json', 'print one JSON document')
    .action(async (duration: string, flags: Flags) => {
      await show({ advance: duration }, flags);
    });
  clock
    .command('until')
    .description('Let time pass until a time, or until what has begun has ended.')
    .argument('<time>', 'such as 2026-02-01T00:00:00Z, or: idle')
    .option('--within <duration>', 'with idle: not further than this (default: P7D)')
    .option('--endpoint <url>', ENDPOINT)
    .option('--json', 'print one JSON document')
    .action(async (time: string, { within, ...flags }: Flags) => {
      await show({ until: time, ...(within === undefined ? {} : { within }) }, flags);
    });
};

const ENDPOINT = 'the endpoint (default: AWS_ENDPOINT_URL, or http://127.0.0.1:4566)';

const EXAMPLES = `
Examples:
  npx rekey local --clock manual --clock-start 2026-01-01T00:00:00Z --seed try-1     in another shell
  npx rekey clock                           what time it is, and what falls due next
  npx rekey clock advance P30D              thirty days pass: schedules fire, waits end, secrets are deleted
  npx rekey clock until 2026-02-01T00:00:00Z
  npx rekey clock until idle                until no execution waits for time, nothing is on its way, and no retry is to come
  npx rekey clock until idle --within P30D --json | jq .idle

Durations are ISO 8601 of weeks, days, hours, minutes and seconds; months and years have no fixed length. Ctrl-C stops on the way:
what has happened until then has happened.

Exit codes: 0 it was moved; 1 it could not be, was not idle in time, or was stopped; 2 the call was wrong.`;
