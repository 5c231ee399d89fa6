import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { PostgresAccess, PostgresLogin } from './postgres-access.js'

const ITERATIONS = 4096
const SALT_BYTES = 16
const KEY_BYTES = 32
/** The table of the roles, `pg_authid`, in a cluster of which nothing was rewritten. */
const ROLES_FILE = path.join('global', '1260')
const LOGINS = ['own', 'service', 'replication'] as const

/** Characters for which SCRAM does not normalize a password. */
const PRINTABLE_ASCII = /^[ -~]+$/

/** The same access, with verifiers for which there is no password. `replaceTemplatePasswords` finds them. */
export function withTemplatePasswords(access: PostgresAccess): PostgresAccess {
  const [own, service, replication] = LOGINS.map((_, index) => createPlaceholder(index)) as [
    string,
    string,
    string,
  ]
  return {
    ...access,
    password: own,
    service: { ...access.service, password: service },
    replication: { ...access.replication, password: replication },
  }
}

/**
 * Gives the roles of a copied template their passwords, while no server runs. A verifier always has the same length, so the bytes are
 * replaced where they are: setting the passwords in single-user mode takes as long as starting the server. Returns false, and changes
 * nothing, if the roles are not those of the template or a password requires normalization.
 */
export async function replaceTemplatePasswords(cluster: string, access: PostgresAccess): Promise<boolean> {
  const logins: readonly PostgresLogin[] = [access, access.service, access.replication]
  if (!logins.every(({ password }) => PRINTABLE_ASCII.test(password))) return false
  const file = path.join(cluster, ROLES_FILE)
  const [content, verifiers] = await Promise.all([
    readFile(file),
    Promise.all(logins.map(async ({ password }) => createVerifier(password))),
  ])
  const places = LOGINS.map((_, index) => content.indexOf(createPlaceholder(index)))
  if (places.includes(-1)) return false
  for (const [index, place] of places.entries()) content.write(verifiers[index] ?? '', place, 'latin1')
  await writeFile(file, content)
  return true
}

function createPlaceholder(index: number): string {
  return formatVerifier(Buffer.alloc(SALT_BYTES, index), Buffer.alloc(KEY_BYTES), Buffer.alloc(KEY_BYTES))
}

/** Source: RFC 5803; `scram_build_secret` of PostgreSQL. */
async function createVerifier(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const salted = await promisify(pbkdf2)(password, salt, ITERATIONS, KEY_BYTES, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest()
  const serverKey = createHmac('sha256', salted).update('Server Key').digest()
  return formatVerifier(salt, storedKey, serverKey)
}

function formatVerifier(salt: Buffer, storedKey: Buffer, serverKey: Buffer): string {
  const keys = `${storedKey.toString('base64')}:${serverKey.toString('base64')}`
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${keys}`
}
