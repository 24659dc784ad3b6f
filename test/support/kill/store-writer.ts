// A program that writes rounds to the store in its first argument until it is killed, and says each one's number once it is durable. Now and then
// it closes the store and opens it again.
import { writeSync } from 'node:fs';
import { createFolderStore } from '../../../local/store/folder-store.ts';
import { readRound, writeRound } from './rounds.ts';

const [folder = '', logPagesMax = ''] = process.argv.slice(2);
const REOPENED_AFTER = 20;

const open = () => createFolderStore(folder, { logPagesMax: Number(logPagesMax) });

let store = open();
for (let round = readRound(store) + 1; ; round += 1) {
  writeRound(store, round);
  await store.durable();
  writeSync(process.stdout.fd, `${String(round)}\n`);
  if (round % REOPENED_AFTER > 0) continue;
  store.close();
  store = open();
}
