// What `sls deploy` does with rotations.yml: looks at it before anything is deployed, and applies it to the stack once that stands.
// Without the file nothing happens.
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const FILE = 'rotations.yml';
/** The deployment's own: the endpoint, proxies, colours. */
// biome-ignore lint/style/noProcessEnv: the command runs in the deployment's environment, as if typed beside it
const environment = process.env;

module.exports = class ApplyRotations {
  constructor(serverless, _options, { log }) {
    const run = async (args, env) => {
      const { serviceDir } = serverless;
      const { code, text } = await runRekey(serviceDir, ['apply', '--file', FILE, ...args], env);
      if (code !== 0) throw new serverless.classes.Error(`${FILE}: ${text}`, 'REKEY_APPLY');
      log.notice(text);
    };
    const whereFile = (work) => async () => {
      if (existsSync(join(serverless.serviceDir, FILE))) await work();
    };
    this.hooks = {
      'before:deploy:deploy': whereFile(() => run(['--check'], environment)),
      'after:deploy:deploy': whereFile(async () => {
        const provider = serverless.getProvider('aws');
        const stack = provider.naming.getStackName();
        const region = provider.getRegion();
        const env = await toEnvironment(provider);
        await run(['--yes', '--stack', stack, '--region', region], env);
      }),
    };
  }
};

/** The deployment's own credentials, also where they came from a profile or a role. */
async function toEnvironment(provider) {
  const { credentials } = await provider.getAwsSdkV3Config();
  const { accessKeyId, secretAccessKey, sessionToken } =
    typeof credentials === 'function' ? await credentials() : credentials;
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: __, ...others } = environment;
  return {
    ...others,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}

async function runRekey(serviceDir, args, env) {
  const command = join(serviceDir, 'dist/rekey.mjs');
  if (!existsSync(command)) await import('./cli.mjs');
  const child = spawn(process.execPath, [command, ...args], {
    cwd: serviceDir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, text: text.trim().replace(/^rekey: /, '') };
}
