// unleash-server on a port of 127.0.0.1, on the PostgreSQL that the environment names: node unleash.mjs INSTALLATION PORT
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , installation = '', port = ''] = process.argv;
const { start } = createRequire(join(installation, 'package.json'))('unleash-server');
const { PGPORT, PGUSER, PGPASSWORD, ADMIN_TOKEN } = process.env;
await start({
  db: {
    host: '127.0.0.1',
    port: Number(PGPORT),
    user: PGUSER,
    password: PGPASSWORD,
    database: 'unleash',
    ssl: false,
  },
  server: { port: Number(port), host: '127.0.0.1' },
  logLevel: 'fatal',
  versionCheck: { enable: false },
  telemetry: false,
  authentication: {
    initApiTokens: [
      { environment: '*', projects: ['*'], secret: ADMIN_TOKEN, type: 'admin', tokenName: 'admin' },
    ],
  },
});
