import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BIN, createProjectDirectory, removeProject } from './project-directory.js'
import { compareDurations, formatMs, measureCommand, median } from './time-command.js'

const INSPECT = [process.execPath, BIN, 'inspect']
const TERMINAL = fileURLToPath(new URL('../programs/relay-terminal.py', import.meta.url))
/** The names of the screens; what the first one shows is being read. */
const FIRST_SCREEN = /Overview/

export const benchmarks = [
  { name: 'inspect: first screen against node -e 0', atMost: 6, run: compareFirstScreen },
  { name: 'studio: up --studio against up', atMost: 1.05, run: compareUpWithStudio },
  {
    name: 'studio: 95th percentile of frames against 50 ms while a million rows are scrolled',
    atMost: 1,
    run: measureScrolling,
  },
]

const FRAME_LIMIT_MS = 50
const SCROLLING_MS = 10_000
const MILLION_ROWS = "SELECT n, 'row ' || n AS text, n * 2 AS double FROM generate_series(1, 1000000) AS n"

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

async function measureScrolling() {
  if (spawnSync('chromium', ['--version']).status !== 0) return { skipped: 'there is no chromium' }
  const { chromium } = await import('playwright-core')
  const cwd = await createProjectDirectory()
  try {
    await measureCommand(process.execPath, [BIN, 'up', '--studio'], { cwd })
    const { studio } = JSON.parse(execFileSync(process.execPath, [BIN, 'status', '--json'], { cwd }))
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run']
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await page.goto(studio.url)
      const query = new URLSearchParams({ store: 'postgres', text: MILLION_ROWS })
      await page.goto(new URL(`/query?${query}`, studio.url).href)
      await page.waitForSelector('.table .rows [role=row]')
      const { frames, rows } = await page.evaluate(scroll, SCROLLING_MS)
      frames.sort((a, b) => a - b)
      const p95 = frames[Math.floor(frames.length * 0.95)]
      return {
        ratio: p95 / FRAME_LIMIT_MS,
        figures: {
          'median frame': formatMs(median(frames)),
          '95th percentile': formatMs(p95),
          'last row reached': rows.toLocaleString('en-US'),
        },
      }
    } finally {
      await browser.close()
    }
  } finally {
    await removeProject(cwd)
  }
}

/** Runs in the page: scrolls by a screen per frame, and resolves to the durations of frames and the last row that was shown. */
async function scroll(durationMs) {
  const table = document.querySelector('.table')
  const frames = []
  const started = performance.now()
  let last = started
  while (last - started < durationMs) {
    table.scrollTop += table.clientHeight
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const now = performance.now()
    frames.push(now - last)
    last = now
  }
  const shown = [...table.querySelectorAll('.rows [role=row]')].at(-1)
  return { frames, rows: Number(shown.getAttribute('aria-rowindex')) }
}
