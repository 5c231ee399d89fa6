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

/** Stops the stack of a directory and deletes both. */
export async function removeProject(directory) {
  await measureCommand(process.execPath, [BIN, 'down', '--volumes', '--yes'], { cwd: directory })
  rmSync(directory, { recursive: true, force: true })
}
