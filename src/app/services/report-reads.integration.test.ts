import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCertificates } from '../../../test/support/certificates.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { createPrincipal, createPrincipalCaller } from '../../../test/support/principal-caller.js'
import { startMongoFront } from '../../../test/support/start-mongo-front.js'
import { BUDGET_API } from '../../services/budget/api/budget-api.js'
import { createBudgetService } from '../../services/budget/budget-service.js'
import { createServiceApp } from './service-app.js'
import { pageCursors } from '../../services/http/requests/page-cursor.js'
import { openMongoStore } from '../../stores/mongo/client/mongo-store.js'

test('a secondary serves the monthly reports and nothing else, if the URL of MongoDB says so', async () => {
  await using migrated = await createMigratedStores()
  const { url } = migrated.endpoints.mongo
  using certificates = createCertificates()
  await using front = await startMongoFront(url, certificates)
  const parameters = `replicaSet=rs0&tls=true&tlsCAFile=${certificates.caFile}&readPreference=secondaryPreferred`
  await using mongo = openMongoStore({
    url: `mongodb://${front.hosts.join(',')}${new URL(url).pathname}?${parameters}`,
  })
  const call = await createPrincipalCaller(async (verifier) =>
    createServiceApp({
      api: BUDGET_API,
      ping: async () => undefined,
      plugin: createBudgetService({ mongo, cursors: pageCursors(Buffer.alloc(32)), verifier }),
    }),
  )
  await migrated.stores.mongo.db
    .collection<{ _id: string; label: string; subcategories: string[]; version: number }>('categories')
    .insertOne({ _id: 'travel', label: 'Travel', subcategories: [], version: 1 })
  const member = createPrincipal(randomUUID(), randomUUID(), 1)
  const body = { amount: '12.00', currency: 'USD', category: { primary: 'travel' } }
  const created = await call(member, 'POST', '/v1/expenses', body)
  expect(created.status).toBe(201)
  expect(await call(member, 'GET', '/v1/expenses')).toMatchObject({ status: 200 })
  const [, ofSecondary] = front.commands
  const isRead = (command: string): boolean => /^(?:find|aggregate|count)$/.test(command)
  expect(ofSecondary.filter(isRead)).toEqual([])
  const month = (JSON.parse(created.text) as { readonly created_at: string }).created_at.slice(0, 7)
  const report = await call(member, 'GET', `/v1/reports/monthly?month=${month}`)
  expect(JSON.parse(report.text)).toMatchObject({ currencies: [{ currency: 'USD', total_amount: '12.00' }] })
  expect(ofSecondary.filter(isRead)).toEqual(['aggregate'])
})
