import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where a Docker engine listens. */
export type DaemonAddress = (
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: DaemonTls }
  | { readonly kind: 'ssh'; readonly host: string; readonly port: number; readonly username?: string }
) & {
  /** Podman, which speaks Docker's API. */
  readonly podman?: boolean
}

export interface DaemonTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/**
 * Reads an address as Docker writes it: `unix://`, `npipe://`, `tcp://`, `http(s)://`, `ssh://`.
 * `certificates` is a folder with ca.pem, cert.pem and key.pem; TLS is spoken where it is given.
 */
export function parseDaemonAddress(text: string, certificates?: string): DaemonAddress | undefined {
  if (/^(unix|npipe):\/\//.test(text)) return { kind: 'socket', path: text.replace(/^\w+:\/\//, '') }
  const full = /^\w+:\/\//.test(text) ? text : `tcp://${text}`
  if (!URL.canParse(full)) return undefined
  const url = new URL(full)
  if (url.hostname === '') return undefined
  if (url.protocol === 'ssh:') {
    const username = decodeURIComponent(url.username)
    return {
      kind: 'ssh',
      host: url.hostname,
      port: Number(url.port || 22),
      ...(username === '' ? {} : { username }),
    }
  }
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol)) return undefined
  const tls =
    certificates === undefined ? (url.protocol === 'https:' ? {} : undefined) : readTlsFiles(certificates)
  const port = Number(url.port || (tls ? 2376 : 2375))
  return { kind: 'tcp', host: url.hostname, port, ...(tls ? { tls } : {}) }
}

function readTlsFiles(directory: string): DaemonTls {
  const tls: Record<string, string> = {}
  for (const name of ['ca', 'cert', 'key']) {
    const path = join(directory, `${name}.pem`)
    if (existsSync(path)) tls[name] = readFileSync(path, 'utf8')
  }
  return tls
}
