// The fault of the demo: the service answers 503 to whoever wants a new key, while the current key works.
import type { DemoCredential } from './credentials/credential.ts';
import { type Mail, readNotices } from './inbox.ts';
import type { FailureReport, RotationReport } from './report.ts';
import { type Stage, startByHand, watchRotation } from './rotation.ts';
import type { BetterAuthService } from './services/better-auth.ts';
import { waitFor } from './stage.ts';

/** A try is not made in a window's last 15 s, since it may not come before the end: this leaves 10 s for tries. */
const WINDOW = '25s';

export interface Failed {
  readonly failure: FailureReport;
  readonly rotation: RotationReport;
  readonly notice: Mail;
}

export async function failRotation(
  stage: Stage,
  {
    service,
    credential,
  }: { readonly service: BetterAuthService; readonly credential: DemoCredential },
  endpointUrl: string,
  show: (text: string) => void,
): Promise<Failed> {
  // An alarm over failed executions may come meanwhile, to a topic of its own.
  const listNotices = async (): Promise<readonly Mail[]> =>
    (await readNotices(endpointUrl)).filter(
      ({ topicArn }) => topicArn === stage.deployment.noticeTopicArn,
    );
  const known = (await listNotices()).length;
  service.setFault(({ method, path }) =>
    method === 'POST' && path.endsWith('/api-key/create') ? { status: 503 } : undefined,
  );
  try {
    const rotation = await watchRotation(
      stage,
      credential,
      'hand',
      async () => await startByHand(stage, credential.secretId, WINDOW),
      show,
    );
    const [notice, ...others] = await waitFor(stage.clock, 'the notice', async () => {
      const notices = await listNotices();
      const fresh = notices.slice(0, notices.length - known);
      return fresh.length > 0 ? fresh : undefined;
    });
    if (notice === undefined) throw new Error('There is no notice.');
    return { failure: toFailure(rotation, notice, 1 + others.length), rotation, notice };
  } finally {
    service.setFault(undefined);
  }
}

/** The notice's last line is the same for machines. */
function toFailure(
  { secretId, status }: RotationReport,
  notice: Mail,
  notices: number,
): FailureReport {
  const { catalogue, recovery } = JSON.parse(
    notice.message.trimEnd().split('\n').at(-1) ?? '{}',
  ) as {
    catalogue?: { id: string; title: string };
    recovery?: { outcome: string; works: string };
  };
  return {
    secretId,
    status,
    diagnosis: `${catalogue?.id ?? 'none'} ${catalogue?.title ?? ''}`.trim(),
    recovery: `${recovery?.outcome ?? 'none'}, ${recovery?.works ?? 'unknown'} works`,
    notices,
  };
}
