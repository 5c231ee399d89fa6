import type { Db } from 'mongodb'
import type { ServerIdentity } from '../../contracts/server-identity.js'

/** The names of the servers of managed services. */
const SERVICES: readonly (readonly [RegExp, string])[] = [
  [/\.([a-z]{2}(?:-[a-z]+)+-\d)\.docdb\.amazonaws\.com(?:\.cn)?(?::|$)/, 'Amazon DocumentDB'],
  [/\.mongodb\.net(?::|$)/, 'MongoDB Atlas'],
  [/\.cosmos\.azure\.com(?::|$)/, 'Azure Cosmos DB'],
]

/** Recognizes managed services by the names that the server gives itself and its replica set. */
export async function identifyMongo(db: Db): Promise<ServerIdentity> {
  const hello = await db.command({ hello: 1 })
  const names = [hello['me'], hello['primary'], ...((hello['hosts'] as unknown[] | undefined) ?? [])].filter(
    (name) => typeof name === 'string',
  )
  for (const [pattern, service] of SERVICES) {
    const match = names.map((name) => pattern.exec(name)).find((found) => found !== null)
    const region = match?.[1]
    if (match) return { database: db.databaseName, service, ...(region === undefined ? {} : { region }) }
  }
  return { database: db.databaseName }
}
