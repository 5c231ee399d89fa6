import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The address of a Docker daemon. */
export type DaemonAddress = (
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: DaemonTls }
  | { readonly kind: 'ssh'; readonly host: string; readonly port: number; readonly username?: string }
) & {
  /** Whether it is Podman, which is compatible with Docker's API. */
  readonly podman?: boolean
}

export interface DaemonTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/**
 * Parses an address in Docker's format: `unix://`, `npipe://`, `tcp://`, `http(s)://` or `ssh://`.
 * `certificatesDirectory` contains ca.pem, cert.pem and key.pem; if given, TLS is used.
 */
export function parseDaemonAddress(
  address: string,
  certificatesDirectory?: string,
): DaemonAddress | undefined {
  if (/^(unix|npipe):\/\//.test(address)) return { kind: 'socket', path: address.replace(/^\w+:\/\//, '') }
  const addressWithScheme = /^\w+:\/\//.test(address) ? address : `tcp://${address}`
  if (!URL.canParse(addressWithScheme)) return undefined
  const url = new URL(addressWithScheme)
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
    certificatesDirectory === undefined
      ? url.protocol === 'https:'
        ? {}
        : undefined
      : readTlsFiles(certificatesDirectory)
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
