import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { STORE_NAMES, type StoreName } from '../../src/core/store-name.js'
import type { Stores } from '../../src/stores/stores.js'

/** Sample migrations of a project for one store. */
export interface SampleMigrations {
  readonly extension: string
  /** A migration that creates one object, named after the number. */
  readonly create: (n: number) => string
  /** A migration that creates object 1 and then fails; `corrected` is the same without the error. */
  readonly failing: string
  readonly corrected: string
  /** Changes the schema of the bundled migrations manually. */
  readonly causeDrift: (stores: Stores) => Promise<unknown>
  /** The name of the object that `causeDrift` removes. */
  readonly driftedObject: string
}

export const SAMPLES: Readonly<Record<StoreName, SampleMigrations>> = {
  postgres: {
    extension: 'sql',
    create: (n) =>
      `CREATE TABLE thing_${n} (id int PRIMARY KEY);\n-- homemanager: down\nDROP TABLE thing_${n};\n`,
    failing:
      'CREATE TABLE thing_1 (id int);\nCREATE TABLE wrong (id nonsense);\nCREATE TABLE thing_2 (id int);\n',
    corrected:
      'CREATE TABLE thing_1 (id int);\nCREATE TABLE wrong (id int);\nCREATE TABLE thing_2 (id int);\n',
    causeDrift: (stores) => stores.postgres.pool.query('DROP INDEX users_family_id_idx'),
    driftedObject: 'users_family_id_idx',
  },
  dynamodb: {
    extension: 'json',
    create: (n) =>
      toJson({ up: [toAddIndexStep(n)], down: [{ name: `drop ${n}`, dropIndex: { name: `thing_${n}` } }] }),
    failing: toJson({ up: [toAddIndexStep(1), { name: 'wrong', statement: 'nonsense' }, toAddIndexStep(2)] }),
    corrected: toJson({
      up: [toAddIndexStep(1), { name: 'wrong', dropIndex: { name: 'none' } }, toAddIndexStep(2)],
    }),
    causeDrift: ({ dynamodb }) =>
      dynamodb.client.send(
        new UpdateTableCommand({
          TableName: dynamodb.table,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'GSI3' } }],
        }),
      ),
    driftedObject: 'GSI3',
  },
  mongo: {
    extension: 'json',
    create: (n) =>
      toJson({
        up: [toCreateCollectionStep(n)],
        down: [{ name: `drop ${n}`, dropCollection: { collection: `thing_${n}` } }],
      }),
    failing: toJson({
      up: [
        toCreateCollectionStep(1),
        { name: 'wrong', command: { ping: 1, nonsense: 1 } },
        toCreateCollectionStep(2),
      ],
    }),
    corrected: toJson({
      up: [toCreateCollectionStep(1), { name: 'wrong', command: { ping: 1 } }, toCreateCollectionStep(2)],
    }),
    causeDrift: ({ mongo }) => mongo.db.collection('expenses').dropIndex('family_created'),
    driftedObject: 'family_created',
  },
}

export interface MigrationProject extends AsyncDisposable {
  /** For `MigrateOptions`. */
  readonly directories: Readonly<Record<StoreName, string>>
  write(store: StoreName, name: string, text: string): Promise<void>
  remove(store: StoreName, name: string): Promise<void>
}

/** Creates empty directories for the migrations of a project. */
export async function createMigrationProject(): Promise<MigrationProject> {
  const root = await mkdtemp(path.join(tmpdir(), 'homemanager-migrations-'))
  const { mkdir } = await import('node:fs/promises')
  await Promise.all(STORE_NAMES.map((store) => mkdir(path.join(root, store))))
  const file = (store: StoreName, name: string): string =>
    path.join(root, store, name.includes('.') ? name : `${name}.${SAMPLES[store].extension}`)
  return {
    directories: {
      postgres: path.join(root, 'postgres'),
      dynamodb: path.join(root, 'dynamodb'),
      mongo: path.join(root, 'mongo'),
    },
    write: (store, name, text) => writeFile(file(store, name), text),
    remove: (store, name) => rm(file(store, name)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

function toAddIndexStep(n: number): object {
  return { name: `index ${n}`, addIndex: { name: `thing_${n}`, partitionKey: `thing_${n}` } }
}

function toCreateCollectionStep(n: number): object {
  return { name: `collection ${n}`, createCollection: { collection: `thing_${n}` } }
}

function toJson(content: object): string {
  return JSON.stringify(content, undefined, 2)
}
