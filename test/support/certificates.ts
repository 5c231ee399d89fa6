import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A certificate authority of its own, and a server certificate for `localhost`. Disposing deletes the files. */
export interface Certificates extends Disposable {
  /** The path of the authority's certificate. */
  readonly caFile: string
  readonly cert: string
  readonly key: string
}

export function createCertificates(): Certificates {
  const directory = mkdtempSync(path.join(tmpdir(), 'homemanager-certificates-'))
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test authority')
  openssl('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
  writeFileSync(path.join(directory, 'names'), 'subjectAltName=DNS:localhost\n')
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names']
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.crt', ...signing)
  const read = (name: string): string => readFileSync(path.join(directory, name), 'utf8')
  return {
    caFile: path.join(directory, 'ca.crt'),
    cert: read('server.crt'),
    key: read('server.key'),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  }
}
