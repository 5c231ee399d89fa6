import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { STORE_NAMES, type StoreName } from '../../src/core/store-name.js'
import type { Stores } from '../../src/stores/stores.js'

/** Migrations of a user's project for one store, and what they come to. */
export interface Samples {
  readonly ending: string
  /** Makes one thing, named after the number. */
  readonly make: (n: number) => string
  /** Makes thing 1, then fails; `mended` is the same with the fault corrected. */
  readonly failing: string
  readonly mended: string
  /** Changes the schema that the bundled migrations made, as somebody would by hand. */
  readonly breakByHand: (stores: Stores) => Promise<unknown>
  /** A word of what was broken. */
  readonly broken: string
}

export const SAMPLES: Readonly<Record<StoreName, Samples>> = {
  postgres: {
    ending: 'sql',
    make: (n) =>
      `CREATE TABLE thing_${n} (id int PRIMARY KEY);\n-- homemanager: down\nDROP TABLE thing_${n};\n`,
    failing:
      'CREATE TABLE thing_1 (id int);\nCREATE TABLE wrong (id nonsense);\nCREATE TABLE thing_2 (id int);\n',
    mended: 'CREATE TABLE thing_1 (id int);\nCREATE TABLE wrong (id int);\nCREATE TABLE thing_2 (id int);\n',
    breakByHand: (stores) => stores.postgres.pool.query('DROP INDEX users_family_id_idx'),
    broken: 'users_family_id_idx',
  },
  dynamodb: {
    ending: 'json',
    make: (n) =>
      json({ up: [addIndex(n)], down: [{ name: `drop ${n}`, dropIndex: { name: `thing_${n}` } }] }),
    failing: json({ up: [addIndex(1), { name: 'wrong', statement: 'nonsense' }, addIndex(2)] }),
    mended: json({ up: [addIndex(1), { name: 'wrong', dropIndex: { name: 'none' } }, addIndex(2)] }),
    breakByHand: ({ dynamodb }) =>
      dynamodb.client.send(
        new UpdateTableCommand({
          TableName: dynamodb.table,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'GSI3' } }],
        }),
      ),
    broken: 'GSI3',
  },
  mongo: {
    ending: 'json',
    make: (n) =>
      json({
        up: [createCollection(n)],
        down: [{ name: `drop ${n}`, dropCollection: { collection: `thing_${n}` } }],
      }),
    failing: json({
      up: [createCollection(1), { name: 'wrong', command: { nonsense: 1 } }, createCollection(2)],
    }),
    mended: json({ up: [createCollection(1), { name: 'wrong', command: { ping: 1 } }, createCollection(2)] }),
    breakByHand: ({ mongo }) => mongo.db.collection('expenses').dropIndex('family_created'),
    broken: 'family_created',
  },
}

export interface MigrationProject extends AsyncDisposable {
  /** For `MigrateOptions`. */
  readonly folders: Readonly<Record<StoreName, string>>
  write(store: StoreName, name: string, text: string): Promise<void>
  remove(store: StoreName, name: string): Promise<void>
}

/** Empty folders for a user's own migrations. */
export async function migrationProject(): Promise<MigrationProject> {
  const root = await mkdtemp(path.join(tmpdir(), 'homemanager-migrations-'))
  const { mkdir } = await import('node:fs/promises')
  await Promise.all(STORE_NAMES.map((store) => mkdir(path.join(root, store))))
  const file = (store: StoreName, name: string): string =>
    path.join(root, store, name.includes('.') ? name : `${name}.${SAMPLES[store].ending}`)
  return {
    folders: {
      postgres: path.join(root, 'postgres'),
      dynamodb: path.join(root, 'dynamodb'),
      mongo: path.join(root, 'mongo'),
    },
    write: (store, name, text) => writeFile(file(store, name), text),
    remove: (store, name) => rm(file(store, name)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

function addIndex(n: number): object {
  return { name: `index ${n}`, addIndex: { name: `thing_${n}`, partitionKey: `thing_${n}` } }
}

function createCollection(n: number): object {
  return { name: `collection ${n}`, createCollection: { collection: `thing_${n}` } }
}

function json(content: object): string {
  return JSON.stringify(content, undefined, 2)
}
