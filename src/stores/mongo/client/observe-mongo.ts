import type { CommandFailedEvent, CommandSucceededEvent } from 'mongodb'
import type { RequestObserver } from '../../contracts/observe-requests.js'
import type { MongoStore } from './mongo-store.js'

export function observeMongo({ client }: MongoStore, onRequest: RequestObserver): () => void {
  const done = (event: CommandSucceededEvent): void =>
    onRequest(event.commandName, event.duration / 1000, false)
  const failed = (event: CommandFailedEvent): void =>
    onRequest(event.commandName, event.duration / 1000, true)
  // A setter that is missing from the driver's types; it applies to new connections.
  Object.assign(client, { monitorCommands: true })
  client.on('commandSucceeded', done)
  client.on('commandFailed', failed)
  return () => {
    Object.assign(client, { monitorCommands: false })
    client.off('commandSucceeded', done)
    client.off('commandFailed', failed)
  }
}
