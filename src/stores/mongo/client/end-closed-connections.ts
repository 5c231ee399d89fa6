import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { MongoClient, ServerClosedEvent, ServerOpeningEvent } from 'mongodb'

/** Node.js publishes each TCP socket of this process that connects to a server. */
const CHANNEL = 'net.client.socket'

/** The servers of each client, as ports: the names of hosts are resolved when they are connected to. */
const portsOfClients = new Map<MongoClient, Set<number>>()

/**
 * Makes requests fail whose connection the server has closed. Between the end of the data and the event `close` of a socket, the driver
 * takes it for open, and a request that it writes to it never settles: no timeout applies. So the socket reports an error as soon as
 * its data ends. Not for TLS, whose sockets are not published. Returns a function that ends this.
 */
export function endClosedConnections(client: MongoClient): () => void {
  const ports = new Set<number>()
  const onOpening = ({ address }: ServerOpeningEvent): void => void ports.add(toPort(address))
  const onClosed = ({ address }: ServerClosedEvent): void => void ports.delete(toPort(address))
  client.on('serverOpening', onOpening)
  client.on('serverClosed', onClosed)
  if (portsOfClients.size === 0) subscribe(CHANNEL, watchSocket)
  portsOfClients.set(client, ports)
  return () => {
    portsOfClients.delete(client)
    if (portsOfClients.size === 0) unsubscribe(CHANNEL, watchSocket)
    client.off('serverOpening', onOpening)
    client.off('serverClosed', onClosed)
  }
}

function watchSocket(message: unknown): void {
  const { socket } = message as { readonly socket: Socket }
  socket.once('connect', () => {
    const { remotePort = 0 } = socket
    if ([...portsOfClients.values()].some((ports) => ports.has(remotePort)))
      socket.once('end', () => socket.destroy(new Error('The server closed the connection.')))
  })
}

function toPort(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1))
}
