// Our targets behind Secrets Manager's own rotation: one call of its function. It has neither claim nor recovery, for Secrets Manager owns
// AWSPENDING there and calls the steps again.
import { createSecret } from './create-secret.ts';
import type { NativeEvent } from './event.ts';
import { finishSecret } from './finish-secret.ts';
import { openStep } from './open-step.ts';
import type { NativePorts } from './ports.ts';
import { setSecret } from './set-secret.ts';
import { testSecret } from './test-secret.ts';

export async function rotateNatively(ports: NativePorts, event: NativeEvent): Promise<void> {
  const step = await openStep(ports, event);
  ports.log.info('step', { secret: step.description.name, step: event.step });
  if (event.step === 'finishSecret') await finishSecret(step);
  else if (!step.isFinished) await { createSecret, setSecret, testSecret }[event.step](step);
}
