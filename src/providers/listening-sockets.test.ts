import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { isListeningOn } from './listening-sockets.js'

/** The highest process ID of Linux is 4,194,304. */
const NO_PROCESS = 4_194_305

test('only the process that listens on a port has it, not one that has ended', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    expect(isListeningOn(process.pid, port)).toBe(true)
    expect(isListeningOn(process.ppid, port)).toBe(false)
    expect(isListeningOn(NO_PROCESS, port)).toBe(false)
  } finally {
    server.close()
  }
  await once(server, 'close')
  expect(isListeningOn(process.pid, port)).toBe(false)
})

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a process of an ordinary user that is ending has no port',
  async () => {
    await buildOnce()
    const module = new URL('../../dist/providers/listening-sockets.js', import.meta.url).href
    // The program that replaces the shell does not wait for its child, which stays a process that is ending.
    const script = `
      import { spawn } from 'node:child_process'
      import { readFileSync } from 'node:fs'
      import { setTimeout } from 'node:timers/promises'
      import { isListeningOn } from '${module}'
      const read = (pid, file) => readFileSync('/proc/' + pid + '/' + file, 'utf8')
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
      try {
        const pid = Number((await parent.stdout.take(1).toArray()).join(''))
        while (read(parent.pid, 'comm').trim() !== 'sleep') await setTimeout(10)
        process.kill(pid, 'SIGKILL')
        while (!read(pid, 'statm').startsWith('0 ')) await setTimeout(10)
        console.log(isListeningOn(pid, 1))
      } finally {
        parent.kill()
      }`
    const args = ['--reuid=54321', '--regid=54321', '--clear-groups', process.execPath]
    const { stdout, stderr } = spawnSync('setpriv', [...args, '--input-type=module', '--eval', script], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout.trim()).toBe('false')
  },
)

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'root without CAP_SYS_PTRACE, as in a container, may not inspect the process of another user',
  async () => {
    await buildOnce()
    const other = spawn('setpriv', ['--reuid=54321', '--clear-groups', 'sleep', '60'])
    await once(other, 'spawn')
    const module = new URL('../../dist/providers/listening-sockets.js', import.meta.url).href
    const script = `console.log((await import('${module}')).isListeningOn(${other.pid}, 1))`
    const limited = ['--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace', process.execPath]
    const { stdout } = spawnSync('setpriv', [...limited, '--input-type=module', '--eval', script], {
      encoding: 'utf8',
    })
    other.kill()
    expect(stdout.trim()).toBe('undefined')
  },
)
