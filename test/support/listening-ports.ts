import { readdirSync, readFileSync } from 'node:fs'
import { listOpenFiles } from './open-files.js'

export interface ListeningPort {
  readonly host: string
  readonly port: number
}

/** Where the processes listen that have files of a directory open. Linux only. */
export function listListeningPorts(directory: string): readonly ListeningPort[] {
  const sockets = listListeningSockets()
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(listOpenFiles)
    .filter((files) => files.some((file) => file.startsWith(directory)))
    .flatMap((files) => files.flatMap((file) => sockets.get(file) ?? []))
}

/** By the name that a socket has among the open files of a process. */
function listListeningSockets(): ReadonlyMap<string, ListeningPort> {
  const lines = ['tcp', 'tcp6'].flatMap((name) => readFileSync(`/proc/net/${name}`, 'utf8').split('\n'))
  return new Map(
    lines.flatMap((line): readonly [string, ListeningPort][] => {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
      const [address = '', port = ''] = local.split(':')
      // See proc(5).
      if (state !== '0A') return []
      return [[`socket:[${inode}]`, { host: toHost(address), port: Number.parseInt(port, 16) }]]
    }),
  )
}

/** The address is in the byte order of the machine. Those of IPv6 are returned as they are. */
function toHost(address: string): string {
  if (address.length !== 8) return address
  return [6, 4, 2, 0].map((start) => Number.parseInt(address.slice(start, start + 2), 16)).join('.')
}
