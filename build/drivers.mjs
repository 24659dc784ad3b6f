// The drivers of databases and the like, each a file of its own beside a Lambda's code: read at the first secret that needs it, so
// that the others' cold starts do not pay for it. One line for each new driver.
import { join } from 'node:path';
import { build } from 'esbuild';
import { environmentCredentials } from './environment-credentials.mjs';
import { lambdaCode } from './lambda-code.mjs';

const drivers = ['ioredis', 'ldapts', 'mongodb', 'mysql2', 'oracledb', 'pg', 'ssh2', 'tedious'];
/** A port of ours whose SDK client one target alone needs: read like a driver. */
const ports = [{ file: 'src/aws/access-keys.ts', out: 'aws-access-keys' }];
/** What drivers ask for if it is there, and do without: compiled code, and ways to log in or to compress that no target uses. */
const optionalPackages = [
  'pg-native',
  ...['@aws-sdk/credential-providers', 'gcp-metadata', 'kerberos', 'mongodb-client-encryption'],
  ...['@mongodb-js/zstd', 'snappy', 'socks'],
];
/** Beside each bundle, and in its zip. */
const driverFolder = 'drivers';

/**
 * @param {string} from the way from the code's folder to the one that holds the drivers' folder
 * @returns {import('esbuild').Plugin} leaves `import('pg')` as a require of the driver's file
 */
export function externalDrivers(from = '.') {
  return {
    name: 'external-drivers',
    setup: (builder) => {
      builder.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
        kind === 'dynamic-import' && drivers.includes(path)
          ? { path: `${from}/${driverFolder}/${path}.cjs`, external: true }
          : undefined,
      );
      builder.onResolve({ filter: /^\.\.\/aws\// }, ({ path, kind }) => {
        const port = ports.find(({ file }) => file === path.replace('..', 'src'));
        return kind === 'dynamic-import' && port !== undefined
          ? { path: `${from}/${driverFolder}/${port.out}.cjs`, external: true }
          : undefined;
      });
    },
  };
}

/** @returns {Promise<readonly import('esbuild').OutputFile[]>} each driver with all it needs, as CommonJS */
export async function bundleDrivers(root, outputFolder) {
  const { outputFiles } = await build({
    ...lambdaCode(root),
    entryPoints: [
      ...drivers.map((driver) => ({ in: driver, out: driver })),
      ...ports.map(({ file, out }) => ({ in: file, out })),
    ],
    outdir: join(outputFolder, driverFolder),
    external: [...optionalPackages, '@smithy/core/event-streams'],
    plugins: [environmentCredentials(), withoutAzure()],
  });
  return outputFiles;
}

/**
 * @returns {import('esbuild').Plugin} leaves out Azure's ways to log in and its key vault, which SQL Server's driver asks for at once:
 * megabytes that no target uses
 */
function withoutAzure() {
  return {
    name: 'without-azure',
    setup: (builder) => {
      builder.onResolve({ filter: /^@azure\// }, ({ path }) => ({ path, namespace: 'empty' }));
      builder.onLoad({ filter: /./, namespace: 'empty' }, () => ({
        contents: 'module.exports = {}',
      }));
    },
  };
}
