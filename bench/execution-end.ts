// Waits for a run that must succeed, and tells how long it took by Step Functions' own dates.
import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { createSystemClock } from '../local/clock.ts';

const MS_BETWEEN_LOOKS = 100;

export async function waitForEnd(
  client: SFNClient,
  executionArn: string,
): Promise<{ readonly milliseconds: number; readonly output: string }> {
  for (;;) {
    const { status, startDate, stopDate, cause, output } = await client.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    if (status === 'SUCCEEDED' && startDate !== undefined && stopDate !== undefined) {
      return { milliseconds: stopDate.getTime() - startDate.getTime(), output: output ?? '' };
    }
    if (status !== 'RUNNING') throw new Error(`The run ended ${String(status)}: ${String(cause)}`);
    await createSystemClock().sleep(MS_BETWEEN_LOOKS);
  }
}
