import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { createTemporaryDirectory } from './create-temporary-directory.js'
import { reserveFreePort } from './reserve-free-port.js'
import { waitUntil } from './wait-until.js'

const TEMPLATES = path.resolve('templates/monitoring')

interface QueryResult {
  readonly data: { readonly result: readonly unknown[] }
}

interface Alerts {
  readonly data: {
    readonly alerts: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[]
  }
}

/** Starts Prometheus with the templates, but with short intervals, until the end of the test. Resolves to its URL. */
export async function startPrometheus(
  target: string,
  {
    changeRules = (rules) => rules,
    seconds = 1,
  }: {
    readonly changeRules?: (rules: string) => string
    /** Between scrapes, which may take as long. */
    readonly seconds?: number
  } = {},
): Promise<string> {
  const directory = await createTemporaryDirectory('homemanager prometheus ')
  const port = await reserveFreePort()
  const config = await readFile(path.join(TEMPLATES, 'prometheus.yml'), 'utf8')
  const changed = config
    .replaceAll(/_interval: \d+s/g, `_interval: ${seconds}s`)
    .replace('127.0.0.1:4000', target)
    .replace('- rules.yml', `- ${JSON.stringify(path.join(directory, 'rules.yml'))}`)
  await writeFile(
    path.join(directory, 'rules.yml'),
    changeRules(await readFile(path.join(TEMPLATES, 'rules.yml'), 'utf8')),
  )
  await writeFile(path.join(directory, 'prometheus.yml'), changed)
  const child = spawn(
    'prometheus',
    [
      `--config.file=${path.join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
    await rm(directory, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${port}`
  await waitUntil(async () => {
    const response = await fetch(`${url}/-/ready`).catch(() => undefined)
    return response?.ok === true
  })
  return url
}

/** The number of series that a query returns. */
export async function countSeries(prometheus: string, query: string): Promise<number> {
  const url = `${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`
  const response = await fetch(url).catch(() => undefined)
  return response?.ok === true ? ((await response.json()) as QueryResult).data.result.length : 0
}

/** The names of the alerts that are firing. */
export async function listFiring(prometheus: string): Promise<readonly string[]> {
  const response = await fetch(`${prometheus}/api/v1/alerts`)
  const { alerts } = ((await response.json()) as Alerts).data
  return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname)
}
