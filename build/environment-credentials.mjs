// The SDK's credentials in a Lambda's bundles, without the chain that looks for them elsewhere.
import { dirname } from 'node:path';

/**
 * A Lambda has its credentials in its environment, and nowhere else: the SDK's chain of files, processes, single sign-on
 * and metadata services would be a third of the bundle. The chain's own first link takes its place.
 * @returns {import('esbuild').Plugin}
 */
export function environmentCredentials() {
  return {
    name: 'environment-credentials',
    setup: (builder) => {
      builder.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, async (args) => {
        if (args.pluginData === 'the chain itself') return undefined;
        const { kind, resolveDir } = args;
        const chain = await builder.resolve(args.path, {
          kind,
          resolveDir,
          pluginData: 'the chain itself',
        });
        return {
          path: args.path,
          namespace: 'environment-credentials',
          pluginData: dirname(chain.path),
        };
      });
      builder.onLoad({ filter: /./, namespace: 'environment-credentials' }, ({ pluginData }) => ({
        contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
        resolveDir: pluginData,
      }));
    },
  };
}
