// TestSecret: uses the pending credential in a fresh session, with the rights that it must have.
import { isRotationError, RotationError } from './errors.ts';
import { toContext } from './managed-secret.ts';
import type { Ports } from './ports.ts';
import type { StepEvent } from './state.ts';
import { loadPair, runStep, type Step } from './step.ts';

export async function testSecret(ports: Ports, event: StepEvent): Promise<void> {
  await runStep(
    ports,
    event,
    () => true,
    async (step) => {
      if (step.target.test === undefined) return;
      const pair = await loadPair(step);
      try {
        await step.target.test(pair, toContext(step, step.token));
      } catch (thrown) {
        throw toPropagationError(step, thrown);
      }
    },
  );
}

/** A refusal is final only once all of the target had the time to learn of the change. */
function toPropagationError({ ports, target, enteredAt }: Step, thrown: unknown): unknown {
  if (!isRotationError(thrown) || thrown.code !== 'Rekey.CredentialRefused') return thrown;
  if (ports.clock.now() - enteredAt >= target.propagationMs) return thrown;
  return new RotationError(
    'Rekey.Transient',
    'The target refuses the pending credential, and may not know it everywhere yet.',
    thrown.facts,
    { cause: thrown },
  );
}
