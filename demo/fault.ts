// The fault of the demo: the service answers 503 to whoever wants a new key, while the current key works.
import type { Progress } from '../src/aws/execution-progress.ts';
import type { FailureReport } from './report.ts';
import type { RotationReport } from './report.ts';
import type { BetterAuthService } from './services/better-auth.ts';
import { startByHand, type Stage, watchRotation } from './rotation.ts';
import { readInbox, type Mail } from './inbox.ts';
import { waitFor } from './stage.ts';

/** Steps stop 5 s before the window's end, so this leaves some seconds for retries. */
const WINDOW = '11s';

export interface Failed {
  readonly report: FailureReport;
  readonly rotation: RotationReport;
  readonly notice: Mail;
}

export async function failRotation(
  stage: Stage,
  service: BetterAuthService,
  endpointUrl: string,
  show: (text: string) => void,
): Promise<Failed> {
  const known = (await readInbox(endpointUrl)).length;
  service.setFault(({ method, path }) =>
    method === 'POST' && path.endsWith('/api-key/create') ? { status: 503 } : undefined,
  );
  try {
    const { ended, ...rotation } = await watchRotation(
      stage,
      'hand',
      async () => await startByHand(stage, WINDOW),
      show,
    );
    const notices = await waitFor(stage.clock, 'the notice', async () => {
      const fresh = (await readInbox(endpointUrl)).slice(0, -known || undefined);
      return fresh.length > 0 ? fresh : undefined;
    });
    const [notice] = notices;
    if (notice === undefined) throw new Error('There is no notice.');
    return { report: toReport(ended, rotation, notice, notices.length), rotation, notice };
  } finally {
    service.setFault(undefined);
  }
}
