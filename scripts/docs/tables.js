import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { memberTable } from './member-table.js'

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))
const { COMMANDS } = await import('../../dist/cli/command-index.js')
const { PERMISSIONS } = await import('../../dist/domain/permissions.js')
const { DYNAMODB_ACTION_FIELDS } =
  await import('../../dist/stores/dynamodb/migrations/dynamodb-action-fields.js')
const { MONGO_ACTION_FIELDS } = await import('../../dist/stores/mongo/migrations/mongo-action-fields.js')
const { createIdentityClient } = await import('../../dist/services/identity/api/create-identity-client.js')
const { createTodoClient } = await import('../../dist/services/todo/api/create-todo-client.js')
const { createBudgetClient } = await import('../../dist/services/budget/api/create-budget-client.js')
const { INVARIANTS } = await import('../../dist/verify/invariants/registry.js')

/** The tables that pages take from the code, or from other pages. */
export const TABLES = {
  commands: commandTable,
  'dynamodb-actions': () => actionTable(DYNAMODB_ACTION_FIELDS),
  'mongo-actions': () => actionTable(MONGO_ACTION_FIELDS),
  'error-codes': errorCodeTable,
  'http-problems': httpProblemTable,
  decisions: decisionTable,
  invariants: invariantTable,
  permissions: permissionTable,
  settings: settingTables,
  'create-stack-options': () => memberTable('project/stack/create-stack-options.ts', 'CreateStackOptions'),
  'stack-members': () => memberTable('project/stack/create-stack.ts', 'Stack'),
  'seed-options': () => memberTable('dataset/seeding/seed-options.ts', 'SeedOptions'),
  'migrate-options': () => memberTable('migrations/migrate-options.ts', 'StackMigrateOptions'),
  'verify-options': () => memberTable('verify/verify-stores.ts', 'StackVerifyOptions'),
  'query-options': () => memberTable('project/stack/stack-query.ts', 'StackQueryOptions'),
  'client-methods': clientMethodTable,
  'client-options': () => memberTable('services/http/client/call-input.ts', 'ServiceClientOptions'),
}

export function listCommands() {
  return COMMANDS.map(({ definition }) => definition).filter(({ hidden }) => hidden !== true)
}

function commandTable() {
  const rows = listCommands().map(({ name, summary }) => `| [\`${name}\`](${name}.md) | ${cell(summary)} |`)
  return ['| command | purpose |', '|---|---|', ...rows].join('\n')
}

