// npm run docs:features
import { writeFileSync } from 'node:fs';
import { PAGE, toPage } from './page.ts';

writeFileSync(PAGE, await toPage());
