// Telling of a failed run: reads the secret's labels as they are now, and writes the notice. It must not fail for want of a part.
import { diagnose } from './diagnose.ts';
import { isRotationError } from './errors.ts';
import { createNotice } from './notice.ts';
import type { FailedEvent, Notice, Ports, SecretDescription } from './ports.ts';
import type { DiagnoseEvent } from './state.ts';

/** What the machine hands to sns:publish, and then to events:putEvents. */
export interface Told {
  readonly subject: string;
  readonly message: string;
  readonly messageAttributes: Readonly<
    Record<string, { readonly DataType: 'String'; readonly StringValue: string }>
  >;
  readonly event: FailedEvent;
}

export async function diagnoseFailure(ports: Ports, failed: DiagnoseEvent): Promise<Told> {
  const { subject, text, attributes, event } = await writeNotice(ports, failed);
  return {
    subject,
    message: text,
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    ),
    event,
  };
}

export async function writeNotice(ports: Ports, event: DiagnoseEvent): Promise<Notice> {
  const { executionArn, startedAt, failure, recovery, rotation } = event;
  const secretId = rotation?.secretArn ?? event.secretId;
  const description = await findDescription(ports, secretId);
  const diagnosis = diagnose(failure);
  const name = failure.state === 'RetirePrevious' ? 'RetirementsFailed' : 'RotationsFailed';
  ports.metrics.count(name, { secret: description?.name ?? secretId });
  ports.log.error('rotation failed', {
    secret: description?.name ?? secretId,
    step: failure.state,
    error: failure.error,
    catalogue: diagnosis.entry.id,
    recovery: recovery?.outcome,
  });
  return createNotice(ports, {
    executionArn,
    startedAt,
    secretId: rotation?.secretName ?? event.secretId,
    secretArn: rotation?.secretArn,
    failure,
    diagnosis,
    recovery,
    description,
  });
}

async function findDescription(
  { secrets, signal }: Ports,
  secretId: string,
): Promise<SecretDescription | undefined> {
  try {
    return await secrets.describe(secretId, signal);
  } catch (error) {
    if (isRotationError(error)) return undefined; // The very failure may be that it cannot be read.
    throw error;
  }
}
