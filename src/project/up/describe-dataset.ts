import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { STORE_NAMES } from '../../core/store-name.js'
import { GENERATOR_VERSION } from '../../dataset/generator/generator-version.js'
import type { Profile } from '../../dataset/profiles/profile.js'
import { serializeProfile } from '../../dataset/profiles/stored-profile.js'
import type { EngineFiles } from '../../providers/provider.js'
import { type DatasetDescription, toCacheKey } from '../../snapshots/dataset-cache.js'
import { getStoreDriver } from '../../stores/registry.js'
import { loadProvider } from '../components/load-provider.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import { silentReporter } from '../state/stack-reporter.js'
import { listMigrationFiles } from './migrations-fingerprint.js'
import type { UpRun } from './up-run.js'

/** A dataset that the cache may have. */
export interface CacheableDataset {
  readonly description: DatasetDescription
  readonly key: string
  readonly files: EngineFiles
}

/** Describes a dataset as the embedded engines of a project would have it. Undefined if their files cannot be copied. */
export async function describeDataset(
  run: UpRun,
  profile: Profile,
  seed: number,
): Promise<CacheableDataset | undefined> {
  const { files } = await loadProvider('embedded')
  if (files === undefined) return undefined
  const engines = await Promise.all(STORE_NAMES.map(async (store) => identifyEngine(run, store)))
  const { postgres, dynamodb, mongo } = run.config
  const { digest: extensions } = await loadExtensions(run.config)
  const description: DatasetDescription = {
    profile: profile.name,
    content: serializeProfile(profile),
    seed,
    generator: GENERATOR_VERSION,
    migrations: hashMigrations(run),
    names: [postgres.user, postgres.database, dynamodb.table, mongo.database],
    engines,
    ...(extensions === undefined ? {} : { extensions }),
  }
  return { description, key: toCacheKey(description), files }
}

async function identifyEngine(run: UpRun, store: (typeof STORE_NAMES)[number]): Promise<string> {
  const recipe = await getStoreDriver(store).loadEmbeddedRecipe()
  const task = silentReporter.task(store)
  return recipe.identify({ ...run.toStartRequest(run.config.ports[store].port, task), store })
}

/** By the content of the files, so that the cache can be shared by machines. */
function hashMigrations({ config }: UpRun): string {
  const hash = createHash('sha256')
  for (const file of listMigrationFiles(config)) {
    const content = readFileSync(file)
    hash.update(`${path.basename(file)}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}
