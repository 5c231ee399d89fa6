import { measureHttpRate, compareRates, formatPerSecond } from './measure-rate.js'
import { BIN, createProjectDirectory, readEnvironment, removeProject, signIn } from './project-directory.js'
import { compareDurations, compareWithNode, formatMs, measureCommand } from './time-command.js'

export const benchmarks = [
  {
    name: 'traces: reads and writes with traces against without',
    atLeast: 0.95,
    run: compareThroughput,
  },
  { name: 'traces: first up with traces against without', atMost: 1.03, run: compareFirstUp },
  { name: 'traces: trace --last against node -e 0', atMost: 3, run: compareLastTrace },
]

const WITHOUT = { ...process.env, OTEL_SDK_DISABLED: 'true' }

async function compareThroughput() {
  return withStack(process.env, async (traced) =>
    withStack(WITHOUT, async (plain) => {
      const [withTraces, without] = await Promise.all([createLoad(traced), createLoad(plain)])
      const { subject, reference, ratio } = await compareRates(9, withTraces, without)
      return {
        ratio,
        figures: { 'with traces': formatPerSecond(subject), without: formatPerSecond(reference) },
      }
    }),
  )
}

/** A function that measures the rate of a mix of requests: one write per four reads, over the three stores. */
async function createLoad(directory) {
  const { HOMEMANAGER_GATEWAY_URL: gateway } = readEnvironment(directory)
  const headers = await signIn(gateway)
  const write = {
    method: 'POST',
    path: '/budget/v1/expenses',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ amount: '12.50', currency: 'USD', category: { primary: 'groceries' } }),
  }
  const reads = ['/todo/v1/todos?limit=20', '/identity/v1/users/me', '/budget/v1/expenses?limit=20']
  const request = (n) => (n % 5 === 0 ? write : { method: 'GET', path: reads[n % reads.length], headers })
  return () => measureHttpRate(gateway, request, { connections: 16 })
}

async function compareFirstUp() {
  const { subject, reference, ratio } = await compareDurations(
    9,
    () => measureUp(process.env),
    () => measureUp(WITHOUT),
  )
  return { ratio, figures: { 'with traces': formatMs(subject), without: formatMs(reference) } }
}

async function measureUp(env) {
  const directory = await createProjectDirectory()
  try {
    return await measureCommand(process.execPath, [BIN, 'up'], { cwd: directory, env })
  } finally {
    await removeProject(directory)
  }
}

async function compareLastTrace() {
  return withStack(process.env, async (directory) => {
    await (
      await createLoad(directory)
    )()
    return compareWithNode(15, ['trace', '--last'], { cwd: directory })
  })
}

async function withStack(env, use) {
  const directory = await createProjectDirectory()
  try {
    await measureCommand(process.execPath, [BIN, 'up', '--seed', 'demo'], { cwd: directory, env })
    return await use(directory)
  } finally {
    await removeProject(directory)
  }
}
