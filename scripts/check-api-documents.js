import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import spectralCore from '@stoplight/spectral-core'
import spectralRulesets from '@stoplight/spectral-rulesets'
import openApiTypescript from 'openapi-typescript'
import { createGatewayApp } from '../dist/app/gateway/gateway-app.js'
import { UpstreamLoads } from '../dist/app/gateway/upstream-loads.js'
import { createServiceApp } from '../dist/app/services/service-app.js'
import { SERVICE_NAMES } from '../dist/core/service-name.js'
import { BUDGET_API } from '../dist/services/budget/api/budget-api.js'
import { IDENTITY_API } from '../dist/services/identity/api/identity-api.js'
import { TODO_API } from '../dist/services/todo/api/todo-api.js'
import { CLIENTS } from './api-documents/clients.js'

// Checks the OpenAPI documents of the services and the gateway with the tools that users have: Spectral, Redocly, and generated
// TypeScript clients in strict mode. Prints the problems, and exits with 1 if there are any.

const APIS = { identity: IDENTITY_API, todo: TODO_API, budget: BUDGET_API }
const NAMES = [...SERVICE_NAMES, 'gateway']
const COMPILER_OPTIONS = {
  target: 'ES2023',
  module: 'NodeNext',
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
}

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const directory = mkdtempSync(join(tmpdir(), 'homemanager-openapi-'))
try {
  const documents = await fetchDocuments()
  const problems = await Promise.all([
    checkWithSpectral(documents),
    checkWithRedocly(),
    checkClients(documents),
  ])
  for (const problem of problems.flat()) console.error(problem)
  if (problems.flat().length > 0) process.exitCode = 1
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/** The documents as served. No operation is called, so the services need no stores. */
async function fetchDocuments() {
  const ping = async () => {}
  const gateway = await createGatewayApp({
    apis: APIS,
    mounted: {},
    loads: new UpstreamLoads(),
    upstreams: Object.fromEntries(SERVICE_NAMES.map((service) => [service, 'http://127.0.0.1:9'])),
    ping: { identity: ping, todo: ping, budget: ping },
  })
  const documents = {}
  for (const name of NAMES) {
    const app =
      name === 'gateway' ? gateway : await createServiceApp({ api: APIS[name], plugin: async () => {}, ping })
    const response = await app.inject('/openapi.json')
    documents[name] = response.json()
    writeFileSync(join(directory, `${name}.json`), response.body)
    await app.close()
  }
  return documents
}

async function checkWithSpectral(documents) {
  const spectral = new spectralCore.Spectral()
  spectral.setRuleset({ extends: [[spectralRulesets.oas, 'recommended']] })
  const problems = []
  for (const name of NAMES) {
    const found = await spectral.run(structuredClone(documents[name]))
    for (const { code, message, path } of found)
      problems.push(`Spectral, ${name}: ${code} ${path.join('.')}: ${message}`)
  }
  return problems
}

async function checkWithRedocly() {
  const cli = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin/cli.js')
  const files = NAMES.map((name) => `${name}.json`)
  const args = [cli, 'lint', ...files, '--extends=recommended', '--format=json']
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const { stdout } = await run(process.execPath, args, { cwd: directory, env }).catch((error) => error)
  // It prints a report per document.
  const reports = JSON.parse(`[${stdout.replaceAll(/^\}\s*\{/gm, '},{')}]`)
  if (reports.length !== NAMES.length)
    return [`Redocly has checked ${reports.length} of ${NAMES.length} documents.`]
  return reports.flatMap(({ problems, totals }, index) => [
    ...problems.map(({ ruleId, message }) => `Redocly, ${NAMES[index]}: ${ruleId}: ${message}`),
    ...(totals.ignored === 0 ? [] : [`Redocly, ${NAMES[index]}: ${totals.ignored} problems are ignored`]),
  ])
}

async function checkClients(documents) {
  const write = (name, text) => writeFileSync(join(directory, name), text)
  for (const name of NAMES) {
    write(`${name}-types.ts`, await openApiTypescript(structuredClone(documents[name])))
    const unused = 'export type All = [components, operations, paths]'
    const imports = `import type { components, operations, paths } from './${name}-types.js'`
    write(`${name}.ts`, `${imports}\n${unused}\n${CLIENTS[name]}\n`)
  }
  write('package.json', JSON.stringify({ type: 'module' }))
  write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS }))
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '--project', directory]).catch((error) => error)
  return stdout === '' ? [] : [stdout]
}