function actionTable(actions) {
  const rows = Object.entries(actions).flatMap(([action, fields]) =>
    Object.entries(fields).map(([key, { type, or, description }], index) => {
      const optional = key.endsWith('?')
      const name = `\`${key.replace('?', '')}\`${optional ? '' : ' (required)'}`
      const shown = or === undefined ? type : `string or ${type}`
      return `| ${index === 0 ? `\`${action}\`` : ''} | ${name} | ${shown} | ${cell(description)} |`
    }),
  )
  return ['| action | property | type | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

async function errorCodeTable() {
  const codes = (await errorEntries()).filter(({ meaning }) => typeof meaning === 'string')
  const rows = codes.map(({ name, exitCode, meaning }) => `| \`${name}\` | ${exitCode} | ${cell(meaning)} |`)
  return ['| code | exit code | when |', '|---|---|---|', ...unique(rows)].join('\n')
}

async function httpProblemTable() {
  const problems = (await errorEntries()).filter(({ status }) => typeof status === 'number')
  const rows = problems.map(({ name, status, title }) => `| \`${name}\` | ${status} | ${cell(title)} |`)
  return ['| code | status | title |', '|---|---|---|', ...unique(rows)].join('\n')
}

function decisionTable() {
  const directory = fileURLToPath(new URL('../../docs/adr/', import.meta.url))
  const files = readdirSync(directory).filter((file) => /^\d{4}-/.test(file))
  const rows = files.sort().map((file) => {
    const [number, title] = readFileSync(join(directory, file), 'utf8').slice(2).split('\n', 1)[0].split('. ')
    return `| [${number}](${file}) | ${cell(title)} |`
  })
  return ['| number | decision |', '|---|---|', ...rows].join('\n')
}

function invariantTable() {
  const rows = INVARIANTS.map(({ number, statement }) => `| ${number} | ${cell(toSentence(statement))} |`)
  return ['| number | invariant |', '|---|---|', ...rows].join('\n')
}

const GRANTS = { yes: 'yes', own: 'own', assigned: 'own and assigned', no: 'no' }

function permissionTable() {
  const rows = Object.values(PERMISSIONS).map(({ action, withoutFamily, child, adult, owner }) => {
    const grants = [withoutFamily, child, adult, owner].map((grant) => GRANTS[grant])
    return `| ${cell(action)} | ${grants.join(' | ')} |`
  })
  return ['| action | without a family | child | adult | owner |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  )
}

/** The operations of each service client. */
function clientMethodTable() {
  const rows = [createIdentityClient, createTodoClient, createBudgetClient].map((create) => {
    const methods = Object.keys(create('http://127.0.0.1')).map((method) => `\`${method}\``)
    return `| \`${create.name}\` | ${methods.join(', ')} |`
  })
  return ['| client | methods |', '|---|---|', ...rows].join('\n')
}

/** A heading and a table for each section of homemanager.yaml, from the JSON Schema that the build writes. */
function settingTables() {
  const file = new URL('../../templates/homemanager.schema.json', import.meta.url)
  const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')).properties)
  const single = entries.filter(([name, { properties }]) => properties === undefined && name !== '$schema')
  const sections = entries.filter(([, { properties }]) => properties !== undefined).map(toSection)
  return [settingTable('Top level', single), ...sections.map((section) => settingTable(...section))].join(
    '\n\n',
  )
}

/** All services have the same settings. */
function toSection([name, { properties }]) {
  if (name !== 'services') return [`\`${name}\``, Object.entries(properties), `${name}.`]
  const settings = Object.entries(Object.values(properties)[0].properties).map(([key, value]) => {
    const description = value.description.replace(/HOMEMANAGER_[A-Z]+_URL/, 'HOMEMANAGER_NAME_URL')
    return [key, { ...value, description }]
  })
  return ['`services.NAME`', settings, 'services.NAME.']
}

function settingTable(title, settings, prefix = '') {
  const rows = settings.map(([name, { type, enum: choices, items, description }]) => {
    const [, text, variable] = /^(.*?)(?: Environment variable: (\w+)\.)?$/.exec(description)
    const list = (names) => names.map((each) => `\`${each}\``).join(', ')
    const element = items?.enum === undefined ? type : `${type} of ${list(items.enum)}`
    const values = choices === undefined ? element : list(choices)
    return `| \`${prefix}${name}\` | ${values} | ${cell(text)} | ${variable === undefined ? '' : `\`${variable}\``} |`
  })
  return [
    `### ${title}\n`,
    '| setting | value | meaning | environment variable |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** A statement as a sentence, with the names of fields as code. */
function toSentence(statement) {
  const text = statement.replace(/\w+_\w+/g, '`$&`')
  return `${text[0].toUpperCase()}${text.slice(1)}.`
}

/** What the built `*-errors.js` modules declare, sorted by code. */
async function errorEntries() {
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('-errors.js'))
    .map((entry) => pathToFileURL(join(entry.parentPath ?? entry.path, entry.name)).href)
  const modules = await Promise.all(files.map((file) => import(file)))
  return modules
    .flatMap((module) => Object.values(module))
    .filter((exported) => typeof exported === 'object' && exported !== null)
    .flatMap((codes) => Object.entries(codes).map(([name, entry]) => ({ name, ...entry })))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

function sortKey({ name, meaning, title }) {
  return `${name} ${meaning ?? title}`
}

function unique(rows) {
  return [...new Set(rows)]
}

function cell(text) {
  return text.replaceAll('|', '\\|')
}
