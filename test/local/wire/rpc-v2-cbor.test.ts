import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { afterEach, expect, test } from '@jest/globals';
import { ServiceError } from '../../../local/service-error.ts';
import { type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
});

/** The client as newer SDKs build it: CBOR before all else. */
function createClient({ clientConfig }: RunningWire): CloudWatchClient {
  return new CloudWatchClient({ ...clientConfig, protocol: AwsSmithyRpcV2CborProtocol });
}

test('numbers, dates and lists come through CBOR', async () => {
  const seen: unknown[] = [];
  wire = await startWire({
    cloudwatch: {
      PutMetricData: (input: unknown) => {
        seen.push(input);
        return {};
      },
    },
  });
  const input = {
    Namespace: 'n',
    MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp: new Date(1_700_000_000_000) }],
  };
  await createClient(wire).send(new PutMetricDataCommand(input));
  expect(seen).toEqual([input]);
});

test('an error in CBOR has its name and message', async () => {
  wire = await startWire({
    cloudwatch: {
      PutMetricData: () => {
        throw new ServiceError('InvalidParameterValueException', 'No.');
      },
    },
  });
  await expect(
    createClient(wire).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] })),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: 'No.' });
});

test('a body that is no CBOR is refused', async () => {
  wire = await startWire({ cloudwatch: { PutMetricData: () => ({}) } });
  const path = '/service/GraniteServiceVersion20100801/operation/PutMetricData';
  const response = await fetch(`${wire.url}${path}`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    body: Uint8Array.of(0xff, 0xff),
  });
  expect(response.status).toBe(400);
});
