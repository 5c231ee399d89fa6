import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { getDockerClient } from '../../src/providers/docker/daemon/connect-daemon.js'
import { reserveFreePort } from './reserve-free-port.js'

/** tester:secret, as created by `htpasswd -B`. */
const HTPASSWD = 'tester:$2y$05$zZogLGTmAL7sm2oXnKFSeuqxdmpAX4G7eO7kNHNM0SJGEHvZIZKhO\n'
export const REGISTRY_CREDENTIALS: { readonly username: string; readonly password: string } = {
  username: 'tester',
  password: 'secret',
}

export interface TestRegistry extends AsyncDisposable {
  readonly host: string
  /** Pushes an image with one layer of `bytes` random bytes, removes it locally and returns its full name. */
  push(name: string, bytes: number): Promise<string>
}

/** Whether Debian's docker-registry is installed. If not, prints that tests are skipped, or throws in CI. */
export function canTestWithRegistry(): boolean {
  if (spawnSync('docker-registry', ['--version']).status === 0) return true
  const reason = "Debian's docker-registry is not installed"
  if (process.env['CI'] === 'true') throw new Error(`Tests with a registry must run in CI: ${reason}`)
  process.stderr.write(`SKIPPED, tests with a registry: ${reason}\n`)
  return false
}

/** Starts a private registry on 127.0.0.1, which Docker accepts without TLS. */
export async function startTestRegistry(): Promise<TestRegistry> {
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-registry-'))
  const host = `127.0.0.1:${await reserveFreePort()}`
  writeFileSync(join(directory, 'htpasswd'), HTPASSWD)
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(directory, 'data') } },
    http: { addr: host },
    auth: { htpasswd: { realm: 'test', path: join(directory, 'htpasswd') } },
  }
  writeFileSync(join(directory, 'config.yml'), JSON.stringify(config))
  const child = spawn('docker-registry', ['serve', join(directory, 'config.yml')], { stdio: 'ignore' })
  while (!(await fetch(`http://${host}/v2/`).catch(() => undefined))) await sleep(20)
  return {
    host,
    push: (name, bytes) => pushImage(`${host}/${name}`, bytes),
    async [Symbol.asyncDispose]() {
      const exited = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await exited
      rmSync(directory, { recursive: true })
    },
  }
}

async function pushImage(image: string, bytes: number): Promise<string> {
  const docker = await getDockerClient()
  const [repo = '', tag = ''] = image.split(/:(?=[^/]*$)/)
  const imported = await docker.importImage(Readable.from([createTar(bytes)]), { repo, tag })
  await drainStream(imported)
  const authconfig = { ...REGISTRY_CREDENTIALS, serveraddress: image.split('/')[0] ?? '' }
  await drainStream(await docker.getImage(image).push({ authconfig }))
  await docker.getImage(image).remove()
  return image
}

async function drainStream(stream: NodeJS.ReadableStream): Promise<void> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  if (text.includes('"error"')) throw new Error(text)
}

/** A minimal tar archive with one file (POSIX.1-1988). */
function createTar(bytes: number): Buffer {
  const header = Buffer.alloc(512)
  header.write('filling', 0)
  header.write('0000644\0', 100)
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const checksum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148)
  const content = Buffer.alloc(Math.ceil(bytes / 512) * 512)
  crypto.getRandomValues(content.subarray(0, Math.min(bytes, 65_536)))
  for (let at = 65_536; at < bytes; at += 65_536) {
    crypto.getRandomValues(content.subarray(at, Math.min(at + 65_536, bytes)))
  }
  return Buffer.concat([header, content, Buffer.alloc(1024)])
}
