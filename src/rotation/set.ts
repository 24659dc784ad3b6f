// SetSecret: makes the target accept the pending credential. The target refuses a pending value that names another host or user.
import { loadContext } from './managed-secret.ts';
import type { Ports } from './ports.ts';
import type { StepEvent } from './state.ts';
import { loadPair, runStep } from './step.ts';

export async function setSecret(ports: Ports, event: StepEvent): Promise<void> {
  await runStep(
    ports,
    event,
    () => true,
    async (step) => {
      if (step.target.set === undefined) return;
      const pair = await loadPair(step);
      await step.target.set(pair, await loadContext(step, step.token, pair.current));
    },
  );
}
