import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BIN, createProjectDirectory, removeProject } from './project-directory.js'
import { compareDurations, formatMs, measureCommand } from './time-command.js'

const INSPECT = [process.execPath, BIN, 'inspect']
const TERMINAL = fileURLToPath(new URL('../programs/relay-terminal.py', import.meta.url))
/** The names of the screens; what the first one shows is being read. */
const FIRST_SCREEN = /Overview/

export const benchmarks = [
  { name: 'inspect: first screen against node -e 0', atMost: 6, run: compareFirstScreen },
  { name: 'studio: up --studio against up', atMost: 1.05, run: compareUpWithStudio },
]

/** Until the screen is drawn and reacts to keys, without the time that the terminal takes itself. */
async function compareFirstScreen() {
  const cwd = await createProjectDirectory()
  try {
    await measureCommand(process.execPath, [BIN, 'up', '--seed', 'demo'], { cwd })
    const { subject, reference, ratio } = await compareDurations(
      11,
      async () =>
        (await measureScreen(cwd, INSPECT, FIRST_SCREEN)) - (await measureScreen(cwd, ['echo', '.'], /\./)),
      () => measureCommand(process.execPath, ['-e', '0']),
    )
    return { ratio, figures: { 'first screen': formatMs(subject), 'node -e 0': formatMs(reference) } }
  } finally {
    await removeProject(cwd)
  }
}

/** Until a program on a terminal shows this. */
async function measureScreen(cwd, command, shown) {
  const since = performance.now()
  const child = spawn('python3', [TERMINAL, '120', '40', ...command], {
    cwd,
    env: { ...process.env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let output = ''
  for await (const data of child.stdout) {
    output += data.toString('latin1')
    if (shown.test(output)) break
  }
  const duration = performance.now() - since
  child.kill('SIGKILL')
  await once(child, 'exit').catch(() => {})
  return duration
}

async function compareUpWithStudio() {
  const { subject, reference, ratio } = await compareDurations(
    7,
    () => measureUp(['--studio']),
    () => measureUp([]),
  )
  return { ratio, figures: { 'up --studio': formatMs(subject), up: formatMs(reference) } }
}

async function measureUp(flags) {
  const cwd = await createProjectDirectory()
  try {
    return await measureCommand(process.execPath, [BIN, 'up', ...flags], { cwd })
  } finally {
    await removeProject(cwd)
  }
}
