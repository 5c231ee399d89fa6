import type { MongoClient } from 'mongodb'
import type { ClientLoad } from '../../contracts/store.js'

/** Follows the connection pool of a client by its events. Returns a function that reads the load. */
export function measureMongoLoad(client: MongoClient): () => ClientLoad {
  let inUse = 0
  let waiting = 0
  client.on('connectionCheckOutStarted', () => void waiting++)
  client.on('connectionCheckOutFailed', () => void waiting--)
  client.on('connectionCheckedOut', () => {
    waiting--
    inUse++
  })
  client.on('connectionCheckedIn', () => void inUse--)
  const { maxPoolSize: maxConnections } = client.options
  return () => ({ connectionsInUse: inUse, maxConnections, waiting, retries: 0 })
}
