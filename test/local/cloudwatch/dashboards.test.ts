import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

let cloud: RunningCloud;
let cloudwatch: CloudWatchClient;

beforeEach(async () => {
  cloud = await startCloud();
  cloudwatch = new CloudWatchClient(cloud.clientConfig);
});
afterEach(async () => {
  cloudwatch.destroy();
  await cloud.close();
});

test('a dashboard is kept as it was put until it is deleted', async () => {
  const DashboardName = 'rotations';
  const DashboardBody = JSON.stringify({ widgets: [] });
  await cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
  expect(await cloudwatch.send(new GetDashboardCommand({ DashboardName }))).toMatchObject({
    DashboardArn: 'arn:aws:cloudwatch::000000000000:dashboard/rotations',
    DashboardBody,
  });
  const { DashboardEntries } = await cloudwatch.send(new ListDashboardsCommand({}));
  expect(DashboardEntries).toEqual([expect.objectContaining({ DashboardName, Size: 14 })]);
  await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }));
  await expect(cloudwatch.send(new GetDashboardCommand({ DashboardName }))).rejects.toMatchObject({
    message: 'Dashboard rotations does not exist',
  });
});

test.each(['no JSON', '{}', '[]'])('a dashboard of %s is refused', async (DashboardBody) => {
  await expect(
    cloudwatch.send(new PutDashboardCommand({ DashboardName: 'd', DashboardBody })),
  ).rejects.toMatchObject({ name: 'DashboardInvalidInputError' });
});
