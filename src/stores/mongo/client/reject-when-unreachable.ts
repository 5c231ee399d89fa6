import type { MongoClient, TopologyDescription, TopologyDescriptionChangedEvent } from 'mongodb'

/**
 * Settles as `work` does, but until the client has connected for the first time, it rejects as soon as no server can be reached:
 * the driver would try again until its timeout for the selection of a server. The client can be used again afterwards.
 */
export async function rejectWhenUnreachable<T>(client: MongoClient, work: () => Promise<T>): Promise<T> {
  let unreachable: Error | undefined
  const onChange = ({ previousDescription, newDescription }: TopologyDescriptionChangedEvent): void => {
    if (unreachable !== undefined) return
    // Once connected, the driver waits for a server that is back soon.
    if (isKnown(previousDescription)) unsubscribe()
    else unreachable = findError(newDescription) ?? findMembershipError(previousDescription, newDescription)
    if (unreachable !== undefined) endConnecting(client)
  }
  const unsubscribe = (): void => void client.off('topologyDescriptionChanged', onChange)
  client.on('topologyDescriptionChanged', onChange)
  try {
    return await work()
  } catch (error) {
    throw unreachable ?? error
  } finally {
    unsubscribe()
  }
}

/** What the driver does itself after its timeout. Undocumented: `client.close` would be final. */
function endConnecting(client: MongoClient): void {
  const { topology } = client as { readonly topology?: { close(): void } }
  topology?.close()
}

function isKnown({ servers }: TopologyDescription): boolean {
  return [...servers.values()].some(({ type }) => type !== 'Unknown')
}

/** The driver drops servers that do not belong to the replica set of the URL, or of the other servers in it. */
function findMembershipError(
  previous: TopologyDescription,
  { servers, setName }: TopologyDescription,
): Error | undefined {
  if (servers.size > 0 || previous.servers.size === 0) return undefined
  return new Error(
    setName === null
      ? 'The servers in the URL are not members of a replica set.'
      : `The servers in the URL are not members of the replica set ${setName}.`,
  )
}

/** Undefined while a server is known or has not been tried yet. */
function findError({ servers }: TopologyDescription): Error | undefined {
  const errors = [...servers.values()].map(({ type, error }) => (type === 'Unknown' ? error : null))
  return errors.every((error) => error !== null) ? errors[0] : undefined
}
