import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createPrivateDirectory } from '../core/create-directory.js'

const SECRET_BYTES = 16

/**
 * A secret of a project, such as a generated password: 32 hexadecimal digits. It is created on first use, in a file of the
 * state directory that only its owner can read. Concurrent commands get the same secret.
 */
export function getProjectSecret(home: string, name: string): string {
  const file = path.join(home, 'secrets', name)
  const known = readSecret(file)
  if (known !== undefined) return known
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  createPrivateDirectory(path.dirname(file))
  const secret = randomBytes(SECRET_BYTES).toString('hex')
  writeFileSync(temporary, secret, { mode: 0o600, flag: 'wx', flush: true })
  try {
    // link(2) creates the file with its content, or fails if another command has created it.
    linkSync(temporary, file)
    return secret
  } catch (error) {
    const created = readSecret(file)
    if (created === undefined) throw error
    return created
  } finally {
    rmSync(temporary, { force: true })
  }
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
