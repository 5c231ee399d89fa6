import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { MongoClient, ServerClosedEvent, ServerOpeningEvent } from 'mongodb'

/** Node.js publishes each TCP socket of this process that connects to a server. */
const CHANNEL = 'net.client.socket'

/**
 * Makes requests fail whose connection the server has closed. Between the end of the data and the event `close` of a socket, the driver
 * takes it for open, and a request that it writes to it never settles: no timeout applies. So the socket reports an error as soon as
 * its data ends. Not for TLS, whose sockets are not published. Returns a function that ends this.
 */
export function endClosedConnections(client: MongoClient): () => void {
  const servers = new Set<string>()
  const onOpening = ({ address }: ServerOpeningEvent): void => void servers.add(toPort(address))
  const onClosed = ({ address }: ServerClosedEvent): void => void servers.delete(toPort(address))
  const onSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket }
    socket.once('connect', () => {
      if (!servers.has(String(socket.remotePort))) return
      socket.once('end', () => socket.destroy(new Error('The server closed the connection.')))
    })
  }
  client.on('serverOpening', onOpening)
  client.on('serverClosed', onClosed)
  subscribe(CHANNEL, onSocket)
  return () => {
    unsubscribe(CHANNEL, onSocket)
    client.off('serverOpening', onOpening)
    client.off('serverClosed', onClosed)
  }
}

/** The names of hosts are resolved when they are connected to, so servers are recognized by their ports. */
function toPort(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1)
}
