import { planMigrations } from '../../dist/migrations/plan-migrations.js'
import { openStores } from '../../dist/stores/open-stores.js'

/** The statements and requests of all bundled migrations, by store. */
export async function planActions(endpoints) {
  const stores = await openStores(endpoints)
  const { items: pending } = await planMigrations(stores)
  await stores[Symbol.asyncDispose]()
  const listPending = (store) => pending.filter((migration) => migration.store === store)
  return {
    postgres: listPending('postgres').map(({ steps }) => steps.map(({ text }) => text)),
    dynamodb: listPending('dynamodb').flatMap(({ steps }) => steps.map(({ text }) => text)),
    mongo: listPending('mongo').flatMap(({ steps }) => steps.map(({ text }) => text)),
  }
}
