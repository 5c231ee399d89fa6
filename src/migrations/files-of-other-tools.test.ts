import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import { getStoreDriver } from '../stores/registry.js'
import { PROJECT_ORIGIN } from './migration-directory.js'
import { loadDefinitions } from './load-definitions.js'
import { readMigrationDirectory } from './read-migration-directory.js'

// Threads for user code run the compiled program.
beforeAll(buildOnce)

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'homemanager-other-tools-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** What becomes of the file: the number of statements and of those of the down migration, or the reason for its rejection. */
async function read(store: StoreName, file: string, text: string): Promise<unknown> {
  const path = join(directory, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  try {
    const files = readMigrationDirectory({ store, path: directory, origin: PROJECT_ORIGIN })
    const sources = await loadDefinitions(files)
    const migrations = await getStoreDriver(store).loadMigrations()
    return sources.map((source) => {
      const { up, down } = migrations.compile(source)
      return [up.length, down?.length ?? 0]
    })
  } catch (error) {
    if (!(error instanceof HomeError)) throw error
    return `${error.code}: ${error.message} ${error.detail ?? ''} ${error.suggestion ?? ''}`
  }
}

const TABLE = 'CREATE TABLE posts (id int PRIMARY KEY);'

test.each<readonly [tool: string, store: StoreName, file: string, text: string, RegExp]>([
  ['Flyway', 'postgres', 'V1__create_posts.sql', TABLE, /Flyway names files like this/],
  ['Flyway', 'postgres', 'V2.1__add_index.sql', TABLE, /Flyway names files like this/],
  ['Flyway, undo', 'postgres', 'U1__create_posts.sql', 'DROP TABLE posts;', /in the same file as the up/],
  ['Flyway, repeatable', 'postgres', 'R__views.sql', 'SELECT 1;', /Flyway repeats files named like this/],
  ['Flyway, baseline', 'postgres', 'B5__baseline.sql', TABLE, /Flyway names files like this/],
  ['golang-migrate', 'postgres', '000001_create_posts.up.sql', TABLE, /no suffix for the direction/],
  ['golang-migrate', 'postgres', '000001_create_posts.down.sql', 'DROP TABLE posts;', /in the same file/],
  ['dbmate', 'postgres', '20240101120000_posts.sql', TABLE, /Use NNNN-name/],
  [
    'dbmate, renamed',
    'postgres',
    '0001-posts.sql',
    `-- migrate:up\n${TABLE}\n-- migrate:down\nDROP TABLE posts;`,
    /a marker of dbmate/,
  ],
  [
    'goose, renamed',
    'postgres',
    '0001-posts.sql',
    `-- +goose Up\n-- +goose StatementBegin\n${TABLE}\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE posts;`,
    /a marker of goose/,
  ],
  ['goose, Go', 'postgres', '00001_posts.go', 'package migrations', /Use NNNN-name with one of \.sql/],
  [
    'sql-migrate, renamed',
    'postgres',
    '0001-posts.sql',
    `-- +migrate Up\n${TABLE}\n-- +migrate Down\nDROP TABLE posts;`,
    /a marker of sql-migrate/,
  ],
  [
    'node-pg-migrate',
    'postgres',
    '1700000000000_posts.js',
    "exports.up = (pgm) => pgm.createTable('posts', {})",
    /Use NNNN-name with one of \.sql/,
  ],
  [
    'node-pg-migrate, SQL, renamed',
    'postgres',
    '0001-posts.sql',
    `-- Up Migration\n${TABLE}\n-- Down Migration\nDROP TABLE posts;`,
    /a marker of node-pg-migrate/,
  ],
  [
    'Knex',
    'postgres',
    '20240101120000_posts.js',
    'exports.up = (knex) => {}',
    /Use NNNN-name with one of \.sql/,
  ],
  ['Prisma', 'postgres', '20240101120000_init/migration.sql', TABLE, /a file, not a directory/],
  ['Drizzle', 'postgres', '0000_lazy_hulk.sql', TABLE, /Use NNNN-name/],
  [
    'Sqitch',
    'postgres',
    'deploy/posts.sql',
    `-- Deploy blog:posts to pg\nBEGIN;\n${TABLE}\nCOMMIT;`,
    /a file, not a directory/,
  ],
  ['Sqitch, plan', 'postgres', 'sqitch.plan', '%project=blog', /Sqitch/],
  [
    'Sqitch, renamed',
    'postgres',
    '0001-posts.sql',
    `-- Deploy blog:posts to pg\nBEGIN;\n${TABLE}\nCOMMIT;`,
    /BEGIN/,
  ],
  [
    'Liquibase, renamed',
    'postgres',
    '0001-posts.sql',
    `--liquibase formatted sql\n--changeset nvoxland:1\n${TABLE}\n--rollback DROP TABLE posts;`,
    /a marker of Liquibase/,
  ],
  ['Liquibase, XML', 'postgres', 'db.changelog-master.xml', '<databaseChangeLog/>', /Liquibase/],
  ['Alembic', 'postgres', '1975ea83b712_create_posts.py', 'def upgrade(): pass', /Use NNNN-name/],
  ['Django', 'postgres', '0001_initial.py', 'class Migration: pass', /Use NNNN-name/],
  ['Rails', 'postgres', '20240101120000_create_posts.rb', 'class CreatePosts; end', /Use NNNN-name/],
  ['pg_dump', 'postgres', '0001-dump.sql', '\\connect blog\nSELECT 1;', /psql/],
  [
    'migrate-mongo',
    'mongo',
    '20240101120000-posts.js',
    'module.exports = { async up(db) {}, async down(db) {} }',
    /MIGRATION_/,
  ],
  [
    'migrate-mongo, ESM',
    'mongo',
    '20240101120000-posts.mjs',
    'export const up = async (db) => {}',
    /MIGRATION_/,
  ],
  ['mongosh', 'mongo', '0001-posts.js', 'db.createCollection("posts")', /db is not defined/],
])('%s (%s, %s) is rejected with a reason', async (_tool, store, file, text, reason) => {
  expect(await read(store, file, text)).toMatch(reason)
})

test.each<readonly [tool: string, file: string, text: string, up: number, down: number]>([
  ['Flyway, renamed', '0001-posts.sql', `${TABLE}\nCREATE INDEX i ON posts (id);`, 2, 0],
  [
    'golang-migrate, renamed and joined',
    '0001-posts.sql',
    `${TABLE}\n-- homemanager: down\nDROP TABLE posts;`,
    1,
    1,
  ],
  ['Prisma, renamed', '0001-init.sql', `-- CreateTable\n${TABLE}\n\n-- AddForeignKey\nSELECT 1;`, 2, 0],
  ['Drizzle, renamed', '0001-lazy-hulk.sql', `${TABLE}\n--> statement-breakpoint\nSELECT 1;`, 2, 0],
  ['dbmate, timestamp with a hyphen', '20240101120000-posts.sql', TABLE, 1, 0],
])('%s is accepted', async (_tool, file, text, up, down) => {
  expect(await read('postgres', file, text)).toEqual([[up, down]])
})
