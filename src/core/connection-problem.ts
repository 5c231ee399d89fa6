import { HomeError } from './home-error.js'

/** Why a connection fails, where waiting does not help. */
export interface ConnectionProblem {
  readonly kind: 'tls' | 'dns' | 'socket' | 'authentication'
  /** The original message, with its code. */
  readonly message: string
}

type Details = Error & {
  readonly code?: unknown
  /** Of a system error of Node.js. */
  readonly syscall?: string
  readonly address?: string
  readonly port?: number
  readonly errors?: unknown
  /** The MongoDB driver has the errors of the servers here. */
  readonly reason?: { readonly error?: unknown }
}

/** Codes of OpenSSL and Node.js. */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO)/
const DNS_CODE = /^(?:ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/
/** A missing Unix socket, or one without permission. Unlike ECONNREFUSED, it is not a server that is starting. */
const SOCKET_CODE = /^(?:EACCES|EPERM)$/
/** Of pg, Node.js and the MongoDB driver, whose codes do not tell: a server that does not speak TLS. */
const TLS_MESSAGE =
  /does not support SSL|before secure TLS connection was established|'secureConnect' timed out/
/** SQLSTATEs of PostgreSQL (wrong user or password, no such database), AuthenticationFailed of MongoDB, and names of AWS. */
const AUTHENTICATION = /^(?:28P01|28000|3D000|18)$/
const AUTHENTICATION_NAME =
  /^(?:UnrecognizedClient|InvalidSignature|AccessDenied|ExpiredToken|IncompleteSignature|MissingAuthenticationToken)Exception$|^InvalidClientTokenId$|^CredentialsProviderError$/

/** Finds the cause that waiting cannot fix in the error of a client library. Undefined if the server may be starting. */
export function findConnectionProblem(error: unknown): ConnectionProblem | undefined {
  for (const cause of listCauses(error)) {
    const code = typeof cause.code === 'string' || typeof cause.code === 'number' ? `${cause.code}` : ''
    const kind = toKind(cause, code)
    if (kind === undefined) continue
    const suffix = code === '' || cause.message.includes(code) ? '' : ` (${code})`
    return { kind, message: `${cause.message}${suffix}` }
  }
  return undefined
}

/** The error that says what the user can do about the failure of a connection, if there is one among its causes. */
export function findUserError(error: unknown): HomeError | undefined {
  return listCauses(error)
    .slice(1)
    .find((cause) => cause instanceof HomeError)
}

function toKind({ name, message, syscall }: Details, code: string): ConnectionProblem['kind'] | undefined {
  if (AUTHENTICATION.test(code) || AUTHENTICATION_NAME.test(name)) return 'authentication'
  // `open` of a certificate or key.
  if (TLS_CODE.test(code) || TLS_MESSAGE.test(message) || syscall === 'open') return 'tls'
  // `querySrv` for mongodb+srv://, with the code of the connection to the name server.
  if (DNS_CODE.test(code) || (typeof syscall === 'string' && syscall.startsWith('query'))) return 'dns'
  return SOCKET_CODE.test(code) ? 'socket' : undefined
}

/** The address to which a client library could not connect, as Node.js names it: `127.0.0.1:5432`, or the path of a socket. */
export function findFailedAddress(error: unknown): string | undefined {
  for (const { syscall, address, port } of listCauses(error)) {
    if (syscall !== 'connect' || address === undefined) continue
    const host = address.includes(':') ? `[${address}]` : address
    return port === undefined ? address : `${host}:${port}`
  }
  return undefined
}

/** The error and what caused it, the outermost first. */
function listCauses(error: unknown, seen: ReadonlySet<unknown> = new Set()): readonly Details[] {
  if (!(error instanceof Error) || seen.has(error)) return []
  const { cause, errors, reason } = error as Details
  const next = [cause, reason?.error, ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])]
  return [error, ...next.flatMap((each) => listCauses(each, new Set([...seen, error])))]
}
