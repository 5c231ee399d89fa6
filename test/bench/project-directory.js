import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measureCommand } from './time-command.js'

export const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))

/** Creates a project directory with free ports, so that the user's stacks can run at the same time. */
export async function createProjectDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  const names = ['postgres', 'dynamodb', 'mongo', 'gateway', 'identity', 'todo', 'budget']
  const lines = await Promise.all(names.map(async (name) => `  ${name}: ${await findFreePort()}`))
  writeFileSync(
    join(directory, 'homemanager.yaml'),
    `project: bench\nprovider: embedded\nports:\n${lines.join('\n')}\n`,
  )
  return directory
}

export async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** The addresses of the running stack of a directory. */
export function readEnvironment(directory) {
  return JSON.parse(execFileSync(process.execPath, [BIN, 'env', '--format', 'json'], { cwd: directory }))
}

/** Signs in with the demo login. Resolves to the headers of authorized requests. */
export async function signIn(gateway) {
  const answer = await fetch(`${gateway}/identity/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'alex.parker@homemanager.example', password: 'homemanager-demo' }),
  })
  const { access_token: token } = await answer.json()
  return { authorization: `Bearer ${token}` }
}

/** Stops the stack of a directory and deletes both. */
export async function removeProject(directory) {
  await measureCommand(process.execPath, [BIN, 'down', '--volumes', '--yes'], { cwd: directory })
  rmSync(directory, { recursive: true, force: true })
}
