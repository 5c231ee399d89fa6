import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import type { PostgresAccess } from './postgres-access.js'
import { replaceTemplatePasswords, withTemplatePasswords } from './template-passwords.js'

const ACCESS: PostgresAccess = {
  user: 'homemanager',
  password: `it's $1 "odd" \\`,
  database: 'homemanager_identity',
  service: { user: 'homemanager_service', password: 'b' },
  replication: { user: 'homemanager_replication', password: 'c' },
}
const VERIFIER = /SCRAM-SHA-256\$4096:[\w+/]{22}==\$[\w+/]{43}=:[\w+/]{43}=/g

test('the verifiers of a template are replaced where they are', async () => {
  const { password, service, replication } = withTemplatePasswords(ACCESS)
  const placeholders = [password, service.password, replication.password]
  const [cluster, file] = await createCluster(`head\0${placeholders.join('\0between\0')}\0tail`)
  expect(await replaceTemplatePasswords(cluster, ACCESS)).toBe(true)
  const content = await readFile(file, 'latin1')
  const verifiers = content.match(VERIFIER) ?? []
  expect(new Set([...verifiers, ...placeholders]).size).toBe(6)
  expect(content).toBe(`head\0${verifiers.join('\0between\0')}\0tail`)
})

test('nothing is changed for other roles, and for passwords that SCRAM normalizes', async () => {
  const { password } = withTemplatePasswords(ACCESS)
  const [cluster, file] = await createCluster(password)
  expect(await replaceTemplatePasswords(cluster, ACCESS)).toBe(false)
  expect(await replaceTemplatePasswords(cluster, { ...ACCESS, password: 'pässword' })).toBe(false)
  expect(await readFile(file, 'latin1')).toBe(password)
})

async function createCluster(roles: string): Promise<readonly [cluster: string, file: string]> {
  const cluster = await createTemporaryDirectory('homemanager-cluster-')
  onTestFinished(async () => rm(cluster, { recursive: true }))
  const file = path.join(cluster, 'global', '1260')
  await mkdir(path.dirname(file))
  await writeFile(file, roles, 'latin1')
  return [cluster, file]
}
