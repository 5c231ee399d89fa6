import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { ConnectionOptions } from 'node:tls'

/** The parameters of a URL that concern TLS, with libpq's names. */
export interface TlsParameters {
  readonly host?: string | null | undefined
  readonly sslmode?: string | undefined
  readonly sslrootcert?: string | undefined
  readonly sslcert?: string | undefined
  readonly sslkey?: string | undefined
  /** A parameter of pg: `true` is `verify-full`. */
  readonly ssl?: string | undefined
}

/** How a connection is encrypted. */
export interface TlsSettings {
  /** False: not at all. */
  readonly options: false | ConnectionOptions
  /** Whether to connect without encryption if the server does not support it. */
  readonly optional: boolean
}

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type Mode = (typeof MODES)[number]
const LOCAL = /^(?:|localhost|127\.\d+\.\d+\.\d+|::1|\/.*)$/

/**
 * Reads the TLS settings as libpq does (PostgreSQL documentation, "SSL Support"): `require` encrypts without a check of the
 * certificate unless there is a root certificate, `verify-ca` checks its issuer, `verify-full` also its host name. The root
 * certificates are those of `sslrootcert`, of PGSSLROOTCERT, of `~/.postgresql/root.crt`, or, for `verify-full`, of the public
 * authorities, as with `sslrootcert=system`. The default is `prefer`, except on this machine, where it is `disable`.
 */
export function toTlsSettings(
  parameters: TlsParameters,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): TlsSettings {
  const isLocal = LOCAL.test(parameters.host ?? '')
  const mode = parseMode(
    parameters.sslmode ?? toMode(parameters.ssl) ?? (isLocal ? undefined : environment['PGSSLMODE']),
    isLocal ? 'disable' : 'prefer',
  )
  if (mode === 'disable' || mode === 'allow') return { options: false, optional: false }
  const optional = mode === 'prefer'
  const ca = readRootCertificates(parameters, environment)
  const client = readClientCertificate(parameters, environment)
  if (ca === undefined && (mode === 'prefer' || mode === 'require'))
    return { options: { rejectUnauthorized: false, ...client }, optional }
  if (ca === undefined && mode === 'verify-ca') {
    throw invalidSettings(
      'sslmode=verify-ca requires a root certificate: name its file with sslrootcert or PGSSLROOTCERT',
    )
  }
  const verification: ConnectionOptions = {
    ...(ca === undefined ? {} : { ca }),
    // The issuer is checked, the name is not.
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  }
  return { options: { ...verification, ...client }, optional }
}

function toMode(ssl: string | undefined): Mode | undefined {
  if (ssl === undefined) return undefined
  if (ssl === 'no-verify') return 'require'
  return ssl === 'false' || ssl === '0' ? 'disable' : 'verify-full'
}

function parseMode(text: string | undefined, otherwise: Mode): Mode {
  if (text === undefined || text === '') return otherwise
  // A mode of pg, which libpq does not have.
  if (text === 'no-verify') return 'require'
  const mode = MODES.find((each) => each === text)
  if (mode !== undefined) return mode
  throw invalidSettings(`sslmode must be one of ${MODES.join(', ')}, not ${JSON.stringify(text)}`)
}

/** Undefined if there are none, or if they are those of the public authorities. */
function readRootCertificates(
  { sslrootcert }: TlsParameters,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const named = sslrootcert ?? environment['PGSSLROOTCERT']
  if (named === 'system') return undefined
  if (named !== undefined && named !== '') return readNamed('sslrootcert', named)
  const usual = path.join(homedir(), '.postgresql', 'root.crt')
  return existsSync(usual) ? readFileSync(usual, 'utf8') : undefined
}

function readClientCertificate(
  { sslcert, sslkey }: TlsParameters,
  environment: Readonly<Record<string, string | undefined>>,
): Pick<ConnectionOptions, 'cert' | 'key'> {
  const cert = sslcert ?? environment['PGSSLCERT']
  const key = sslkey ?? environment['PGSSLKEY']
  if (cert === undefined || key === undefined) return {}
  return { cert: readNamed('sslcert', cert), key: readNamed('sslkey', key) }
}

function readNamed(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw invalidSettings(`${parameter}: ${file} cannot be read (${code})`)
  }
}

/** With the code of a problem that waiting does not solve. */
function invalidSettings(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_TLS_SETTINGS' })
}
