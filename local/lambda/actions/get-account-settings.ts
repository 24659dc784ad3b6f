// The account's limits and how much of them is used.
import type { GetAccountSettingsRequest, GetAccountSettingsResponse } from '@aws-sdk/client-lambda';
import type { Action } from '../../service.ts';
import { type Lambda, permitAnywhere } from '../lambda.ts';

const CODE_BYTES_MAX = 80_530_636_800;
const UNZIPPED_BYTES_MAX = 262_144_000;
const ZIPPED_BYTES_MAX = 52_428_800;

export function getAccountSettings(
  lambda: Lambda,
): Action<GetAccountSettingsRequest, GetAccountSettingsResponse> {
  const { environment, functions, concurrency } = lambda;
  return {
    permissions: permitAnywhere('lambda:GetAccountSettings'),
    run: (_, { region }) => {
      const all = functions.list(region);
      return {
        AccountLimit: {
          TotalCodeSize: CODE_BYTES_MAX,
          CodeSizeUnzipped: UNZIPPED_BYTES_MAX,
          CodeSizeZipped: ZIPPED_BYTES_MAX,
          ConcurrentExecutions: environment.limits.lambdaConcurrencyMax,
          UnreservedConcurrentExecutions: concurrency.unreserved(region),
        },
        AccountUsage: {
          FunctionCount: all.length,
          TotalCodeSize: all.reduce(
            (sum, { configuration: { CodeSize = 0 } }) => sum + CodeSize,
            0,
          ),
        },
      };
    },
  };
}
