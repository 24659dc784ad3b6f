// verdaccio on a port of 127.0.0.1, with all of its data in one folder: node verdaccio.mjs INSTALLATION PORT FOLDER
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , installation = '', port = '', folder = ''] = process.argv;
const { runServer } = createRequire(join(installation, 'package.json'))('verdaccio');
const server = await runServer({
  storage: join(folder, 'storage'),
  self_path: folder,
  configPath: join(folder, 'config.yaml'),
  auth: { htpasswd: { file: join(folder, 'htpasswd') } },
  uplinks: {},
  packages: { '**': { access: '$authenticated', publish: '$authenticated' } },
  security: { api: { legacy: false, jwt: { sign: { expiresIn: '60d' } } } },
  userRateLimit: { windowMs: 1000, max: 1_000_000 },
  log: { type: 'stdout', level: 'fatal' },
  web: { enable: false },
});
server.listen(Number(port), '127.0.0.1');
